"""Papers of having taken part: one number a work, for whoever may have it; what the check page says; the PDF."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from redvest.core.models import AuditLine
from redvest.honour.actions.contest_paper import paper_of_entry, papers_of_contest
from redvest.honour.choices import ContestState, EntryState
from redvest.honour.contest_errors import (
    ContestPaperNotYet,
    ContestPaperUnknown,
    ContestUnknown,
    EntryUnknown,
)
from redvest.honour.models import ContestEntry, ContestPaper
from redvest.honour.queries.contest_paper import checked_paper
from redvest.honour.rules.contest_paper_pdf import render_papers
from tests.factories.contest import make_contest, make_entry_of, make_pupil_entry
from tests.factories.registry import (
    NOW,
    TODAY,
    make_body,
    make_member,
    make_officer,
    make_volunteer,
    standing_of,
    volunteer_standing,
)

pytestmark = pytest.mark.django_db


def over(**more: object) -> object:
    return make_contest(state=ContestState.PUBLISHED, **more)  # type: ignore[arg-type]


class TestOnes:
    def test_own_once(self) -> None:
        person = make_volunteer(name="李明霞")
        entry = make_entry_of(over(body=make_body(name="渝水一小")), person)  # type: ignore[arg-type]
        by = volunteer_standing(person)
        facts = paper_of_entry(by=by, key=entry.pk, at=NOW, site_address="https://v.example.cn/")
        assert (facts.name, facts.issuer, facts.chosen) == ("李明霞", "渝水一小", False)
        assert facts.address == f"https://v.example.cn/contests/papers/{facts.number}/"
        assert paper_of_entry(by=by, key=entry.pk, at=NOW).number == facts.number
        assert AuditLine.objects.filter(verb="issue_contest_paper").count() == 1

    def test_of_a_pupil_by_who_sent_it_in(self) -> None:
        entry = make_pupil_entry(over(), school_name="渝水一小", school_class="三（2）班")  # type: ignore[arg-type]
        assert entry.entered_by is not None
        facts = paper_of_entry(by=standing_of(entry.entered_by), key=entry.pk, at=NOW)
        assert (facts.name, facts.school) == ("王小明", "渝水一小 三（2）班")

    def test_not_yet_and_not_for_others(self) -> None:
        entry = make_entry_of(make_contest(state=ContestState.JUDGING))
        assert entry.volunteer is not None
        with pytest.raises(ContestPaperNotYet):
            paper_of_entry(by=volunteer_standing(entry.volunteer), key=entry.pk, at=NOW)
        done = make_entry_of(over())  # type: ignore[arg-type]
        for by in (make_member(), make_officer()):
            with pytest.raises(EntryUnknown):
                paper_of_entry(by=by, key=done.pk, at=NOW)
        assert not ContestPaper.objects.exists()

    @pytest.mark.parametrize("state", [EntryState.WITHDRAWN, EntryState.SET_ASIDE])
    def test_not_of_what_took_no_part(self, state: EntryState) -> None:
        entry = make_entry_of(over(), state=state)  # type: ignore[arg-type]
        assert entry.volunteer is not None
        with pytest.raises(ContestPaperNotYet):
            paper_of_entry(by=volunteer_standing(entry.volunteer), key=entry.pk, at=NOW)


class TestAll:
    def test_everybody_who_took_part_by_school_and_class(self) -> None:
        contest = over()
        make_entry_of(contest, state=EntryState.EXCELLENT)  # type: ignore[arg-type]
        make_pupil_entry(contest, name="乙", school_name="二小")  # type: ignore[arg-type]
        make_pupil_entry(contest, name="甲", school_name="一小")  # type: ignore[arg-type]
        make_entry_of(contest, state=EntryState.WITHDRAWN)  # type: ignore[arg-type]
        make_pupil_entry(contest, name="丁", emptied_at=NOW)  # type: ignore[arg-type]
        papers = papers_of_contest(by=make_officer(), key=contest.pk, at=NOW)  # type: ignore[attr-defined]
        assert [each.school for each in papers] == ["", "一小", "二小"]
        again = papers_of_contest(by=make_officer(), key=contest.pk, at=NOW)  # type: ignore[attr-defined]
        assert [each.number for each in again] == [each.number for each in papers]
        assert AuditLine.objects.filter(verb="print_contest_papers").count() == 2

    def test_not_for_others_and_not_yet(self) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        make_entry_of(contest)
        with pytest.raises(ContestPaperNotYet):
            papers_of_contest(by=make_officer(), key=contest.pk, at=NOW)
        with pytest.raises(ContestUnknown):
            papers_of_contest(by=make_member(), key=contest.pk, at=NOW)
        assert not ContestPaper.objects.exists()

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same(self, many: int, django_assert_num_queries: object) -> None:
        contest = over()
        for _ in range(many):
            make_entry_of(contest)  # type: ignore[arg-type]
        by = make_officer()
        with django_assert_num_queries(7):  # type: ignore[operator]
            papers_of_contest(by=by, key=contest.pk, at=NOW)  # type: ignore[attr-defined]


class TestChecked:
    def test_masked_and_no_minor(self) -> None:
        grown = make_entry_of(over(), make_volunteer(name="李明霞"))  # type: ignore[arg-type]
        young = make_pupil_entry(over(), guardian_agreed_at=NOW, show_name=True)  # type: ignore[arg-type]
        for entry in (grown, young):
            ContestPaper.objects.create(
                city=entry.city, entry=entry, number=f"CT-{entry.number:016d}", issued_at=NOW
            )
        papers = {each.entry_id: each.number for each in ContestPaper.objects.all()}
        number = papers[grown.pk][:3] + "-".join(papers[grown.pk][at : at + 4] for at in (3, 7, 11, 15))
        ContestPaper.objects.filter(entry=grown).update(number=number)
        found = checked_paper(number.lower().replace("-", " "), TODAY)
        assert (found.name, found.minor, found.holds, found.work) == ("李*霞", False, True, "")

    def test_a_pupil_has_no_name_there_and_a_withdrawn_work_no_paper(self) -> None:
        entry = make_pupil_entry(over(), guardian_agreed_at=NOW, show_name=True)  # type: ignore[arg-type]
        assert entry.entered_by is not None
        number = paper_of_entry(by=standing_of(entry.entered_by), key=entry.pk, at=NOW).number
        assert checked_paper(number, TODAY).name == "" and checked_paper(number, TODAY).minor
        ContestEntry.objects.filter(pk=entry.pk).update(state=EntryState.WITHDRAWN)
        assert not checked_paper(number, TODAY).holds

    @pytest.mark.parametrize("typed", ["", "CT-0000-0000-0000-0000", "x" * 400, "\x00"])
    def test_no_such_number(self, typed: str) -> None:
        with pytest.raises(ContestPaperUnknown):
            checked_paper(typed, TODAY)


def test_the_pdf_has_a_page_for_each_and_runs_no_code() -> None:
    contest = over(title="#panic() 征文 *粗*")
    make_entry_of(contest, make_volunteer(name="李明霞"), title='$x$ #read("/etc/passwd")')  # type: ignore[arg-type]
    make_pupil_entry(contest)  # type: ignore[arg-type]
    papers = papers_of_contest(by=make_officer(), key=contest.pk, at=NOW, site_address="https://v.example.cn")  # type: ignore[attr-defined]
    pdf = render_papers(papers, NOW)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == 2
    text = "".join(pages).replace(" ", "").replace("\n", "")
    assert "李明霞" in text and "#panic()" in text and papers[0].number in text
    assert render_papers(papers, NOW) == pdf

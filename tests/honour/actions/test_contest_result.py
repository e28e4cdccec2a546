"""Excellent works are chosen by people and shown only by the yes of whoever may give it; a thousand entries, judged blind."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from redvest.connectors.storage import storage
from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.honour.actions.contest import give_out_result, start_judging
from redvest.honour.actions.contest_class import enter_class
from redvest.honour.actions.contest_consent import agree_entry, stop_showing
from redvest.honour.actions.contest_hint import look_for_likeness
from redvest.honour.actions.contest_judging import hand_out_works, mark_work
from redvest.honour.actions.contest_paper import papers_of_contest
from redvest.honour.actions.contest_result import (
    choose_works,
    show_work,
    show_works,
    take_work_down,
    unchoose_work,
)
from redvest.honour.choices import ContestKind, ContestState, EntryState
from redvest.honour.contest_errors import (
    ContestMoved,
    ContestUnknown,
    EntryMoved,
    EntryUnknown,
    GuardianHasNotAgreed,
    NothingTicked,
    PublicationNotAgreed,
    RightsOutdated,
)
from redvest.honour.models import ContestEntry, ContestMark, ContestPicture
from redvest.honour.queries.contest import works_of
from redvest.honour.queries.contest_judging import marks_of, ranked, unmarked
from redvest.honour.rules.contest import Pupil, Row
from tests.factories.contest import (
    AFTER,
    drawing,
    entry_form,
    make_contest,
    make_entry_of,
    make_judge,
    make_pupil_entry,
    make_teacher,
    new_key,
)
from tests.factories.registry import (
    NOW,
    make_account,
    make_body,
    make_member,
    make_officer,
    standing_of,
    volunteer_standing,
)

pytestmark = pytest.mark.django_db


class TestChosen:
    def test_all_or_none(self) -> None:
        contest, by = make_contest(state=ContestState.JUDGING), make_officer()
        good = [make_entry_of(contest) for _ in range(2)]
        gone = make_entry_of(contest, state=EntryState.WITHDRAWN)
        far = make_entry_of(make_contest())
        for wrong, error in ((gone, EntryMoved), (far, EntryUnknown)):
            with pytest.raises(error):
                choose_works(by=by, key=contest.pk, entries=[good[0].pk, wrong.pk], at=NOW)
        assert not ContestEntry.objects.filter(state=EntryState.EXCELLENT).exists()
        assert choose_works(by=by, key=contest.pk, entries=[each.pk for each in good], at=NOW) == 2
        assert choose_works(by=by, key=contest.pk, entries=[good[0].pk], at=NOW) == 0
        assert AuditLine.objects.filter(verb="choose_works").count() == 1

    def test_an_empty_choice_is_none(self) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        make_entry_of(contest)
        with pytest.raises(NothingTicked):
            choose_works(by=make_officer(), key=contest.pk, entries=[], at=NOW)
        assert not AuditLine.objects.exists()

    def test_scores_stay_as_they_were_given_out(self) -> None:
        contest, by = make_contest(state=ContestState.JUDGING), make_officer()
        judge = make_judge(contest)
        entries = [make_entry_of(contest) for _ in range(3)]
        hand_out_works(by=by, key=contest.pk, at=NOW)
        for entry, points in zip(entries, (60, 90, 75), strict=True):
            mark_work(by=judge, key=ContestMark.objects.get(entry=entry).pk, points=points, at=NOW)
        contest = give_out_result(by=by, key=contest.pk, at=NOW)
        before = {each.pk: points for each, points in ranked(contest)}
        assert len({str(points) for points in before.values()}) == 3
        ContestEntry.objects.filter(pk=entries[0].pk).update(state=EntryState.WITHDRAWN)
        after = {each.pk: points for each, points in ranked(contest)}
        assert after == {key: points for key, points in before.items() if key != entries[0].pk}

    def test_not_while_entries_come_in_nor_by_others(self) -> None:
        contest = make_contest()
        entry = make_entry_of(contest)
        with pytest.raises(ContestMoved):
            choose_works(by=make_officer(), key=contest.pk, entries=[entry.pk], at=NOW)
        with pytest.raises(ContestUnknown):
            choose_works(by=make_member(), key=contest.pk, entries=[entry.pk], at=NOW)

    def test_not_after_all(self) -> None:
        contest, by = make_contest(state=ContestState.JUDGING), make_officer()
        entry = make_entry_of(contest, state=EntryState.PUBLISHED)
        found = unchoose_work(by=by, key=entry.pk, at=NOW)
        assert (found.state, found.published_at) == (EntryState.ENTERED, None)
        with pytest.raises(EntryMoved):
            unchoose_work(by=by, key=entry.pk, at=NOW)
        given_out = make_entry_of(make_contest(state=ContestState.PUBLISHED), state=EntryState.EXCELLENT)
        with pytest.raises(ContestMoved):
            unchoose_work(by=by, key=given_out.pk, at=NOW)


class TestShown:
    def test_by_consent(self) -> None:
        contest = make_contest(state=ContestState.PUBLISHED)
        entry = make_entry_of(contest, state=EntryState.EXCELLENT)
        assert show_work(by=make_officer(), key=entry.pk, at=NOW).published_at == NOW
        assert list(works_of(contest)) == [entry]
        with pytest.raises(EntryMoved):
            show_work(by=make_officer(), key=entry.pk, at=NOW)
        take_work_down(by=make_officer(), key=entry.pk, at=NOW)
        assert not works_of(contest).exists()

    @pytest.mark.parametrize(
        ("more", "error"),
        [
            ({"publish_agreed_at": None}, PublicationNotAgreed),
            ({"rights_version": 1}, RightsOutdated),
            ({"minor": True}, GuardianHasNotAgreed),
            ({"minor": True, "publish_agreed_at": None}, GuardianHasNotAgreed),
            ({"state": EntryState.ENTERED}, EntryMoved),
            ({"emptied_at": NOW}, EntryMoved),
        ],
    )
    def test_never_without(self, more: dict[str, object], error: type[DomainError]) -> None:
        contest = make_contest(state=ContestState.PUBLISHED, rights_version=2)
        entry = make_entry_of(contest, **{"state": EntryState.EXCELLENT, **more})  # type: ignore[arg-type]
        with pytest.raises(error):
            show_work(by=make_officer(), key=entry.pk, at=NOW)
        entry.refresh_from_db()
        assert entry.state != EntryState.PUBLISHED and not AuditLine.objects.exists()

    def test_before_the_result_is_out_nobody_sees_it(self) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        make_entry_of(contest, state=EntryState.PUBLISHED)
        assert not works_of(contest).exists()

    def test_all_that_may_be_and_of_the_others_why_not(self) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        for _ in range(2):
            make_entry_of(contest, state=EntryState.EXCELLENT)
        waiting = make_pupil_entry(contest, state=EntryState.EXCELLENT)
        found = show_works(by=make_officer(), key=contest.pk, at=NOW)
        assert found.shown == 2
        assert found.refused == [(waiting.number, "家长还没有同意，这件作品不能展示。")]
        again = show_works(by=make_officer(), key=contest.pk, at=NOW)
        assert again.shown == 0 and AuditLine.objects.filter(verb="show_works").count() == 1


def test_a_thousand_entries_judged_blind_twenty_shown_and_the_one_without_a_guardians_yes_refused(
    django_assert_num_queries: Callable[..., object],
) -> None:
    """The issue's "done when", from entering to the papers."""
    officer, school = make_officer(), make_body(name="渝水一小")
    contest = make_contest(kind=ContestKind.PAINTING, judges_each=2, pupils_only=True)
    teacher = make_teacher(school)
    phones = count(13_500_000_000)
    rows = [
        Row(
            Pupil(f"学生{chr(0x4E00 + at)}", "渝水一小", f"{at // 50 + 1}班", str(next(phones))),
            entry_form(title=f"我画家乡新面貌{at}", words=""), (drawing(at, size=16),),
        )
        for at in range(998)
    ]  # fmt: skip
    entries = enter_class(by=teacher, contest_id=contest.pk, rows=rows, key=new_key(), at=NOW)
    copied = Row(
        Pupil("学生抄", "渝水一小", "99班", str(next(phones))),
        entry_form(title="我画的", words=""),
        (drawing(0, size=24),),
    )
    entries += enter_class(by=teacher, contest_id=contest.pk, rows=[copied], key=new_key(), at=NOW)
    make_entry_of(contest, title="一位家长的孩子", minor=True, guardian_agreed_at=NOW)
    assert ContestEntry.objects.count() == 1000 and ContestPicture.objects.count() == 999

    assert look_for_likeness(by=officer, key=contest.pk, at=AFTER) >= 1
    start_judging(by=officer, key=contest.pk, at=AFTER)
    of_the_school = make_account(name="校内评委")
    judges = [make_judge(contest) for _ in range(5)]
    assert hand_out_works(by=officer, key=contest.pk, at=AFTER) == 2000
    assert not ContestMark.objects.filter(judge=of_the_school).exists()
    for judge in judges:
        mine = list(marks_of(judge, contest))
        assert len(mine) == 400
        mark_work(by=judge, key=mine[0].pk, points=50, at=AFTER)
    # The rest of the marks at once: what one mark does is tested beside; the better drawing is that of the lower number.
    best = {entry.pk: 100 - place // 10 for place, entry in enumerate(entries)}
    marks = list(ContestMark.objects.all())
    for mark in marks:
        mark.points, mark.marked_at = best.get(mark.entry_id, 10), AFTER
    ContestMark.objects.bulk_update(marks, ["points", "marked_at"], batch_size=500)
    assert unmarked(contest) == 0

    with django_assert_num_queries(2):
        order = ranked(contest)
    assert len(order) == 1000
    chosen = [entry for entry, _points in order[:21]]
    choose_works(by=officer, key=contest.pk, entries=[each.pk for each in chosen], at=AFTER)
    silent = chosen[7]
    phone_of = {each.pk: row.pupil.guardian_phone for each, row in zip(entries, [*rows, copied], strict=True)}
    for entry in chosen:
        if entry.pk != silent.pk:
            parent = standing_of(make_account(phone=phone_of[entry.pk], name="一位家长"))
            agree_entry(by=parent, key=entry.pk, rights=1, publish=True, show_name=True, at=AFTER)
    shown = show_works(by=officer, key=contest.pk, at=AFTER)
    assert shown.shown == 20 and [number for number, _why in shown.refused] == [silent.number]
    with pytest.raises(GuardianHasNotAgreed):
        show_work(by=officer, key=silent.pk, at=AFTER)
    contest = give_out_result(by=officer, key=contest.pk, at=AFTER)
    public = list(works_of(contest))
    assert len(public) == 20 and silent.pk not in {each.pk for each in public}
    assert all(storage().exists(each.pictures.get().preview_key) for each in public)

    papers = papers_of_contest(by=officer, key=contest.pk, at=AFTER)
    assert len(papers) == 1000 and len({each.number for each in papers}) == 1000
    assert sum(each.chosen for each in papers) == 21


def test_consent_taken_back_is_taken_down_also_of_a_thousand() -> None:
    contest = make_contest(state=ContestState.PUBLISHED)
    entry = make_entry_of(contest, state=EntryState.PUBLISHED)
    make_entry_of(contest, state=EntryState.PUBLISHED)
    assert entry.volunteer is not None
    stop_showing(by=volunteer_standing(entry.volunteer), key=entry.pk, at=NOW)
    assert works_of(contest).count() == 1

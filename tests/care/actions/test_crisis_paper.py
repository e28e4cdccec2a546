"""Paper forms typed in: good lines are taken, the others say why, and typing them again changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from redvest.care.actions.crisis import say_stop_coming, write_brief
from redvest.care.actions.crisis_paper import MOST_LINES, PaperForm, enter_paper
from redvest.care.actions.crisis_staging import check_in_crisis
from redvest.care.crisis_errors import CrisisStopped
from redvest.care.models import CrisisStay, CrisisVolunteer, StagingArea
from redvest.care.queries.crisis_people import times_there
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from tests.care.actions.test_crisis import keeper
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 5)
LATER = NOW + timedelta(hours=9)  # seven in the evening


def form(*lines: str, area: StagingArea | None = None, brief: int = 1) -> PaperForm:
    return PaperForm(lines, brief, ON, area)


def test_good_lines_are_taken_and_the_others_say_why() -> None:
    crisis = care.make_crisis()
    lines = (
        "王小路 13812345678 19900517",
        "看不清",
        "小朋友 13812345679 20150101",
        "李明霞 1381234567 19900517",
    )
    done = enter_paper(by=keeper(), crisis=crisis, form=form(*lines), at=LATER)
    assert [bool(each.pass_code) for each in done] == [True, False, False, False]
    for each, word in zip(done[1:], ("看不懂", "未成年人", "11 位"), strict=True):
        assert word in each.fault
    mine = CrisisVolunteer.objects.get()
    assert (mine.via, mine.pass_code) == ("paper", done[0].pass_code)


def test_typed_again_nothing_changes() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    area = care.make_area(crisis, officer)
    once = form("王小路 13812345678 19900517 10:30 17:00", area=area)
    first = enter_paper(by=officer, crisis=crisis, form=once, at=LATER)
    again = enter_paper(by=officer, crisis=crisis, form=once, at=LATER)
    assert (again[0].again, again[0].pass_code, again[0].fault) == (True, first[0].pass_code, "")
    (time,) = times_there(crisis)
    assert (time.minutes, time.stay.area, time.stay.out_note) == (390, area, "纸表补录")
    area.refresh_from_db()
    assert area.present == 0


def test_who_has_not_left_is_out_there() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    area = care.make_area(crisis, officer)
    enter_paper(
        by=officer, crisis=crisis, form=form("王小路 13812345678 19900517 10:30", area=area), at=LATER
    )
    area.refresh_from_db()
    assert (area.present, CrisisStay.objects.get().out_at) == (1, None)


@pytest.mark.parametrize("times", ["10:30", "10:30 17:00"])
def test_paper_signs_what_was_printed_on_it_and_is_written_down_when_it_was_typed(times: str) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    area, person = care.make_area(crisis, officer), care.make_person(crisis, phone="13812345678")
    write_brief(by=officer, crisis=crisis, text="水位又涨", at=NOW)
    write_brief(by=officer, crisis=crisis, text="退到二线", at=NOW)
    crisis.refresh_from_db()
    line = f"王小路 13812345678 19900517 {times}"
    (done,) = enter_paper(by=officer, crisis=crisis, form=form(line, area=area, brief=2), at=LATER)
    assert not done.fault
    stay = CrisisStay.objects.get()
    person.refresh_from_db()
    area.refresh_from_db()
    assert (stay.brief_version, person.brief_version, person.brief_signed_at) == (2, 2, LATER)
    assert area.present == (stay.out_at is None)
    said = AuditLine.objects.get(verb="enter_paper_line")
    assert (said.at, said.details) == (LATER, {"area": str(area.pk), "brief": 2})
    assert not AuditLine.objects.filter(at=stay.in_at).exists()
    assert not AuditLine.objects.filter(verb="check_in_crisis").exists()


def test_an_older_paper_takes_no_signature_back() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    write_brief(by=officer, crisis=crisis, text="水位又涨", at=NOW)
    crisis.refresh_from_db()
    area, person = care.make_area(crisis, officer), care.make_person(crisis, phone="13812345678", brief=2)
    line = "王小路 13812345678 19900517 10:30"
    enter_paper(by=officer, crisis=crisis, form=form(line, area=area, brief=1), at=LATER)
    person.refresh_from_db()
    assert (person.brief_version, person.brief_signed_at, CrisisStay.objects.get().brief_version) == (
        2,
        NOW,
        1,
    )


@pytest.mark.parametrize(
    ("times", "why"),
    [
        ("22:00 23:00", "时间不对"),
        ("23:30 18:00", "时间不对"),
        ("11:00 12:00", "时间不对"),
    ],
)
def test_times_that_cannot_be(times: str, why: str) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    area, person = care.make_area(crisis, officer), care.make_person(crisis, phone="13812345678")
    check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    line = f"王小路 13812345678 19900517 {times}"
    (done,) = enter_paper(by=officer, crisis=crisis, form=form(line, area=area), at=LATER)
    assert why in done.fault
    assert CrisisStay.objects.count() == 1


def test_times_want_an_area_and_a_line_that_fails_leaves_nobody_behind() -> None:
    crisis = care.make_crisis()
    line = "王小路 13812345678 19900517 10:30 17:00"
    (done,) = enter_paper(by=keeper(), crisis=crisis, form=form(line), at=LATER)
    assert "集结点" in done.fault
    assert not CrisisVolunteer.objects.exists()


def test_nobody_else_types_them_in() -> None:
    crisis = care.make_crisis()
    for by in (care.GUEST, make.make_member(), keeper("qiandong")):
        with pytest.raises(NotAllowed):
            enter_paper(by=by, crisis=crisis, form=form("王小路 13812345678 19900517"), at=LATER)
    assert not CrisisVolunteer.objects.exists()


def test_not_more_than_so_many_at_once() -> None:
    crisis = care.make_crisis()
    done = enter_paper(by=keeper(), crisis=crisis, form=form(*["看不清"] * (MOST_LINES + 5)), at=LATER)
    assert len(done) == MOST_LINES


def test_paper_of_who_was_there_is_typed_in_after_the_stop_and_nobody_else_comes_in() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    (done,) = enter_paper(by=officer, crisis=crisis, form=form("王小路 13812345678 19900517"), at=NOW)
    assert done.pass_code and not done.fault
    with pytest.raises(CrisisStopped), transaction.atomic():
        care.make_person(crisis)
    assert CrisisVolunteer.objects.get().via == "paper"

"""Staging areas: nobody beyond the capacity, nobody in two places, nobody without the brief, and who is out there now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.care.actions.crisis import write_brief
from redvest.care.actions.crisis_staging import (
    AreaForm,
    change_area,
    check_in_crisis,
    check_out_crisis,
    close_area,
    open_area,
)
from redvest.care.crisis_errors import (
    AreaClosed,
    AreaFull,
    AreaNameTaken,
    AreaNotEmpty,
    AreaUnknown,
    BriefChanged,
    BriefUnsigned,
    CrisisWordsMissing,
    PassUnknown,
    PersonIsThere,
    PersonNotThere,
)
from redvest.care.models import CrisisStay, StagingArea
from redvest.care.queries.crisis_people import (
    area_of,
    out_there,
    people_of,
    person_by_pass,
    times_there,
)
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from tests.care.actions.test_crisis import keeper
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_in_and_out_and_how_long() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    person, area = care.make_person(crisis), care.make_area(crisis, officer)
    check_in_crisis(by=keeper(), area=area, person=person, signs=None, at=NOW)
    assert [each.person for each in out_there(crisis)] == [person]
    area.refresh_from_db()
    assert area.present == 1
    check_out_crisis(by=keeper(), person=person, at=NOW + 2 * HOUR, note="平安回家")
    area.refresh_from_db()
    assert (area.present, list(out_there(crisis))) == (0, [])
    (time,) = times_there(crisis)
    assert (time.minutes, time.stay.out_note) == (120, "平安回家")
    assert AuditLine.objects.filter(verb__in=["check_in_crisis", "check_out_crisis"]).count() == 2


def test_the_last_place_is_taken_once() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    area = care.make_area(crisis, officer, capacity=1)
    first, second = care.make_person(crisis), care.make_person(crisis, name="李明霞")
    check_in_crisis(by=officer, area=area, person=first, signs=None, at=NOW)
    with pytest.raises(AreaFull):
        check_in_crisis(by=officer, area=area, person=second, signs=None, at=NOW)
    assert CrisisStay.objects.count() == 1
    change_area(by=officer, area=area, capacity=2, wants="", at=NOW)
    check_in_crisis(by=officer, area=area, person=second, signs=None, at=NOW)
    with pytest.raises(AreaFull):
        change_area(by=officer, area=area, capacity=1, wants="", at=NOW)
    area.refresh_from_db()
    assert (area.present, area.capacity) == (2, 2)


def test_nobody_is_in_two_places() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    person = care.make_person(crisis)
    here, there = care.make_area(crisis, officer), care.make_area(crisis, officer)
    check_in_crisis(by=officer, area=here, person=person, signs=None, at=NOW)
    for area in (here, there):
        with pytest.raises(PersonIsThere):
            check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    assert sorted(StagingArea.objects.values_list("present", flat=True)) == [0, 1]
    check_out_crisis(by=officer, person=person, at=NOW)
    with pytest.raises(PersonNotThere):
        check_out_crisis(by=officer, person=person, at=NOW)
    check_in_crisis(by=officer, area=there, person=person, signs=None, at=NOW + HOUR)
    assert CrisisStay.objects.count() == 2


def test_a_new_brief_is_signed_before_the_next_time_in() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    person, area = care.make_person(crisis), care.make_area(crisis, officer)
    write_brief(by=officer, crisis=crisis, text="水位又涨", at=NOW)
    area.refresh_from_db()
    with pytest.raises(BriefUnsigned) as refused:
        check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    assert refused.value.details == {"version": 2}
    assert not CrisisStay.objects.exists()
    stay = check_in_crisis(by=officer, area=area, person=person, signs=2, at=NOW + HOUR)
    person.refresh_from_db()
    assert (stay.brief_version, person.brief_version, person.brief_signed_at) == (2, 2, NOW + HOUR)


def test_a_brief_that_changed_meanwhile_is_not_signed_for_anybody() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    person, area = care.make_person(crisis), care.make_area(crisis, officer)
    for words in ("水位又涨", "退到二线"):
        write_brief(by=officer, crisis=crisis, text=words, at=NOW)
    lines = AuditLine.objects.count()
    for shown in (1, 2, 4):
        with pytest.raises(BriefChanged) as refused:
            check_in_crisis(by=officer, area=area, person=person, signs=shown, at=NOW)
        assert refused.value.details == {"version": 3}
    person.refresh_from_db()
    area.refresh_from_db()
    assert (person.brief_version, area.present, AuditLine.objects.count()) == (1, 0, lines)
    assert not CrisisStay.objects.exists()
    check_in_crisis(by=officer, area=area, person=person, signs=3, at=NOW)
    check_out_crisis(by=officer, person=person, at=NOW)
    person.refresh_from_db()
    # Who signed what holds is asked for no other, whatever page they were let in from.
    assert check_in_crisis(by=officer, area=area, person=person, signs=2, at=NOW + HOUR).brief_version == 3


def test_a_way_out_before_the_way_in_takes_no_time() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    person, area = care.make_person(crisis), care.make_area(crisis, officer)
    check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    stay = check_out_crisis(by=officer, person=person, at=NOW - HOUR)
    assert (stay.in_at, stay.out_at) == (NOW, NOW)


def test_a_closed_area_takes_nobody_and_one_with_people_does_not_close() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    person, area = care.make_person(crisis), care.make_area(crisis, officer)
    check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    with pytest.raises(AreaNotEmpty):
        close_area(by=officer, area=area, at=NOW)
    check_out_crisis(by=officer, person=person, at=NOW)
    close_area(by=officer, area=area, at=NOW)
    close_area(by=officer, area=area, at=NOW + HOUR)
    with pytest.raises(AreaClosed):
        check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    area.refresh_from_db()
    assert (area.closed_at, area.present) == (NOW, 0)


def test_others_let_nobody_in_or_out() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    person, area = care.make_person(crisis), care.make_area(crisis, officer)
    others = [make.make_member(), care.GUEST, keeper("qiandong"), make.make_leader(make.make_body())]
    for by in others:
        with pytest.raises(NotAllowed):
            check_in_crisis(by=by, area=area, person=person, signs=None, at=NOW)
    check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    for by in others:
        with pytest.raises(NotAllowed):
            check_out_crisis(by=by, person=person, at=NOW)
    assert CrisisStay.objects.get().out_at is None
    for by in [*others, keeper()]:
        with pytest.raises(NotAllowed):
            open_area(by=by, crisis=crisis, form=AreaForm("新的", "某处", 5), at=NOW)
        with pytest.raises(NotAllowed):
            change_area(by=by, area=area, capacity=7, wants="", at=NOW)
        with pytest.raises(NotAllowed):
            close_area(by=by, area=area, at=NOW)
    assert StagingArea.objects.get().capacity == 100


def test_an_area_of_another_crisis_takes_nobody_of_this_one() -> None:
    centre, tree = make.make_centre(), make.make_region_tree()
    one, other = care.make_crisis(tree.yushui, by=centre), care.make_crisis(tree.fenyi, by=centre)
    with pytest.raises(PersonNotThere):
        check_in_crisis(
            by=centre, area=care.make_area(one, centre), person=care.make_person(other), signs=None, at=NOW
        )
    with pytest.raises(AreaUnknown):
        area_of(one, care.make_area(other, centre).pk)
    assert not CrisisStay.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        AreaForm("", "某处", 5),
        AreaForm("南门", "", 5),
        AreaForm("南门", "某处", 0),
        AreaForm("长" * 41, "某处", 5),
    ],
)
def test_what_an_area_lacks(form: AreaForm) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    with pytest.raises(CrisisWordsMissing):
        open_area(by=officer, crisis=crisis, form=form, at=NOW)
    assert not StagingArea.objects.exists()


def test_two_areas_are_called_by_two_names() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    care.make_area(crisis, officer, name="南门")
    with pytest.raises(AreaNameTaken):
        care.make_area(crisis, officer, name=" 南门 ")
    assert StagingArea.objects.count() == 1


def test_people_are_found_by_pass_tail_and_name() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    one, other = care.make_person(crisis), care.make_person(crisis, name="李明霞")
    area = care.make_area(crisis, officer)
    assert person_by_pass(crisis, one.pass_code.lower()) == one
    for asked in ("ZZZZZZ", "", "王小路"):
        with pytest.raises(PassUnknown):
            person_by_pass(crisis, asked)
    assert list(people_of(crisis, other.pass_code)) == [other]
    assert list(people_of(crisis, other.phone_tail)) == [other]
    assert list(people_of(crisis, "明霞")) == [other]
    check_in_crisis(by=officer, area=area, person=one, signs=None, at=NOW)
    assert list(people_of(crisis, where="there")) == [one]
    assert list(people_of(crisis, where="never")) == [other]
    check_out_crisis(by=officer, person=one, at=NOW)
    assert list(people_of(crisis, where="left")) == [one]

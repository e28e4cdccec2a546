"""One official who acts twice: corrects and seconds, voids and re-enters, stretches a back-fill."""

from __future__ import annotations

import pytest

from redvest.registry.policy import Standing
from redvest.service.actions.backfill import answer_backfill, approve_backfill
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.second_person import second_officer_confirms, volunteer_confirms
from redvest.service.choices import Grade
from redvest.service.hours_errors import BadHours, SamePerson
from redvest.service.models import Activity, HoursEntry, HoursSheet
from redvest.service.queries.hours import effective
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup
from tests.service.actions.test_backfill import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    return make_activity(starts_at=NOW - 4 * HOUR, hours=3)


@pytest.fixture
def leader(activity: Activity) -> Standing:
    return registry.make_leader(activity.body)


def entered(activity: Activity, leader: Standing, minutes: int = 41) -> HoursSheet:
    person = make_signup(post=make_post(activity=activity), volunteer=registry.make_volunteer()).volunteer
    form = HoursForm(person.pk, minutes)
    confirm_hours(by=leader, activity=activity, entries=[form], at=NOW)
    return HoursSheet.objects.get(volunteer=person)


def test_who_corrected_upwards_is_not_the_second_officer_too(activity: Activity, leader: Standing) -> None:
    sheet, officer = entered(activity, leader), registry.make_officer()
    assert sheet.entry is not None
    new = correct_entry(by=officer, entry=sheet.entry, minutes=100, reason="看了照片", at=NOW)
    sheet.refresh_from_db()
    assert (new.grade, sheet.countersigned_by_id) == (Grade.D, officer.account_id)
    before = HoursEntry.objects.count()

    with pytest.raises(SamePerson):
        second_officer_confirms(by=officer, sheet=sheet, at=NOW)
    volunteer_confirms(by=registry.volunteer_standing(sheet.volunteer), sheet=sheet, at=NOW)
    assert HoursEntry.objects.count() == before and effective().get().grade == Grade.D

    second_officer_confirms(by=registry.make_centre(), sheet=sheet, at=NOW)
    assert (effective().get().grade, effective().get().minutes) == (Grade.C, 100)


def test_a_leader_does_not_bring_back_what_an_officer_voided(activity: Activity, leader: Standing) -> None:
    sheet = entered(activity, leader)
    assert sheet.entry is not None
    void_entry(by=registry.make_officer(), entry=sheet.entry, reason="核实为虚假", at=NOW)

    (result,) = confirm_hours(
        by=leader, activity=activity, entries=[HoursForm(sheet.volunteer_id, 60)], at=NOW
    )

    assert result.outcome == "voided-by-other" and "补录" in result.sentence
    assert not effective().exists()


def test_a_leader_mends_their_own_slip(activity: Activity, leader: Standing) -> None:
    sheet = entered(activity, leader)
    assert sheet.entry is not None
    void_entry(by=leader, entry=sheet.entry, reason="记错了人", at=NOW)
    (result,) = confirm_hours(
        by=leader, activity=activity, entries=[HoursForm(sheet.volunteer_id, 60)], at=NOW
    )
    assert result.outcome == "recorded" and effective().get().minutes == 60


def test_a_no_takes_a_corrected_back_fill_away(activity: Activity) -> None:
    person = registry.make_volunteer()
    request = asked(activity.body, person)
    approve_backfill(by=registry.make_officer(), request=request, at=NOW)
    line = request.lines.get()
    entry = HoursEntry.objects.get()
    with pytest.raises(BadHours):  # the back-fill was two hours long
        correct_entry(by=registry.make_centre(), entry=entry, minutes=1440, reason="改长", at=NOW)
    correct_entry(by=registry.make_centre(), entry=entry, minutes=90, reason="早走了", at=NOW)

    answer_backfill(by=registry.volunteer_standing(person), line=line, agrees=False, at=NOW)

    assert not effective().exists()
    line.refresh_from_db()
    assert line.entry is None

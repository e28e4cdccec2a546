"""Two more people behind hours on a leader's word: what they lift, and who may not be one of them."""

from __future__ import annotations

import pytest

from redvest.core.errors import NotAllowed
from redvest.service.actions.correction import void_entry
from redvest.service.actions.second_person import second_officer_confirms, volunteer_confirms
from redvest.service.errors import WrongState
from redvest.service.hours_errors import SamePerson
from redvest.service.models import HoursSheet
from redvest.service.queries import hours as queries
from tests.factories.registry import (
    NOW,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import make_activity
from tests.service.actions.test_hours import AFTER, confirm, present

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return make_activity(starts_at=NOW, hours=2)


@pytest.fixture
def leader(activity):
    return make_leader(activity.body)


def test_two_more_people_lift_a_ticked_hour_to_c_and_no_further(activity, leader):
    volunteer = present(activity, ("leader-tick",))
    confirm(leader, activity, volunteer)
    sheet = HoursSheet.objects.get()

    assert volunteer_confirms(by=volunteer_standing(volunteer), sheet=sheet, at=AFTER).grade == "D"
    assert second_officer_confirms(by=make_officer(), sheet=sheet, at=AFTER).grade == "C"

    assert queries.minutes_by_grade(volunteer.pk) == {"A": 0, "B": 0, "C": 120, "D": 0}
    sheet.refresh_from_db()
    assert (sheet.state, sheet.entry.grade) == ("recorded", "C")


def test_a_record_never_confirmed_stays_out_of_verified_hours(activity, leader):
    volunteer = present(activity, ())
    assert confirm(leader, activity, volunteer, minutes=120).grade == "D"
    assert queries.minutes_by_grade(volunteer.pk)["D"] == 120


def test_the_second_officer_is_a_second_person(activity, leader):
    volunteer = present(activity, ("leader-tick",))
    confirm(leader, activity, volunteer)
    sheet = HoursSheet.objects.get()

    with pytest.raises(SamePerson):
        second_officer_confirms(by=leader, sheet=sheet, at=AFTER)
    for outsider in (make_member(), make_officer(make_region_tree().fenyi), volunteer_standing(volunteer)):
        with pytest.raises(NotAllowed):
            second_officer_confirms(by=outsider, sheet=sheet, at=AFTER)
    with pytest.raises(NotAllowed):
        volunteer_confirms(by=volunteer_standing(make_volunteer()), sheet=sheet, at=AFTER)

    sheet.refresh_from_db()
    assert (sheet.second_officer_id, sheet.volunteer_confirmed_at, sheet.entry.grade) == (None, None, "D")


def test_the_queues_show_each_what_waits_for_them(activity, leader):
    volunteer = present(activity, ("leader-tick",))
    confirm(leader, activity, volunteer)

    assert queries.awaiting_volunteer(volunteer.pk).count() == 1
    assert queries.awaiting_second_officer(make_officer()).count() == 1
    assert queries.awaiting_second_officer(leader).count() == 0
    assert queries.awaiting_second_officer(make_officer(make_region_tree().fenyi)).count() == 0


def test_hours_that_were_voided_are_confirmed_by_nobody_any_more(activity, leader):
    volunteer = present(activity, ("leader-tick",))
    confirm(leader, activity, volunteer)
    sheet = HoursSheet.objects.get()
    void_entry(by=leader, entry=sheet.entry, reason="没有来", at=AFTER)

    with pytest.raises(WrongState):
        volunteer_confirms(by=volunteer_standing(volunteer), sheet=sheet, at=AFTER)
    with pytest.raises(WrongState):
        second_officer_confirms(by=make_officer(), sheet=sheet, at=AFTER)

    sheet.refresh_from_db()
    assert (sheet.volunteer_confirmed_at, sheet.second_officer_id, sheet.state) == (None, None, "refused")
    assert sum(queries.minutes_by_grade(volunteer.pk).values()) == 0


@pytest.mark.parametrize("who", ["the volunteer", "a second officer"])
def test_a_card_counts_once_a_second_person_stands_behind_it(activity, leader, who):
    volunteer = present(activity, ("card-scan",))
    assert confirm(leader, activity, volunteer).grade == "D"
    sheet = HoursSheet.objects.get()

    if who == "the volunteer":
        result = volunteer_confirms(by=volunteer_standing(volunteer), sheet=sheet, at=AFTER)
    else:
        result = second_officer_confirms(by=make_officer(), sheet=sheet, at=AFTER)

    assert result.grade == "B"
    assert queries.minutes_by_grade(volunteer.pk) == {"A": 0, "B": 120, "C": 0, "D": 0}

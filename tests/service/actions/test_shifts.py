"""Shifts: who serves when, from the scan at the gate to the minutes in the ledger."""

from __future__ import annotations

import pytest

from redvest.registry.models import DatedSetting, Volunteer
from redvest.service.actions.attendance import ScanForm, record_scans, tick
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.signup import sign_up
from redvest.service.choices import Direction
from redvest.service.models import Activity, Attendance, HoursEntry, Post, SignUp
from redvest.service.queries.hours import measured
from redvest.service.shift_errors import OutsideShift
from redvest.service.signup_errors import NotEligible, Overlaps
from tests.factories.registry import (
    NOW,
    TODAY,
    make_leader,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_post, make_signup, make_stay

pytestmark = pytest.mark.django_db
AFTER = NOW + 13 * HOUR


@pytest.fixture
def activity() -> Activity:
    """Twelve hours with an hour's break."""
    return make_activity(starts_at=NOW, hours=12, break_minutes=60)


def shift(activity: Activity, begins: float, ends: float, pause: int = 0) -> Post:
    return make_post(
        activity=activity, shift=f"{begins}", starts_at=activity.starts_at + begins * HOUR,
        ends_at=activity.starts_at + ends * HOUR, break_minutes=pause,
    )  # fmt: skip


def served(post: Post, begins: float, ends: float) -> Volunteer:
    signup = make_signup(post=post, volunteer=make_volunteer())
    make_stay(signup=signup, in_at=NOW + begins * HOUR, out_at=NOW + ends * HOUR)
    return signup.volunteer


def minutes(activity: Activity, person: Volunteer) -> int:
    return measured(activity, at=AFTER)[person.pk].minutes


def test_hours_follow_the_shift_and_its_own_break(activity):
    plain = served(make_post(activity=activity), -1, 13)
    morning = served(shift(activity, 0, 4), -1, 6)
    evening = served(shift(activity, 8, 12, pause=30), 8, 12)
    early = served(shift(activity, 8, 12), 0, 4)
    assert [minutes(activity, who) for who in (plain, morning, evening, early)] == [660, 240, 210, 0]


def test_the_entry_lies_within_the_shift(activity):
    person = served(shift(activity, 4, 8), 3.5, 9)
    (result,) = confirm_hours(
        by=make_leader(activity.body), activity=activity, entries=[HoursForm(person.pk)], at=AFTER
    )
    assert (result.outcome, result.minutes, result.grade) == ("recorded", 240, "B")
    entry = HoursEntry.objects.get()
    assert (entry.starts_at, entry.ends_at) == (NOW + 4 * HOUR, NOW + 8 * HOUR)


def test_two_shifts_of_one_person_add_up_without_the_time_between(activity):
    person = make_volunteer()
    for begins, ends in ((0, 3), (6, 9)):
        signup = make_signup(post=shift(activity, begins, ends), volunteer=person)
    make_stay(signup=signup, in_at=NOW, out_at=NOW + 9 * HOUR)
    assert minutes(activity, person) == 360
    assert measured(activity, at=AFTER)[person.pk].planned == 360


def test_the_least_share_is_that_of_the_own_shift(activity):
    DatedSetting.objects.create(
        key="attendance.minimum_percent", value=60, region=make_region_tree().yushui, effective_on=TODAY, set_at=NOW
    )  # fmt: skip
    enough, short = served(shift(activity, 0, 4), 0, 3), served(shift(activity, 4, 8), 4, 6)
    results = confirm_hours(
        by=make_leader(activity.body), activity=activity,
        entries=[HoursForm(enough.pk), HoursForm(short.pk)], at=AFTER,
    )  # fmt: skip
    assert [result.outcome for result in results] == ["recorded", "below-minimum"]
    assert "至少要 144 分钟" in results[1].sentence


def test_hours_are_read_in_as_many_queries_for_three_people_as_for_one(activity, django_assert_num_queries):
    served(shift(activity, 0, 4), 0, 4)
    with django_assert_num_queries(4):
        measured(activity, at=AFTER)
    for begins in (4, 8):
        served(shift(activity, begins, begins + 4), begins, begins + 4)
    with django_assert_num_queries(4):
        measured(activity, at=AFTER)


@pytest.mark.parametrize(
    ("hours", "outcome"),
    [(2.9, OutsideShift.code), (3, "accepted"), (5, "accepted"), (12, "accepted")],
)
def test_one_checks_in_around_ones_own_shift(activity, hours, outcome):
    person = make_signup(post=shift(activity, 4, 8), volunteer=make_volunteer()).volunteer
    when = NOW + hours * HOUR
    (result,) = tick(
        by=make_leader(activity.body),
        activity=activity,
        volunteer_ids=[person.pk],
        direction=Direction.IN,
        at=when,
    )
    assert result.outcome == outcome
    assert Attendance.objects.exists() is (outcome == "accepted")


def test_who_has_two_shifts_checks_in_to_either(activity):
    person = make_volunteer()
    for begins in (0, 9):
        make_signup(post=shift(activity, begins, begins + 2), volunteer=person)
    leader = make_leader(activity.body)
    scans = [
        ScanForm(f"n{hour}", direction, NOW + hour * HOUR, volunteer_id=person.pk)
        for hour, direction in ((0, Direction.IN), (2, Direction.OUT), (7.5, Direction.IN), (9, Direction.IN))
    ]
    results = record_scans(by=leader, activity=activity, scans=scans, at=NOW + 10 * HOUR)
    assert [each.outcome for each in results] == ["accepted", "accepted", OutsideShift.code, "accepted"]


def test_one_may_take_two_shifts_but_not_two_at_a_time(activity):
    coming = make_activity(starts_at=NOW + 24 * HOUR, hours=12)
    by = volunteer_standing(make_volunteer())
    first, second, across = shift(coming, 0, 4), shift(coming, 4, 8), shift(coming, 3, 5)
    for post in (first, second):
        assert sign_up(by=by, post_id=post.pk, at=NOW).state == "confirmed"
    with pytest.raises((Overlaps, NotEligible)):
        sign_up(by=by, post_id=across.pk, at=NOW)
    assert SignUp.objects.count() == 2
    periods = SignUp.objects.order_by("period").values_list("period", flat=True)
    assert [period.upper for period in periods] == [coming.starts_at + 4 * HOUR, coming.starts_at + 8 * HOUR]

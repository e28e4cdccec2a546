"""Between two shifts of one activity one may serve elsewhere; within them nobody is in two places."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.models import Volunteer
from redvest.service.actions.hours import HoursForm, HoursResult, confirm_hours
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, HoursEntry
from redvest.service.queries.busy import busy_within, meet, windows_at
from redvest.service.queries.hours import overlapping_entry
from redvest.service.rules.shift import Window
from tests.factories.registry import NOW, make_leader, make_volunteer
from tests.factories.service import HOUR, make_activity, make_entry, make_post, make_signup, make_stay

pytestmark = pytest.mark.django_db
AFTER = NOW + 60 * HOUR


@pytest.fixture
def person() -> Volunteer:
    return make_volunteer()


@pytest.fixture
def festival(person: Volunteer) -> Activity:
    """Two days; the person serves on both mornings, from the first to the third hour."""
    activity = make_activity(starts_at=NOW, hours=48)
    for begins in (0, 24):
        post = make_post(
            activity=activity,
            starts_at=NOW + begins * HOUR,
            ends_at=NOW + (begins + 3) * HOUR,
            shift=f"{begins}",
        )
        signup = make_signup(post=post, volunteer=person)
        make_stay(signup=signup, in_at=post.starts_at, out_at=post.ends_at)
    return activity


def elsewhere(person: Volunteer, begins: float, hours: float = 2) -> Activity:
    activity = make_activity(starts_at=NOW + begins * HOUR, hours=hours)
    signup = make_signup(post=make_post(activity=activity), volunteer=person, state=SignUpState.SERVED)
    make_stay(signup=signup, in_at=activity.starts_at, out_at=activity.ends_at)
    return activity


def confirm(activity: Activity, person: Volunteer, minutes: int | None = None) -> HoursResult:
    return confirm_hours(
        by=make_leader(activity.body), activity=activity, entries=[HoursForm(person.pk, minutes)], at=AFTER
    )[0]


@pytest.mark.parametrize("first", ["festival", "elsewhere"])
def test_what_lies_between_two_shifts_is_recorded_in_either_order(festival, person, first):
    evening = elsewhere(person, 8)
    order = (festival, evening) if first == "festival" else (evening, festival)
    assert [confirm(activity, person).outcome for activity in order] == ["recorded", "recorded"]
    assert sorted(HoursEntry.objects.values_list("minutes", flat=True)) == [120, 360]


def test_what_meets_a_shift_is_refused_in_either_order(person):
    for begins in (2, 23):
        activity = make_activity(starts_at=NOW, hours=48)
        who = make_volunteer()
        for start in (0, 24):
            post = make_post(
                activity=activity,
                starts_at=NOW + start * HOUR,
                ends_at=NOW + (start + 3) * HOUR,
                shift=f"{start}",
            )
            make_stay(signup=make_signup(post=post, volunteer=who), in_at=post.starts_at, out_at=post.ends_at)
        other = make_activity(starts_at=NOW + begins * HOUR, hours=2)
        make_entry(volunteer=who, body=other.body, minutes=120, starts_at=other.starts_at, activity=other)
        assert confirm(activity, who).outcome == "hours-overlap"


def test_more_minutes_than_the_shifts_hold_take_up_all_of_the_time(festival, person):
    evening = elsewhere(person, 8)
    assert confirm(festival, person, 400).outcome == "recorded"
    assert confirm(evening, person).outcome == "hours-overlap"


def test_without_shifts_the_whole_time_is_taken_up(person):
    long = make_activity(starts_at=NOW, hours=10)
    signup = make_signup(post=make_post(activity=long), volunteer=person)
    make_stay(signup=signup, in_at=NOW, out_at=NOW + 10 * HOUR)
    assert confirm(long, person).outcome == "recorded"
    assert confirm(elsewhere(person, 4), person).outcome == "hours-overlap"


def test_a_place_for_the_whole_activity_beside_a_shift_takes_up_all_of_it(festival, person):
    make_signup(post=make_post(activity=festival), volunteer=person, state=SignUpState.SERVED)
    span = (NOW, NOW + 27 * HOUR)
    assert busy_within(person.pk, festival.pk, span, 100) == [span]


def test_shifts_are_cut_to_the_span_that_is_asked_about(festival, person):
    found = busy_within(person.pk, festival.pk, (NOW + HOUR, NOW + 25 * HOUR), 60)
    assert found == [(NOW + HOUR, NOW + 3 * HOUR), (NOW + 24 * HOUR, NOW + 25 * HOUR)]
    outside = (NOW + 5 * HOUR, NOW + 6 * HOUR)
    assert busy_within(person.pk, festival.pk, outside, 10) == [outside]
    assert busy_within(person.pk, None, outside, 10) == [outside]


def test_an_imported_entry_without_an_activity_takes_up_its_time(festival, person):
    make_entry(volunteer=person, body=festival.body, minutes=60, starts_at=NOW + 2 * HOUR)
    assert confirm(festival, person).outcome == "hours-overlap"


def test_nothing_near_costs_one_query(person, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert overlapping_entry(person.pk, NOW, NOW + HOUR) is None


def test_everybodys_windows_are_read_at_once(festival, person, django_assert_num_queries):
    other = make_signup(post=make_post(activity=festival), volunteer=make_volunteer()).volunteer
    with django_assert_num_queries(1):
        found = windows_at(festival)
    assert found[other.pk] == (Window(festival.starts_at, festival.ends_at, 0),)
    assert [window.starts_at for window in found[person.pk]] == [NOW, NOW + 24 * HOUR]


def test_spans_that_touch_do_not_meet():
    hours = [NOW + n * HOUR for n in range(4)]
    assert not meet([(hours[0], hours[1])], [(hours[1], hours[2])])
    assert meet([(hours[0], hours[1]), (hours[2], hours[3])], [(hours[2], hours[2] + timedelta(minutes=1))])
    assert not meet([], [(hours[0], hours[1])])

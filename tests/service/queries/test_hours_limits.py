"""What a place asks of hours: shares, caps, days too long, minutes that cannot be."""

from __future__ import annotations

import pytest

from redvest.registry.models import DatedSetting
from redvest.service.models import HoursEntry, HoursSheet
from tests.factories.registry import (
    NOW,
    TODAY,
    make_body,
    make_leader,
    make_region_tree,
)
from tests.factories.service import HOUR, make_activity, make_entry
from tests.service.actions.test_hours import MINUTE, confirm, present

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return make_activity(starts_at=NOW, hours=2)


@pytest.fixture
def leader(activity):
    return make_leader(activity.body)


def test_breaks_come_off_once():
    activity = make_activity(starts_at=NOW, hours=4, break_minutes=60)
    volunteer = present(activity, out_at=NOW + 4 * HOUR)

    assert confirm(make_leader(activity.body), activity, volunteer, at=NOW + 5 * HOUR).minutes == 180


@pytest.mark.parametrize("minutes", [0, -5, 121, 10_000])
def test_impossible_minutes_are_refused(activity, leader, minutes):
    volunteer = present(activity)

    assert confirm(leader, activity, volunteer, minutes=minutes).outcome == "bad-hours"
    assert not HoursEntry.objects.exists()
    assert not HoursSheet.objects.exists()


def test_over_long_days_are_flagged(leader, activity):
    volunteer = present(activity)
    make_entry(volunteer=volunteer, body=make_body(), starts_at=NOW + 4 * HOUR, minutes=11 * 60)

    assert confirm(leader, activity, volunteer).over_long
    assert HoursSheet.objects.get().over_long


def ruled(activity, key, value):
    DatedSetting.objects.create(
        key=key, region=make_region_tree().yushui, effective_on=TODAY, value=value, set_at=NOW
    )


@pytest.mark.parametrize(("stayed", "outcome"), [(71, "below-minimum"), (72, "recorded")])
def test_below_the_minimum_share_no_hours_are_recorded(activity, leader, stayed, outcome):
    ruled(activity, "attendance.minimum_percent", 60)
    volunteer = present(activity, out_at=NOW + stayed * MINUTE)

    result = confirm(leader, activity, volunteer)

    assert result.outcome == outcome
    assert ("60%" in result.sentence) == (outcome != "recorded")
    assert HoursEntry.objects.exists() == (outcome == "recorded")


def test_the_cap_of_a_place_limits_what_is_measured_and_refuses_more(activity, leader):
    ruled(activity, "hours.activity_cap_minutes", 90)
    volunteer, typed = present(activity), present(activity)

    assert confirm(leader, activity, volunteer).minutes == 90
    assert confirm(leader, activity, typed, 100).outcome == "bad-hours"
    assert HoursEntry.objects.count() == 1

"""What an activity's page says beside the activity: shifts, changes, whether it may be changed at all."""

from __future__ import annotations

import pytest

from redvest.faces.desk.occurrence import changes_of, may_change, of_series, shift_words
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.choices import ActivityState
from tests.factories.registry import NOW, TODAY, make_leader, make_member, make_officer
from tests.factories.service import HOUR, make_activity, make_post

pytestmark = pytest.mark.django_db


def test_a_shift_says_its_times_and_a_whole_post_nothing() -> None:
    activity = make_activity(starts_at=NOW + 48 * HOUR, hours=8)
    shift = make_post(activity=activity, starts_at=activity.starts_at, ends_at=activity.starts_at + 2 * HOUR)
    assert shift_words(shift, TODAY) == "3月7日 周六 10:00–12:00"
    assert shift_words(make_post(activity=activity), TODAY) == ""


def test_an_activity_of_its_own_says_nothing_of_a_series() -> None:
    assert of_series(make_activity()) == {}


@pytest.mark.parametrize("state", list(ActivityState))
def test_what_is_announced_and_ahead_may_be_changed_by_who_publishes(state: ActivityState) -> None:
    activity = make_activity(starts_at=NOW + 48 * HOUR, state=state)
    announced = state in (ActivityState.PUBLISHED, ActivityState.SUBMITTED)
    for by in (make_leader(activity.body), make_officer()):
        assert may_change(by, activity, NOW) is announced
        assert not may_change(by, activity, activity.starts_at)
    assert not may_change(make_member(), activity, NOW)


def test_changes_are_told_the_latest_first_in_words() -> None:
    activity = make_activity(starts_at=NOW + 48 * HOUR)
    by = make_leader(activity.body)
    for form, at in ((ChangeForm(place_name="广场"), NOW), (ChangeForm(content="带剪刀"), NOW + HOUR)):
        change_activity(by=by, activity=activity, form=form, at=at)
    assert [each["words"] for each in changes_of(activity)] == ["服务内容", "集合地点"]

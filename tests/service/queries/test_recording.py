"""What is not completely recorded, and by when it has to be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.registry.models import DatedSetting
from redvest.service.choices import ActivityState, NotService, SignUpState
from redvest.service.models import Activity, RefusedRecord
from redvest.service.queries.recording import (
    perhaps_overdue,
    recording_due,
    recordings,
    unfinished,
    unrecorded,
    unsettled_count,
)
from tests.factories import registry, service
from tests.factories.registry import NOW, TODAY
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db


def ended(days_ago: int, *, people: int = 1, **kind: object) -> Activity:
    """An activity that was closed with so many who served and have no hours."""
    activity = service.make_activity(
        starts_at=NOW - timedelta(days=days_ago),
        state=ActivityState.CLOSED,
        **kind,  # type: ignore[arg-type]
    )
    post = service.make_post(activity=activity)
    for _ in range(people):
        service.make_signup(post=post, volunteer=registry.make_volunteer(), state=SignUpState.SERVED)
    return activity


def found(at=NOW) -> dict[Activity, int]:
    return {each.activity: each.missing for each in recordings(unrecorded(Activity.objects.all(), at))}


def test_everybody_who_served_is_missing_until_hours_or_a_refusal() -> None:
    activity = ended(3, people=3)
    assert found() == {activity: 3}
    first, second, _ = (signup.volunteer for signup in activity.signups.all())

    service.make_entry(volunteer=first, body=activity.body, activity=activity)
    RefusedRecord.objects.create(
        city=activity.city, activity=activity, volunteer=second, kind=NotService.DUTY,
        refused_by=activity.leader, refused_at=NOW,
    )  # fmt: skip

    assert found() == {activity: 1}
    assert unsettled_count(activity) == 1


def test_a_refusal_that_was_taken_up_again_is_missing_again() -> None:
    activity = ended(3)
    RefusedRecord.objects.create(
        city=activity.city, activity=activity, volunteer=activity.signups.get().volunteer, kind=NotService.PAID,
        refused_by=activity.leader, refused_at=NOW, reopened_at=NOW,
    )  # fmt: skip
    assert found() == {activity: 1}


def test_who_has_a_place_is_missing_while_the_activity_is_not_closed() -> None:
    activity = service.make_activity(starts_at=NOW - 48 * HOUR)
    post = service.make_post(activity=activity)
    service.make_signup(post=post, volunteer=registry.make_volunteer())
    service.make_signup(post=post, volunteer=registry.make_volunteer(), state=SignUpState.CANCELLED)
    assert found() == {activity: 1}


def test_absent_people_called_off_and_coming_activities_lack_nothing() -> None:
    absent = service.make_activity(starts_at=NOW - 48 * HOUR, state=ActivityState.CLOSED)
    service.make_signup(
        post=service.make_post(activity=absent), volunteer=registry.make_volunteer(), state=SignUpState.ABSENT
    )
    ended(3).__class__.objects.filter(state=ActivityState.CLOSED).exclude(pk=absent.pk).update(
        state=ActivityState.CANCELLED
    )
    service.make_signup(
        post=service.make_post(activity=service.make_activity()), volunteer=registry.make_volunteer()
    )
    assert found() == {}


def test_the_deadline_knows_holidays() -> None:
    before = service.make_activity(starts_at=NOW.replace(month=2, day=10), state=ActivityState.CLOSED)
    # 10 February 2026; Spring Festival from the 15th to the 23rd, the 14th and the 28th are worked Saturdays.
    assert recording_due(before).on == date(2026, 3, 2)
    assert recording_due(before).exact


def test_an_activity_of_several_days_counts_from_its_end() -> None:
    long = service.make_activity(starts_at=NOW, hours=24 * 4)
    assert recording_due(long).on == date(2026, 3, 23)


def test_a_place_may_have_a_shorter_time() -> None:
    tree = registry.make_region_tree()
    DatedSetting.objects.create(
        key="recording.due_working_days",
        region=tree.yushui,
        effective_on=date(2026, 1, 1),
        value=3,
        set_at=NOW,
    )
    here, there = ended(2, region=tree.baihua), ended(2, region=tree.qiandong)
    due = {each.activity: each.due.on for each in recordings(unrecorded(Activity.objects.all(), NOW))}
    assert due[here] == recording_due(here).on == date(2026, 3, 6)
    assert due[there] == recording_due(there).on == date(2026, 3, 17)


def test_what_cannot_be_overdue_yet_is_left_out_early() -> None:
    old, fresh = ended(25), ended(4)
    rows = perhaps_overdue(unrecorded(Activity.objects.all(), NOW), TODAY)
    assert list(rows) == [old]
    assert [each.due.missed(TODAY) for each in recordings(rows)] == [True]
    assert not recording_due(fresh).missed(TODAY)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_two_queries(count: int, django_assert_num_queries) -> None:
    for _ in range(count):
        ended(20)
    with django_assert_num_queries(2):
        assert len(recordings(unrecorded(Activity.objects.all(), NOW))) == count


def test_unfinished_is_what_lies_in_ones_charge() -> None:
    mine, other = ended(3), ended(3)
    leader = registry.make_leader(mine.body)
    assert list(unfinished(leader, NOW)) == [mine]
    assert set(unfinished(registry.make_officer(), NOW)) == {mine, other}
    assert not unfinished(registry.make_member(), NOW).exists()

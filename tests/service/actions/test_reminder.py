"""Reminders: each stage once, to those who can do something about it, however often the job runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.core.errors import NotAllowed, TooManyTries
from redvest.registry.models import Account, OutgoingMessage
from redvest.service.actions.reminder import remind_leader, remind_recording, stage_of
from redvest.service.choices import ActivityState, ReminderStage, SignUpState
from redvest.service.models import Activity, RecordingReminder
from redvest.service.rules.deadline import Deadline
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def kept_messages(settings):
    settings.REDVEST_DEMO = True


def ended(body=None, leader=None) -> Activity:
    """Ended on Thursday, 5 March 2026: due on Thursday, 19 March."""
    activity = service.make_activity(
        body=body, leader=leader, starts_at=NOW - 3 * HOUR, state=ActivityState.CLOSED
    )
    service.make_signup(
        post=service.make_post(activity=activity),
        volunteer=registry.make_volunteer(),
        state=SignUpState.SERVED,
    )
    return activity


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2026, 3, 13), None),
        (date(2026, 3, 16), ReminderStage.SOON),
        (date(2026, 3, 18), ReminderStage.SOON),
        (date(2026, 3, 19), ReminderStage.LAST_DAY),
        (date(2026, 3, 20), ReminderStage.OVERDUE),
    ],
)
def test_when_what_is_due(today: date, stage: ReminderStage | None) -> None:
    assert stage_of(due=Deadline(date(2026, 3, 19), True), days_before=3, today=today) == stage


def test_every_stage_is_told_once_on_its_day() -> None:
    activity = ended()
    sent = [(day, remind_recording(city=CITY, at=NOW + day * DAY)) for day in range(20) for _ in range(2)]
    assert [day for day, count in sent if count] == [11, 14, 15]
    assert list(RecordingReminder.objects.order_by("sent_at").values_list("stage", flat=True)) == [
        "soon", "last-day", "overdue",
    ]  # fmt: skip
    assert "今天是最后一天" in registry.last_text(activity.leader.phone_tail)


def test_the_head_and_the_officer_hear_of_what_is_overdue() -> None:
    activity = ended()
    head = Account.objects.get(pk=registry.make_body_admin(activity.body).account_id)
    officer = Account.objects.get(pk=registry.make_officer().account_id)
    centre = Account.objects.get(pk=registry.make_centre().account_id)

    remind_recording(city=CITY, at=NOW + 15 * DAY)

    for account in (head, officer):
        assert "已经超过规定的期限" in registry.last_text(account.phone_tail)
    assert not OutgoingMessage.objects.filter(phone_tail=centre.phone_tail).exists()
    assert not OutgoingMessage.objects.filter(phone_tail=activity.leader.phone_tail).exists()


def test_several_activities_of_one_leader_are_one_text() -> None:
    body, leader = registry.make_body(), registry.make_account(name="陈领队")
    for _ in range(3):
        ended(body, leader)
    assert remind_recording(city=CITY, at=NOW + 14 * DAY) == 3
    assert OutgoingMessage.objects.count() == 1
    assert "等 3 场活动" in registry.last_text(leader.phone_tail)


def test_what_is_recorded_is_not_reminded_of() -> None:
    activity = ended()
    service.make_entry(volunteer=activity.signups.get().volunteer, body=activity.body, activity=activity)
    assert remind_recording(city=CITY, at=NOW + 15 * DAY) == 0
    assert not RecordingReminder.objects.exists()


def test_a_leader_is_reminded_by_hand_once_a_day_by_who_may_see_the_list(settings) -> None:
    settings.REDVEST_DEMO = True
    found = service.make_activity(starts_at=NOW - timedelta(days=20))
    officer = registry.make_officer()
    with pytest.raises(NotAllowed):
        remind_leader(by=registry.make_member(), activity=found, at=NOW)

    remind_leader(by=officer, activity=found, at=NOW)
    with pytest.raises(TooManyTries):
        remind_leader(by=officer, activity=found, at=NOW + timedelta(minutes=1))
    assert OutgoingMessage.objects.count() == 1
    remind_leader(by=officer, activity=found, at=NOW + timedelta(days=1))
    assert OutgoingMessage.objects.count() == 2

"""Reminders that hours are due: to the leaders before and on the last day, to the body's heads and the officers after it.

A row for each activity and stage is the receipt, so running the job again tells nobody twice. Whoever is told of
several activities gets one text.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from redvest.connectors import calendar
from redvest.core import audit, clock
from redvest.core.identifiers import uuid7
from redvest.core.throttle import hit
from redvest.registry.actions.message import Notice
from redvest.registry.choices import MessageKind
from redvest.registry.models import Account
from redvest.registry.policy import Standing
from redvest.registry.queries.role import heads_of, nearest_officers
from redvest.registry.queries.setting import rule_everywhere
from redvest.service import policy
from redvest.service.actions.telling import tell_accounts
from redvest.service.choices import ReminderStage
from redvest.service.models import Activity, RecordingReminder
from redvest.service.queries.coleader import leaders_to_tell
from redvest.service.queries.recording import Recording, recording_due, recordings, reminder_key, unrecorded
from redvest.service.rules.deadline import Deadline, working_days_before

DAYS_BEFORE = "recording.remind_working_days"


def stage_of(*, due: Deadline, days_before: int, today: date) -> ReminderStage | None:
    """Which reminder is due on a day; None while there is time."""
    if due.missed(today):
        return ReminderStage.OVERDUE
    if today == due.on:
        return ReminderStage.LAST_DAY
    first = working_days_before(due.on, days_before, calendar.current().is_working_day)
    return ReminderStage.SOON if today >= first else None


@transaction.atomic
def remind_recording(*, city: str, at: datetime) -> int:
    """Send what is due today and was not sent yet; returns how many activities were told about."""
    _one_run_at_a_time()
    today = clock.day_of(at)
    before = rule_everywhere(DAYS_BEFORE)
    stages: dict[ReminderStage, list[Recording]] = defaultdict(list)
    for found in recordings(unrecorded(Activity.objects.filter(city=city), at)):
        days = int(before(found.activity.region_path, today))
        if stage := stage_of(due=found.due, days_before=days, today=today):
            stages[stage].append(found)
    count = 0
    for stage, lines in stages.items():
        fresh = _not_yet_told(stage, lines)
        _tell(stage, fresh, today, at)
        RecordingReminder.objects.bulk_create(
            RecordingReminder(id=uuid7(), activity=each.activity, stage=stage, sent_at=at) for each in fresh
        )
        for each in fresh:
            audit.write_line(
                by=audit.SYSTEM, at=at, city=city, verb="remind_recording", target=each.activity,
                stage=str(stage),
            )  # fmt: skip
        count += len(fresh)
    return count


@transaction.atomic
def remind_leader(*, by: Standing, activity: Activity, at: datetime) -> None:
    """Whoever sees that hours are not recorded asks the leader for them, one text a day. Raises NotAllowed, TooManyTries.

    The counter is the receipt: of two at once one is refused.
    """
    policy.require_may_see_roster(by, activity)
    due = recording_due(activity)
    hit(reminder_key(activity.pk, clock.day_of(at)), limit=1, window=timedelta(days=1), at=at)
    text = f"【{activity.body.name}】“{activity.title}”的时长还没记完，最晚 {due.on.month}月{due.on.day}日，请尽快确认。"
    leaders = leaders_to_tell([activity], clock.day_of(at))[activity.pk]
    tell_accounts(accounts=leaders, text=text, at=at, notice=Notice(MessageKind.WORK, about=activity))
    audit.write_line(by=by.actor, at=at, city=activity.city, verb="remind_leader", target=activity)


def _one_run_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('recording-reminders', 31))")


def _not_yet_told(stage: ReminderStage, lines: list[Recording]) -> list[Recording]:
    keys = [each.activity.pk for each in lines]
    told = RecordingReminder.objects.filter(stage=stage, activity__in=keys)
    done = set(told.values_list("activity_id", flat=True))
    return [each for each in lines if each.activity.pk not in done]


def _tell(stage: ReminderStage, lines: list[Recording], today: date, at: datetime) -> None:
    people: dict[Account, list[Recording]] = defaultdict(list)
    leaders = leaders_to_tell([each.activity for each in lines], today)
    for each in lines:
        for account in _whom(stage, each.activity, leaders[each.activity.pk], today):
            people[account].append(each)
    for account, theirs in people.items():
        notice = Notice(MessageKind.WORK, about=theirs[0].activity)
        tell_accounts(accounts=[account], text=_text(stage, theirs), at=at, notice=notice)


def _whom(stage: ReminderStage, activity: Activity, leaders: list[Account], today: date) -> list[Account]:
    if stage != ReminderStage.OVERDUE:
        return leaders
    return [*heads_of(activity.body_id, today), *nearest_officers(activity.region_path, today)]


def _text(stage: ReminderStage, lines: list[Recording]) -> str:
    first = lines[0]
    what = f"“{first.activity.title}”还有 {first.missing} 人的时长没记完"
    if len(lines) > 1:
        what = f"“{first.activity.title}”等 {len(lines)} 场活动的时长还没记完"
    match stage:
        case ReminderStage.SOON:
            return f"【{first.activity.body.name}】{what}，最晚 {first.due.on.month}月{first.due.on.day}日。"
        case ReminderStage.LAST_DAY:
            return f"【{first.activity.body.name}】{what}，今天是最后一天。"
        case _:
            return f"【{first.activity.body.name}】{what}，已经超过规定的期限，请督促尽快记录。"

"""What a place asks of hours: the least share of the planned time, the most for one activity, a day too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from redvest.core import clock
from redvest.registry.queries.setting import rule, rules
from redvest.service.hours_errors import BadHours, BelowMinimum
from redvest.service.models import Activity
from redvest.service.queries import hours as queries
from redvest.service.queries.hours import Measured
from redvest.service.rules.duration import over_long


@dataclass(frozen=True)
class Limits:
    """What the place asks of hours: the least share of the planned time, and the most for one activity (0: none)."""

    least_percent: int
    cap: int


def limits_of(activity: Activity) -> Limits:
    """By the rules of the activity's place on its day."""
    keys = ("attendance.minimum_percent", "hours.activity_cap_minutes")
    found = rules(keys, activity.region_path, clock.day_of(activity.starts_at))
    return Limits(int(found[keys[0]]), int(found[keys[1]]))


def checked_minutes(asked: int | None, measured: Measured, activity: Activity, limits: Limits) -> int:
    """The minutes that may be recorded: those asked for, or those measured. Raises BadHours, BelowMinimum."""
    minutes = measured.minutes if asked is None else asked
    planned = int((activity.ends_at - activity.starts_at).total_seconds()) // 60
    if measured.open and asked is None:
        raise BadHours("还没有签退，请先补上签退时间，或者直接填写实际服务了多少分钟。")
    if minutes < 1:
        raise BadHours("服务时间不到 1 分钟，没有可以记录的时长。")
    if minutes > planned:
        raise BadHours(f"这场活动一共 {planned} 分钟，不能记 {minutes} 分钟。")
    if limits.cap and minutes > limits.cap:
        raise BadHours(f"这里规定一场活动最多记 {limits.cap} 分钟，不能记 {minutes} 分钟。")
    expected = planned - activity.break_minutes if measured.planned is None else measured.planned
    least = -(-expected * limits.least_percent // 100)
    if minutes < least:
        raise BelowMinimum(
            f"这里规定到场不满计划时间的 {limits.least_percent}% 不记时长：至少要 {least} 分钟，只有 {minutes} 分钟。"
        )
    return minutes


def is_over_long(activity: Activity, volunteer_id: UUID, begins: datetime, minutes: int) -> bool:
    """Whether these minutes make the person's day longer than the place takes for possible."""
    day = clock.day_of(begins)
    limit = int(rule("hours.day_limit_minutes", activity.region_path, day))
    return bool(over_long({day: queries.minutes_on(volunteer_id, day) + minutes}, limit))

"""Shifts (班次): posts with times of their own, and what of a person's presence counts for them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_NAME = 20


@dataclass(frozen=True, order=True)
class Window:
    """Time in which service counts, and the minutes of rest within it that do not."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0

    @property
    def minutes(self) -> int:
        """What somebody serves who is there all the time."""
        return max(0, (self.ends_at - self.starts_at) // timedelta(minutes=1) - self.break_minutes)


def merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """In order, those that touch or overlap as one: who has two shifts on end does not leave in between."""
    found: list[Window] = []
    for window in sorted(windows):
        if found and window.starts_at <= found[-1].ends_at:
            last = found.pop()
            window = Window(
                last.starts_at, max(last.ends_at, window.ends_at), last.break_minutes + window.break_minutes
            )
        found.append(window)
    return tuple(found)


def minutes_within(
    times: Sequence[tuple[datetime | None, datetime | None]], windows: Sequence[Window]
) -> int:
    """Full minutes of stays within the windows, each window's break taken off once. Stays may share time.

    A break never leaves less than a stay as long as the break would have got: who stays longer never gets less.
    """
    return sum(_in_one(times, window) for window in windows)


def _in_one(times: Sequence[tuple[datetime | None, datetime | None]], window: Window) -> int:
    gross, counted_to = 0, window.starts_at
    for begun, done in sorted((begun, done) for begun, done in times if begun and done):
        inside = min(done, window.ends_at) - max(begun, counted_to)
        gross += max(0, inside // timedelta(minutes=1))
        counted_to = max(counted_to, done)
    pause = window.break_minutes
    return max(gross - pause, min(gross, pause))


def shift_faults(
    number: int,
    name: str,
    times: tuple[datetime | None, datetime | None],
    pause: int,
    activity: tuple[datetime, datetime],
) -> list[str]:
    """What is wrong with the shift of the post with this number on the form."""
    begins, ends = times
    faults = []
    if len(name) > LONGEST_NAME:
        faults.append(f"第 {number} 个岗位的班次名称最长 {LONGEST_NAME} 个字。")
    if begins is None and ends is None:
        if pause:
            faults.append(f"第 {number} 个岗位没有自己的时间，休息时间请填在活动上。")
        return faults
    if begins is None or ends is None:
        return [*faults, f"第 {number} 个岗位的开始和结束时间要么都填，要么都不填。"]
    if ends <= begins:
        return [*faults, f"第 {number} 个岗位的结束时间要晚于开始时间。"]
    if begins < activity[0] or ends > activity[1]:
        faults.append(f"第 {number} 个岗位的时间要在活动的开始和结束之间。")
    if pause < 0 or timedelta(minutes=pause) >= ends - begins:
        faults.append(f"第 {number} 个岗位的休息时间要比班次短。")
    return faults

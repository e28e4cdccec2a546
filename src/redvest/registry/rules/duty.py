"""Duty at a station (值班): what is refused, and which dated slots a weekly pattern makes. Pure.

Standing by never counts as hours (field.md, finding 5): nothing here knows the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from redvest.core.clock import CHINA
from redvest.core.errors import Conflict, Invalid, NotFound

WEEKS_AHEAD = 4
ALERT_AHEAD = timedelta(hours=24)
MOST_PLACES = 20


class DutyPatternWrong(Invalid):
    """值班要有开始和结束时间，结束晚于开始，需要 1 到 20 人。"""

    code = "duty-pattern-wrong"


class DutySlotUnknown(NotFound):
    """没有找到这个值班时段。"""

    code = "duty-slot-unknown"


class DutySlotFull(Conflict):
    """这个时段的人已经够了，看看别的时段。"""

    code = "duty-slot-full"


class DutySlotBegun(Conflict):
    """这个时段已经开始了，不能再改。有急事请直接联系站长。"""

    code = "duty-slot-begun"


class DutyOverlaps(Conflict):
    """这段时间你已经有别的值班了，一个人不能同时值两个班。"""

    code = "duty-overlaps"


class DutyPersonUnknown(NotFound):
    """没有找到这个编号的志愿者，请核对编号。"""

    code = "duty-person-unknown"


class DutyAskingRefused(Conflict):
    """这位志愿者在资料里写了不接受邀请，可以请他自己到站点页面认领。"""

    code = "duty-asking-refused"


class DutyAskedBefore(Conflict):
    """这个时段已经请过这位志愿者，或者他已经答复过了，请看看名单，或者请别人。"""

    code = "duty-asked-before"


class DutyPatternExists(Conflict):
    """这个时间的每周值班已经定过了。要改人数，先停掉再定。"""

    code = "duty-pattern-exists"


class DutyOutsideHours(Invalid):
    """那时站里不开门。先改开放时间，再定值班。"""

    code = "duty-outside-hours"


class DutySlotCalledOff(Conflict):
    """这个时段的值班取消了，不用来了。"""

    code = "duty-slot-called-off"


class DutyReasonMissing(Invalid):
    """请写一句为什么取消，最多 60 个字，来值班的人会收到。"""

    code = "duty-reason-missing"


class Ease(StrEnum):
    """How well somebody can be asked for a slot, the easiest first."""

    FREE = "free"
    UNKNOWN = "unknown"
    NOT_FREE = "not-free"
    BUSY = "busy"
    REFUSES = "refuses"

    @property
    def order(self) -> int:
        return list(Ease).index(self)


def ease_of(*, free: bool | None, busy: bool, refuses: bool) -> Ease:
    """``free`` by their own grid of free times, None where they never filled it in."""
    if refuses:
        return Ease.REFUSES
    if busy:
        return Ease.BUSY
    if free is None:
        return Ease.UNKNOWN
    return Ease.FREE if free else Ease.NOT_FREE


def parts_between(begins: datetime, ends: datetime) -> tuple[str, ...]:
    """The parts of the day (rules/availability.py) that a slot touches, in China's time."""
    marks = (("morning", 0, 12), ("afternoon", 12, 18), ("evening", 18, 24))
    first, last = begins.hour + begins.minute / 60, ends.hour + ends.minute / 60
    return tuple(name for name, start, stop in marks if first < stop and last > start)


def slots_between(
    *, weekday: int, begins: time, ends: time, since: date, until: date | None, first: date, last: date
) -> Iterator[tuple[datetime, datetime]]:
    """The dated slots of a pattern from one day to another, both in it."""
    day = max(first, since)
    stop = last if until is None else min(last, until)
    while day <= stop:
        if day.weekday() == weekday:
            yield datetime.combine(day, begins, CHINA), datetime.combine(day, ends, CHINA)
        day += timedelta(days=1)

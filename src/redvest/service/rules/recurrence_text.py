"""A recurrence written and read as an RRULE (RFC 5545, 3.3.10): what a stranger's calendar understands. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime

from redvest.service.rules.recurrence import Frequency, Recurrence

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"(-?\d)?(MO|TU|WE|TH|FR|SA|SU)")


def rrule_text(rule: Recurrence, until: date | None = None) -> str:
    """``FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;UNTIL=20270101``; parts that say nothing are left out."""
    parts = [f"FREQ={rule.freq}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.nth:
        parts.append(f"BYDAY={rule.nth}{DAYS[rule.weekdays[0]]}")
    elif rule.weekdays:
        parts.append("BYDAY=" + ",".join(DAYS[day] for day in sorted(rule.weekdays)))
    if rule.month_day:
        parts.append(f"BYMONTHDAY={rule.month_day}")
    if until is not None:
        parts.append(f"UNTIL={until:%Y%m%d}")
    return ";".join(parts)


def read_rrule(text: str) -> tuple[Recurrence, date | None]:
    """The rule and its last day. Raises ValueError for what is no RRULE or more than we offer."""
    parts = dict(_part(each) for each in text.removeprefix("RRULE:").split(";"))
    known = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL"}
    if unknown := set(parts) - known:
        raise ValueError(f"unknown parts: {sorted(unknown)}")
    nth, weekdays = _weekdays(parts.get("BYDAY", ""))
    rule = Recurrence(
        freq=Frequency(parts["FREQ"]) if "FREQ" in parts else _no_frequency(),
        interval=_whole(parts.get("INTERVAL", "1"), 1, 99),
        weekdays=weekdays,
        nth=nth,
        month_day=_whole(parts.get("BYMONTHDAY", "0"), 0, 31),
    )
    until = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date() if "UNTIL" in parts else None  # noqa: DTZ007
    return rule, until


def _no_frequency() -> Frequency:
    raise ValueError("an RRULE has a FREQ")


def _part(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not value:
        raise ValueError(f"not a part of an RRULE: {text!r}")
    return name.upper(), value.upper()


def _weekdays(text: str) -> tuple[int, tuple[int, ...]]:
    found = [_DAY.fullmatch(each) for each in text.split(",")] if text else []
    if any(each is None for each in found):
        raise ValueError(f"not weekdays: {text!r}")
    days = [(int(each[1] or 0), DAYS.index(each[2])) for each in found if each]
    numbered = {nth for nth, _ in days}
    if numbered - {0} and len(days) > 1:
        raise ValueError("one numbered weekday a month is what we offer")
    return next(iter(numbered), 0), tuple(sorted(day for _, day in days))


def _whole(text: str, low: int, high: int) -> int:
    value = int(text)
    if not low <= value <= high:
        raise ValueError(f"{value} is not between {low} and {high}")
    return value

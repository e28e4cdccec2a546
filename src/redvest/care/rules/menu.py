"""What a service on a menu (服务菜单) has to say, and how often it can be ordered a week. Pure.

A body says itself how many times a week it can come. Whoever orders beyond that is told the next week with room,
before anybody has been promised anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from redvest.registry.rules.availability import ALL
from redvest.registry.rules.station_holding import names_nobody
from redvest.registry.station_errors import StationWordsPrivate

LONGEST_NAME, LONGEST_WORDS, LONGEST_WHOM, LONGEST_REASON = 40, 300, 60, 200
SHORTEST_VISIT, LONGEST_VISIT = 10, 480  # minutes
MOST_A_WEEK = 200
WEEKS_AHEAD = 12
WEEK = timedelta(days=7)
Faults = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MenuForm:
    """``slots`` are the 24 bits of availability, ``a_week`` 0 for no limit; ``domain`` and ``region`` are keys."""

    name: str
    words: str
    domain: str
    region: str
    station_id: UUID | None = None
    for_whom: str = ""
    at_home: bool = True
    minutes: int = 60
    slots: int = 0
    a_week: int = 0


def tidy(text: str, most: int) -> str:
    """The text in single spaces, no longer than its column."""
    return " ".join(text.split())[:most]


def faults(form: MenuForm) -> Faults:
    """A sentence beside every field that cannot stay as it is."""
    found: Faults = []
    name = tidy(form.name, LONGEST_NAME + 1)
    if len(name) < 2:
        found.append(("name", _("写一个名字，让人一看就知道做什么，例如“上门理发”。")))
    elif len(name) > LONGEST_NAME:
        found.append(("name", _("名字太长了，最多 40 个字。")))
    words = tidy(form.words, LONGEST_WORDS + 1)
    if len(words) < 6:
        found.append(("words", _("写几句做些什么、要准备什么，至少 6 个字。")))
    elif len(words) > LONGEST_WORDS:
        found.append(("words", _("说明太长了，最多 300 个字。")))
    for field, text in (("name", name), ("words", words), ("for_whom", form.for_whom)):
        if _has_number(text):
            found.append((field, _("这里不要写电话或证件号。有人点单，系统会通知你们。")))
    if not SHORTEST_VISIT <= form.minutes <= LONGEST_VISIT:
        found.append(("minutes", _("一次大约多少分钟，请填 10 到 480 之间的整数。")))
    if not 0 <= form.a_week <= MOST_A_WEEK:
        found.append(("a_week", _("一周最多几次，请填 0 到 200 之间的整数，0 表示不限。")))
    if not 0 < form.slots <= ALL:
        found.append(("slots", _("至少勾一个能来的时间。")))
    return found


def _has_number(text: str) -> bool:
    try:
        names_nobody(text)
    except StationWordsPrivate:
        return True
    return False


def monday_of(day: date) -> date:
    """The first day of a week as it is counted in China and by ISO 8601."""
    return day - timedelta(days=day.weekday())


def left_in(a_week: int, ordered: int) -> int | None:
    """How many orders a week still takes; None where there is no limit."""
    return max(0, a_week - ordered) if a_week else None


def next_week_with_room(a_week: int, ordered: Mapping[date, int], after: date) -> date | None:
    """The Monday of the first week after this one that still takes an order; None within twelve weeks."""
    for turn in range(1, WEEKS_AHEAD + 1):
        monday = monday_of(after) + turn * WEEK
        if left_in(a_week, ordered.get(monday, 0)) != 0:
            return monday
    return None

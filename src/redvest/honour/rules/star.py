"""Stars (星级): who may have the next one, who grants it, what a change of the rules would do. Pure (domain 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_noop

from redvest.honour.choices import StarApprover, StarSpan
from redvest.registry.choices import Role
from redvest.registry.rules.standing import Standing
from redvest.service.choices import Grade

LEVELS = (1, 2, 3, 4, 5)
COUNTED = (Grade.A, Grade.B, Grade.C)  # D counts for no star (design invariant 5)
DISTRICT_DEPTH = 2  # a path that reaches a district or zone: city, district
NAMES = (
    gettext_noop("一星"), gettext_noop("二星"), gettext_noop("三星"), gettext_noop("四星"), gettext_noop("五星"),
)  # fmt: skip
SETTINGS = ("star.hours", "star.span", "star.least_score", "star.least_evaluations")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a place asks for on a day. ``hours`` are those of each level; a score of 0 asks for none."""

    hours: tuple[int, ...]
    span: StarSpan = StarSpan.CUMULATIVE
    least_tenths: int = 40
    least_evaluations: int = 3

    @classmethod
    def of(cls, values: dict[str, Any]) -> Terms:
        """From the dated rules of ``SETTINGS``."""
        hours, span, score, count = (values[key] for key in SETTINGS)
        return cls(tuple(hours), StarSpan(span), round(score * 10), int(count))

    def minutes(self, level: int) -> int:
        return self.hours[level - 1] * 60

    def window(self, today: date) -> tuple[date | None, date | None]:
        """The days of service that count, both included; None where there is no end to them."""
        if self.span == StarSpan.ANNUAL:
            return date(today.year, 1, 1), date(today.year, 12, 31)
        return None, None


@dataclass(frozen=True, slots=True)
class StarRecord:
    """What speaks for a person: confirmed minutes of grade A to C, the points of their evaluations, stars held."""

    minutes: int = 0
    points: int = 0  # of three scores from 1 to 5 in each evaluation
    evaluations: int = 0
    finding: bool = False  # a confirmed finding that may still be appealed against
    held: frozenset[int] = frozenset()

    @property
    def next_level(self) -> int | None:
        """The lowest star not held; None for who has all."""
        return next((level for level in LEVELS if level not in self.held), None)


@dataclass(frozen=True, slots=True)
class Lacks:
    """What is missing for a star: the one below, minutes, good evaluations, a record without an open finding."""

    below: int | None = None
    minutes: int = 0
    score: bool = False
    finding: bool = False

    def __bool__(self) -> bool:
        return bool(self.below or self.minutes or self.score or self.finding)

    def sentences(self) -> list[str]:
        """In words that the person reads."""
        found = []
        if self.below:
            found.append(gettext("要先有%(star)s。") % {"star": star_name(self.below)})
        if self.minutes:
            hours, rest = divmod(self.minutes, 60)
            found.append(gettext("还差 %(h)d 小时 %(m)d 分。") % {"h": hours, "m": rest})
        if self.score:
            found.append(gettext("服务评价的平均分还不够。"))
        if self.finding:
            found.append(gettext("有一件核实的事还没有办结，办结以后再申请。"))
        return found


def star_name(level: int) -> str:
    return gettext(NAMES[level - 1])


def lacks(record: StarRecord, terms: Terms, level: int) -> Lacks:
    """Nothing, where somebody may have this star."""
    below = level - 1 if level > 1 and level - 1 not in record.held else None
    short = max(terms.minutes(level) - record.minutes, 0)
    return Lacks(below, short, not good_enough(record, terms), record.finding)


def good_enough(record: StarRecord, terms: Terms) -> bool:
    """Whether the average reaches the least score. Reckoned in whole numbers; too few evaluations say nothing."""
    if not terms.least_tenths or record.evaluations < terms.least_evaluations:
        return True
    return record.points * 10 >= terms.least_tenths * 3 * record.evaluations


def approver_of(level: int) -> StarApprover:
    if level <= 2:
        return StarApprover.COUNTY
    return StarApprover.CITY if level <= 4 else StarApprover.PROVINCE


def district_path(region_path: str, city: str) -> str:
    """The district or zone of a place; the city where there is none."""
    codes = region_path.strip("/").split("/")[:DISTRICT_DEPTH]
    return "/".join(codes) + "/" if codes[0] else f"{city}/"


def decides(by: Standing, level: int, region_path: str, city: str) -> bool:
    """Whether this is who grants a star: an officer of the district or above; from three on the city's centre, which
    also records what the province granted.
    """
    if approver_of(level) == StarApprover.COUNTY:
        return by.governs(district_path(region_path, city))
    return by.holds(Role.CENTRE, f"{city}/")


def short_of(minutes: int, *, wanted: int, excused: int | None) -> bool:
    """Whether hours fell below what a star asked for, or below what a review of it found to be enough."""
    return minutes < (wanted if excused is None else min(wanted, excused))


@dataclass(frozen=True, slots=True)
class Change:
    """What another set of rules does to a person: a star they could then ask for, or no longer, and stars that they have
    and whose hours would be short.
    """

    gains: int | None = None
    below: tuple[int, ...] = ()
    loses: int | None = None

    def __bool__(self) -> bool:
        return bool(self.gains or self.below or self.loses)


def change_of(before: StarRecord, after: StarRecord, old: Terms, new: Terms) -> Change:
    """``before`` and ``after`` are the same person, counted as each of the two sets of rules counts."""
    level = after.next_level
    may_now = level is not None and not lacks(before, old, level)
    may_then = level is not None and not lacks(after, new, level)
    gains = level if may_then and not may_now else None
    loses = level if may_now and not may_then else None
    return Change(gains, tuple(_newly_short(before, after, old, new)), loses)


def _newly_short(before: StarRecord, after: StarRecord, old: Terms, new: Terms) -> Iterable[int]:
    for level in sorted(after.held):
        if after.minutes < new.minutes(level) and before.minutes >= old.minutes(level):
            yield level

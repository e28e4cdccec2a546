"""Terms (学期) and credits (学分) of pupils. Pure; what a term and a credit are is a dated rule (``setting_school.py``).

河南省志愿服务条例 art. 36: pupils' service goes into their 综合素质评价. Credits are whole tenths, cut and never rounded up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from redvest.registry.rules.school import numeral

SETTINGS = (
    "school.credit_minutes", "school.credit_cap", "school.practice_minutes", "school.practice_cap",
    "school.least_minutes_term", "school.grades",
)  # fmt: skip
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Term:
    """From its first day to its last, both included; ``number`` within the school year that began in ``year``."""

    starts_on: date
    ends_on: date
    year: int
    number: int

    @property
    def name(self) -> str:
        number = numeral(self.number)
        return _("{year}–{next} 学年第{number}学期").format(year=self.year, next=self.year + 1, number=number)

    @property
    def key(self) -> str:
        """How an address names it."""
        return self.starts_on.isoformat()


def _starts(rule: Sequence[str], around: int, back: int) -> list[tuple[date, int, int]]:
    """Every first day of the years ``around``, in time: the day, its number, the year of its school year."""
    found = []
    for year in range(around - back, around + 3):
        first = date.fromisoformat(f"{year}-{rule[0]}")
        for number, text in enumerate(rule, start=1):
            day = date.fromisoformat(f"{year}-{text}")
            found.append((day if day >= first else date.fromisoformat(f"{year + 1}-{text}"), number, year))
    return sorted(found)


def terms_until(rule: Sequence[str], on: date, count: int) -> list[Term]:
    """The term of a day and those before it, ``count`` in all, the latest first."""
    starts = _starts(rule, on.year, count + 1)
    place = max(index for index, each in enumerate(starts) if each[0] <= on)
    found = []
    for index in range(place, max(place - count, -1), -1):
        day, number, year = starts[index]
        found.append(Term(day, starts[index + 1][0] - timedelta(days=1), year, number))
    return found


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """What a place asks for: minutes that make a credit, the most credits a term (0: no end), least minutes a term."""

    credit_minutes: int
    credit_cap: int
    practice_minutes: int
    practice_cap: int
    least_minutes: int
    grades: str

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> CreditTerms:
        return cls(*(values[key] for key in SETTINGS))


def credit_tenths(minutes: int, per_credit: int, cap: int) -> int:
    """Tenths of a credit for so many minutes. A balance that corrections brought below nothing earns nothing."""
    found = max(minutes, 0) * TENTHS // per_credit
    return min(found, cap * TENTHS) if cap else found


@dataclass(frozen=True, slots=True)
class Credit:
    """One pupil's term: minutes served and trained, and what they come to."""

    minutes: int
    practice_minutes: int
    service: int
    practice: int
    missing: int

    @classmethod
    def of(cls, terms: CreditTerms, minutes: int, practice_minutes: int) -> Credit:
        """``missing``: minutes that lack to what a term asks for at least."""
        return cls(
            max(minutes, 0),
            practice_minutes,
            credit_tenths(minutes, terms.credit_minutes, terms.credit_cap),
            credit_tenths(practice_minutes, terms.practice_minutes, terms.practice_cap),
            max(terms.least_minutes - max(minutes, 0), 0),
        )


def credit_words(tenths: int) -> str:
    """``2.5``; a whole number without its zero."""
    whole, rest = divmod(tenths, TENTHS)
    return f"{whole}.{rest}" if rest else str(whole)

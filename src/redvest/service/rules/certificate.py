"""What a certificate says: sums over ledger entries, and what the public may read.

Pure: entries and names in, text out. Who may issue is a query; its text is ``certificate_document``, how it is drawn
``certificate_pdf``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from redvest.registry.rules.names import mask_name
from redvest.service.certificate_errors import NothingToCertify
from redvest.service.choices import Grade

PREFIX = "RV"
OTHER_DOMAIN = "其他"
_LONG_DIGITS = re.compile(r"\d[\d\s*-]{5,}[\dXx]")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One effective ledger entry, as far as a certificate speaks of it."""

    id: UUID
    service_on: date
    title: str
    place: str
    domain: str
    minutes: int
    grade: str
    mark: str = ""  # how it came when not the ordinary way (EntryMark)
    leaf: int | None = None  # its place in the public log, once it is sealed


@dataclass(frozen=True, slots=True)
class LogAt:
    """The public log as it stood when a certificate was issued: its latest signed head."""

    size: int
    root: bytes
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What entries add up to. What is unverified (grade D) never joins the rest: neither its minutes nor its times."""

    starts_on: date
    ends_on: date
    count: int
    unverified_count: int
    minutes_by_grade: dict[str, int]
    domains: tuple[tuple[str, int], ...]  # of what is verified; of all where nothing is

    @property
    def verified(self) -> int:
        return verified_minutes(self.minutes_by_grade)

    @property
    def unverified(self) -> int:
        return self.minutes_by_grade[Grade.D]


@dataclass(frozen=True, slots=True)
class Person:
    """The first block: who served. The ID number comes masked already."""

    name: str
    id_type: str
    id_number: str
    number: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """The third block: the recording body, and who issues for it when it is gone."""

    recorder: str
    name: str
    responsible: str
    handler: str
    contact: str
    by_volunteer: bool


def verified_minutes(minutes_by_grade: dict[str, int]) -> int:
    return sum(minutes for grade, minutes in minutes_by_grade.items() if grade != Grade.D)


def summarise(entries: Sequence[EntryFacts]) -> Summary:
    """The sums of a certificate; its period is from the first service to the last, whatever was asked for."""
    if not entries:
        raise NothingToCertify
    minutes = {grade.value: 0 for grade in Grade}
    for entry in entries:
        minutes[entry.grade] += entry.minutes
    verified = [entry for entry in entries if entry.grade != Grade.D]
    domains = Counter(entry.domain or OTHER_DOMAIN for entry in verified or entries)
    days = [entry.service_on for entry in entries]
    unverified = len(entries) - len(verified)
    return Summary(min(days), max(days), len(entries), unverified, minutes, tuple(domains.most_common()))


def duration_words(minutes: int) -> str:
    """195 → 3 小时 15 分; the unit of order 67 is the hour, and nothing is rounded away."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return f"{hours:,} 小时"
    return f"{hours:,} 小时 {rest} 分" if hours else f"{rest} 分钟"


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def printable(text: str) -> str:
    """A text without characters that have no shape (controls, joiners, private use), on one line."""
    kept = (character if unicodedata.category(character) not in _UNPRINTABLE else " " for character in text)
    return " ".join("".join(kept).split())


def public_reason(reason: str, name: str) -> str:
    """A reason for revoking as strangers may read it: the person's name masked, long numbers gone."""
    masked = reason.replace(name, mask_name(name)) if name else reason
    return _LONG_DIGITS.sub("***", printable(masked))

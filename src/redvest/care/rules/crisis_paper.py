"""Paper forms typed in afterwards: one person a line, in the order of the printed form. Pure.

王小路 13812345678 19900517 08:30 17:00 — the times of coming and leaving are there for who checked in on paper.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

from redvest.care.crisis_errors import PaperLineWrong
from redvest.core.clock import CHINA

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：.点时]([0-5]\d)分?")
_PHONE = re.compile(r"\+?[\d-]{10,17}")
_PARTED = re.compile(r"[\s,，、;；|]+")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """What one line says; its faults are found where the values are used."""

    name: str
    phone: str
    born: str
    came: time | None = None
    left: time | None = None


def lines_of(text: str) -> list[str]:
    """What was typed, line by line, without the empty ones."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def read_line(line: str) -> PaperLine:
    """A name, a phone, a birthday, and up to two times. Raises PaperLineWrong."""
    parts = [part for part in _PARTED.split(unicodedata.normalize("NFKC", line).strip()) if part]
    clocks = [part for part in parts if _CLOCK.fullmatch(part)]
    rest = [part for part in parts if part not in clocks]
    phones = [at for at, part in enumerate(rest) if _PHONE.fullmatch(part)]
    if len(clocks) > 2 or not phones or phones[0] == 0 or len(rest) != phones[0] + 2:
        raise PaperLineWrong
    at = phones[0]
    times = [_time(part) for part in clocks]
    return PaperLine(" ".join(rest[:at]), rest[at], rest[at + 1], *[*times, None, None][:2])


def _time(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    return time(int(found[1]), int(found[2])) if found else None


def moments(on: date, came: time, left: time | None) -> tuple[datetime, datetime | None]:
    """The two moments in China; who left earlier in the day than they came left on the next."""
    since = datetime.combine(on, came, CHINA)
    if left is None:
        return since, None
    until = datetime.combine(on, left, CHINA)
    if until < since:
        until = datetime.combine(date.fromordinal(on.toordinal() + 1), left, CHINA)
    return since, until

"""Perks (礼遇): what a star opens with a partner, how often in a year, and the code of five minutes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from redvest.honour.rules.redeem import digits_of

DIGITS = 6  # a pick-up code has eight: the counter knows by the length what is shown
LASTING = timedelta(minutes=5)
LONGEST_WHAT = 60


def perk_code(key: bytes, owner: UUID, serial: int) -> str:
    """The digits of one showing. They say nothing of who shows them; the house alone finds the row."""
    return digits_of(key, f"perk:{owner.hex}:{serial}", DIGITS)


def enough(held: int, wanted: int) -> bool:
    """A higher star opens whatever a lower one does."""
    return held >= wanted


def running(from_on: date, until_on: date | None, on: date) -> bool:
    """Both days included."""
    return from_on <= on and (until_on is None or on <= until_on)


@dataclass(frozen=True, slots=True)
class PerkForm:
    """What an officer types about a perk. ``uses`` a person in a year; any number, where it is None."""

    title: str
    what: str
    words: str
    least_star: int
    uses: int | None
    from_on: date
    until_on: date | None = None
    announced: bool = True

"""What holds in a crisis: how a pass reads, who is of age, and sums that have to add up. Pure."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from redvest.care.crisis_errors import BirthDayWrong
from redvest.core.identifiers import CROCKFORD
from redvest.registry.rules.sheet import CellFault
from redvest.registry.rules.sheet_dates import date_of

PASS_LENGTH = 6
OLDEST = 110
# Purposes of sealed columns: a value copied into another column does not open there.
CRISIS_PHONE = "crisis.phone"
CRISIS_NEED_PHONE = "crisis-need.phone"
CRISIS_TOLD = "crisis-need.told"

_MISREAD = str.maketrans("ILOU", "110V")
# Digits alone would be taken for the end of a phone number.
_LETTERS = "".join(each for each in CROCKFORD if each.isalpha())


def new_pass() -> str:
    """Six characters that are read over a radio and typed in the rain: it begins with a letter."""
    return secrets.choice(_LETTERS) + "".join(secrets.choice(CROCKFORD) for _ in range(PASS_LENGTH - 1))


def read_pass(raw: str) -> str:
    """A pass as it is kept, from what was typed or scanned; empty for what cannot be one."""
    text = unicodedata.normalize("NFKC", raw).upper().rsplit("/", 1)[-1]
    bare = "".join(letter for letter in text if letter.isalnum()).translate(_MISREAD)
    fits = len(bare) == PASS_LENGTH and all(letter in CROCKFORD for letter in bare)
    return bare if fits and bare[0].isalpha() else ""


def day_of_birth(raw: str, today: date) -> date:
    """The day that somebody typed. Raises BirthDayWrong for none, one to come, and one too long ago."""
    try:
        found = date_of(raw)
    except CellFault as fault:
        raise BirthDayWrong from fault
    if found is None or found > today or today.year - found.year > OLDEST:
        raise BirthDayWrong
    return found


def is_minor(born: date, today: date, under: int) -> bool:
    """Whether the birthday that makes somebody of age is still to come."""
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return years < under


def expires(verified_at: datetime, hours: int) -> datetime:
    """Until when a verified need may be believed without another look."""
    return verified_at + timedelta(hours=hours)


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """Of the registered, each is counted once: never came, is out there, or came and left."""

    registered: int
    never_came: int
    out_there: int
    left: int

    @property
    def adds_up(self) -> bool:
        return self.registered == self.never_came + self.out_there + self.left


@dataclass(frozen=True, slots=True)
class NeedsCount:
    """Of the reported needs, each stands in one state."""

    reported: int
    by_state: dict[str, int]

    @property
    def adds_up(self) -> bool:
        return self.reported == sum(self.by_state.values())

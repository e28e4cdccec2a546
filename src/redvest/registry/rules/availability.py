"""When somebody is free: eight days (Monday to Sunday, public holidays) by three parts of the day, 24 codes.

Field 0035 of the national front end (domain 1.2). Kept as one number of 24 bits, so "who is free on Saturday
morning" is one test of a bit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from redvest.registry.profile_errors import SlotsWrong

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
PARTS = ("morning", "afternoon", "evening")
CODES = tuple(f"{day}-{part}" for day in DAYS for part in PARTS)
ALL = (1 << len(CODES)) - 1
_BIT = {code: 1 << place for place, code in enumerate(CODES)}


def encode(codes: Iterable[str]) -> int:
    """The number that holds these codes. Raises SlotsWrong for one that does not exist."""
    mask = 0
    for code in codes:
        if code not in _BIT:
            raise SlotsWrong
        mask |= _BIT[code]
    return mask


def decode(mask: int) -> tuple[str, ...]:
    """The codes in a number, in the order of the week. Raises SlotsWrong outside 24 bits."""
    if not 0 <= mask <= ALL:
        raise SlotsWrong
    return tuple(code for code in CODES if mask & _BIT[code])


def widened(codes: Iterable[str], whole_days: Iterable[str], whole_parts: Iterable[str]) -> tuple[str, ...]:
    """The codes with every cell of the days and parts ticked as a whole. Raises SlotsWrong."""
    days, parts = set(whole_days), set(whole_parts)
    if not (days <= set(DAYS) and parts <= set(PARTS)):
        raise SlotsWrong
    rows = {f"{day}-{part}" for day in DAYS for part in PARTS if day in days or part in parts}
    return decode(encode([*codes, *rows]))


def is_free(mask: int, day: date, part: str, *, holiday: bool) -> bool:
    """Whether somebody said they are free then: a public holiday counts as one and not as its day of the week."""
    name = "holiday" if holiday else DAYS[day.weekday()]
    return bool(mask & encode([f"{name}-{part}"]))

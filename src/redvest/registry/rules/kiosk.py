"""How a screen becomes its station's, by a code of eight digits, good for ten minutes and once; how late it may send. Pure."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta

from redvest.registry.kiosk_errors import KioskNameMissing

CODE_DIGITS = 8
CODE_LIFE = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)  # how exactly it is known when a kiosk was last there
RECEIPTS_KEPT = timedelta(days=30)
HELP_KEPT = timedelta(days=30)  # after it was done
HELP_UNDONE_KEPT = timedelta(days=180)
LONGEST_NAME = 40
LATEST = timedelta(hours=24)  # a day without a network; what is older is for the keeper to look at
CLOCK_SKEW = timedelta(minutes=2)  # a clock further off is put right
MOST_AT_STATION = 6  # living kiosks of one station, codes that wait included


def new_code() -> str:
    """Eight digits, to be typed on a screen without a keyboard."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def plain_code(typed: str) -> str:
    """What was typed, half width and without spaces or hyphens."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", typed) if letter.isdecimal())


def checked_kiosk_name(raw: str) -> str:
    name = " ".join(raw.split())[:LONGEST_NAME]
    if not name:
        raise KioskNameMissing
    return name


def true_moment(told: datetime, *, sent_at: datetime, at: datetime) -> datetime:
    """When something happened that a screen's clock dates at ``told``; ``sent_at`` is that clock's now, ``at`` ours."""
    skew = sent_at - at
    return told - skew if abs(skew) > CLOCK_SKEW else told


def in_time(moment: datetime, at: datetime) -> bool:
    """Whether what happened then may still be written down by itself."""
    return at - moment <= LATEST

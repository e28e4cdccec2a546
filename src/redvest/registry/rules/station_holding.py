"""What a station may say of itself: names, numbers and days that make sense. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from redvest.registry.station_errors import (
    StationDayWrong,
    StationNumberWrong,
    StationPhoneWrong,
    StationWordsMissing,
    StationWordsPrivate,
)

MOST_OF_A_THING = 999
_LONG_NUMBER = re.compile(r"\d(?:[\s\-–·.]?\d){6,}")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}(?!\d)")
LATE = timedelta(days=31)  # a work log is kept while it is remembered


def names_nobody(text: str) -> str:
    """Words without a run of digits as long as a phone number, however it is spaced. Raises StationWordsPrivate."""
    if _LONG_NUMBER.search(_DATE.sub("，", text)):
        raise StationWordsPrivate
    return text


def short_words(text: str, most: int = 40) -> str:
    """Trimmed words. Raises StationWordsMissing when there are none, or too many."""
    found = " ".join(text.split())
    if not found or len(found) > most:
        raise StationWordsMissing
    return found


def public_phone(text: str) -> str:
    """A number to call a station by, as it is dialled: 0790-6440000; or none. Raises StationPhoneWrong."""
    number = re.sub(r"[\s()（）]+", "", text.replace("－", "-").replace("—", "-"))
    if number and not re.fullmatch(r"\+?\d{3,4}-?\d{4,8}(-\d{1,5})?", number):
        raise StationPhoneWrong
    return number


def counted(number: int, least: int, most: int = MOST_OF_A_THING) -> int:
    """A number in its bounds. Raises StationNumberWrong."""
    if not least <= number <= most:
        raise StationNumberWrong
    return number


def recent(day: date, today: date) -> date:
    """A day that the work log still takes. Raises StationDayWrong."""
    if not today - LATE <= day <= today:
        raise StationDayWrong
    return day

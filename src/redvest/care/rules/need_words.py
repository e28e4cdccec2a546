"""What stands in a need's public words: enough to help, nothing that leads to a person or a door. Pure.

The title is read by everybody, before anybody said yes (design invariant 10).
"""

from __future__ import annotations

import re
import unicodedata

# Eleven digits of a phone, eighteen of an identity card, however they are spaced; dates are none of them.
_LONG_NUMBER = re.compile(r"\d(?:[\s\-–—·.]?\d){6,}")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}(?!\d)")
_NUMBER = r"[0-9a-z零〇一二三四五六七八九十百]+"
_DOOR = re.compile(
    rf"{_NUMBER}\s*(?:栋|幢|单元|号楼|号院|门牌|室(?!内|外))"  # 2 栋 301 室, 三单元
    rf"|(?:路|街|巷|弄|道|村|组|里|小区|花园|家园|苑|楼)\s*{_NUMBER}\s*号"  # 百花路 8 号
    r"|(?<!\d)\d{1,3}\s*[-—–]\s*\d{1,2}\s*[-—–]\s*\d{3,4}(?!\d)"  # 8-2-301
)
_QUICK = re.compile(r"\s+")


def plain(text: str) -> str:
    """Trimmed, with single spaces, without what no column holds."""
    return _QUICK.sub(" ", text.replace("\x00", "")).strip()


def tells_a_number(text: str) -> bool:
    """Whether there is a run of digits as long as a phone or an identity number."""
    wide = unicodedata.normalize("NFKC", text)
    return bool(_LONG_NUMBER.search(_DATE.sub("，", wide)))


def tells_a_door(text: str) -> bool:
    """Whether it says at which door: a building, a flight of stairs, a room, a number in a street."""
    wide = unicodedata.normalize("NFKC", text).lower()
    return bool(_DOOR.search(_DATE.sub("，", wide)))


def tells_too_much(text: str) -> bool:
    return tells_a_number(text) or tells_a_door(text)

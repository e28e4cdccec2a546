"""The volunteer number: twelve digits that say the city and nothing else about their holder.

Four digits of the city's division code, seven of a keyed permutation of a serial, one check digit. It has
nothing to do with the ID number, and neighbouring numbers tell nothing of how many volunteers there are.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from redvest.core.errors import Conflict

LENGTH = 12
PREFIX_LENGTH = 4
SERIALS = 10_000_000
SHORTEST_KEY = 16

# A serial is a pair (left, right) with left below 3125 and right below 3200, which is exactly ten million:
# the Feistel network then permutes the serials themselves, and no value has to be walked back into range.
_LEFT, _RIGHT = 3_125, 3_200
_ROUNDS = 8
_ENTRY = 4  # bytes for each entry of a round's table

# Damm's totally anti-symmetric quasigroup: it catches every wrong digit and every swap of neighbours.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_NUMBER = re.compile(r"[0-9]{12}")


class VolunteerNumbersExhausted(Conflict):
    """这座城市的志愿者编号已经用完，请联系系统管理员。"""

    code = "volunteer-numbers-exhausted"


def number_for(city_prefix: str, serial: int, key: bytes) -> str:
    """The number of the city's volunteer with this serial, counted from zero."""
    if not (len(city_prefix) == PREFIX_LENGTH and city_prefix.isascii() and city_prefix.isdigit()):
        raise ValueError("a city prefix is the first four digits of a division code")
    if len(key) < SHORTEST_KEY:
        raise ValueError("the key of the permutation is too short")
    if serial < 0:
        raise ValueError("serials start at zero")
    if serial >= SERIALS:
        raise VolunteerNumbersExhausted
    body = f"{city_prefix}{_permuted(serial, _tables(key, city_prefix)):07d}"
    return body + _check_digit(body)


def is_valid(number: str) -> bool:
    """Whether a number, however it was typed, has the right form and check digit."""
    digits = normalise(number)
    return bool(_NUMBER.fullmatch(digits)) and _check_digit(digits) == "0"


def normalise(raw: str) -> str:
    """The bare digits of what somebody typed: half width, without spaces, dashes and dots."""
    return re.sub(r"[\s\-‐-―−.·]+", "", unicodedata.normalize("NFKC", raw))


def grouped(number: str) -> str:
    """As printed on cards: `3605 2210 4471`."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _permuted(serial: int, tables: tuple[tuple[int, ...], ...]) -> int:
    left, right = divmod(serial, _RIGHT)
    for turn, table in enumerate(tables):
        if turn % 2:
            right = (right + table[left]) % _RIGHT
        else:
            left = (left + table[right]) % _LEFT
    return left * _RIGHT + right


@lru_cache(maxsize=16)
def _tables(key: bytes, city_prefix: str) -> tuple[tuple[int, ...], ...]:
    """The round functions written out once, so that numbering a city costs additions and no hashing."""
    return tuple(_table(key, city_prefix, turn) for turn in range(_ROUNDS))


def _table(key: bytes, city_prefix: str, turn: int) -> tuple[int, ...]:
    entries = _LEFT if turn % 2 else _RIGHT
    # The lengths in front keep key, city and round apart in the hashed text.
    seed = b"%d:%s:%s:%d" % (len(key), key, city_prefix.encode(), turn)
    stream = hashlib.shake_256(seed).digest(entries * _ENTRY)
    return tuple(int.from_bytes(stream[at : at + _ENTRY], "big") for at in range(0, len(stream), _ENTRY))


def _check_digit(digits: str) -> str:
    """The Damm digit; over a number that already carries it the result is 0."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)

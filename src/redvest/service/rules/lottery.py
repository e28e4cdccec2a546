"""The order in which a lottery draws its tickets, so exact that anybody can work it out again. Pure.

The house commits itself to a seed of 32 random bytes when the lottery is announced: it publishes their SHA-256. The
list of tickets is published with its digest when entries close. The beacon is the SHA-256 of the checkpoint of the
first head of the transparency log signed at or after that moment, which nobody had when the seed was chosen. Then a
ticket's key is

    SHA-256( seed in hex, newline, beacon in hex, newline, ticket number )   of ASCII text

and tickets are drawn by ascending key. ``data/lottery/draw.py`` does the same without this house.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def seed_digest(seed: str) -> str:
    """What is published of a seed (64 hex digits) beforehand: SHA-256 of its 32 bytes, in hex."""
    return sha256(bytes.fromhex(seed)).hexdigest()


def beacon_of(checkpoint: str) -> str:
    """The public value of a signed head: SHA-256 of its checkpoint as published, in hex."""
    return sha256(checkpoint.encode()).hexdigest()


def list_digest(numbers: Iterable[int]) -> str:
    """SHA-256 of the ascending ticket numbers, one a line, in hex."""
    return sha256("".join(f"{number}\n" for number in sorted(numbers)).encode()).hexdigest()


def ticket_key(seed: str, beacon: str, number: int) -> str:
    return sha256(f"{seed}\n{beacon}\n{number}".encode()).hexdigest()


def draw_order(seed: str, beacon: str, numbers: Iterable[int]) -> list[int]:
    """The ticket numbers in the order in which they are drawn."""
    return sorted(numbers, key=lambda number: ticket_key(seed, beacon, number))

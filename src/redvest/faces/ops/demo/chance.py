"""Deterministic chance: keys and picks that are the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")
_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def source(seed: int, what: str) -> random.Random:
    """A stream of its own for each part of the city, so that one part can change without moving the others."""
    return random.Random(f"redvest:{seed}:{what}")  # noqa: S311 - a demo must repeat, not be secret


class Keys:
    """Time-ordered UUIDv7 keys out of a seeded stream."""

    def __init__(self, rng: random.Random) -> None:
        self._bits = rng.getrandbits

    def at(self, moment: datetime) -> UUID:
        return self.at_ms(int(moment.timestamp() * 1000))

    def at_ms(self, ms: int) -> UUID:
        return UUID(int=self._next(ms))

    def hex_at_ms(self, ms: int) -> str:
        """The key's 32 digits, where a million are needed and no object for each."""
        return f"{self._next(ms):032x}"

    def _next(self, ms: int) -> int:
        bits = self._bits(74)
        return (ms << 80) | _VERSION | ((bits >> 62) << 64) | _VARIANT | (bits & ((1 << 62) - 1))


class Weighted(Generic[T]):
    """A choice among things of different weight."""

    def __init__(self, pairs: Sequence[tuple[T, float]]) -> None:
        self.things = [thing for thing, _ in pairs]
        self.sums = list(accumulate(weight for _, weight in pairs))

    def pick(self, rng: random.Random) -> T:
        return rng.choices(self.things, cum_weights=self.sums)[0]

    def picks(self, rng: random.Random, count: int) -> list[T]:
        return rng.choices(self.things, cum_weights=self.sums, k=count)


def array(texts: Sequence[str]) -> str:
    """A text array as COPY reads it; quicker than adapting a list. The texts hold no quote and no backslash."""
    return '{"' + '","'.join(texts) + '"}' if texts else "{}"

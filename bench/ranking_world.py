"""The city of ``bench/ranking.py``: opportunities of one week, and people who come one after the other. Seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from redvest.service.rules.ranking import Opportunity, Weights

AT = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # midnight at the beginning of a Monday in China
KINDS, PARTS = 12, 21  # kinds of service; seven days of three parts
TOWNS = ((0.0, 0.0), (9_000.0, 4_000.0), (-14_000.0, 11_000.0))  # the middles of three towns, in metres
SPREAD = 2_500.0
# What people care for when they choose: the way, the time and the kind; not how many are still missing.
TASTE = Weights(distance=40, times=35, domain=25, skills=0, need=0, soon=0, lift=0)

Point = tuple[float, float]


@dataclass(frozen=True)
class Chooser:
    """Somebody who looks for something to do. ``free``: None where they never said when."""

    home: Point
    free: frozenset[int] | None
    wants: frozenset[int]
    mood: str


@dataclass(frozen=True)
class World:
    """Opportunities as columns: where, when (part of the week), of which kind, how many places, how much it appeals."""

    seed: int
    where: tuple[Point, ...]
    part: tuple[int, ...]
    kind: tuple[int, ...]
    places: tuple[int, ...]
    appeal: tuple[float, ...]
    at: datetime = AT
    taste: Weights = TASTE

    def seen_by(self, person: Chooser, turn: int, taken: int) -> Opportunity[int]:
        """One opportunity in the eyes of one person."""
        (east, north), (x, y) = self.where[turn], person.home
        return Opportunity(
            key=turn,
            begins=self.at + timedelta(hours=24 * (self.part[turn] // 3) + (9, 14, 19)[self.part[turn] % 3]),
            places=self.places[turn],
            taken=taken,
            metres=((east - x) ** 2 + (north - y) ** 2) ** 0.5,
            fits_times=None if person.free is None else self.part[turn] in person.free,
            liking="wanted" if self.kind[turn] in person.wants else "",
        )

    def temper(self, person: Chooser, turn: int) -> float:
        """What this person thinks of this opportunity besides: the same under every ranking."""
        return random.Random(f"{person.mood}:{turn}").random()


def settle(seed: int, opportunities: int) -> World:
    """Six in ten lie in the towns, the rest anywhere; weekends and a few kinds are thick, as everywhere."""
    rng = random.Random(seed)
    turns = range(opportunities)
    return World(
        seed=seed,
        where=tuple(_somewhere(rng, in_town=0.6) for _ in turns),
        part=tuple(_part(rng) for _ in turns),
        kind=tuple(_kind(rng) for _ in turns),
        places=tuple(rng.choice((3, 5, 8, 10, 15, 20, 30)) for _ in turns),
        appeal=tuple(min(1.8, rng.lognormvariate(-0.1, 0.5)) for _ in turns),
    )


def choosers(world: World) -> Iterator[Chooser]:
    """People without end, the same for the same world."""
    rng = random.Random(f"{world.seed}:people")
    turn = 0
    while True:
        turn += 1
        free = frozenset(part for part in range(PARTS) if rng.random() < (0.2 if part < 15 else 0.55))
        yield Chooser(
            home=_somewhere(rng, in_town=0.8),
            free=free if rng.random() < 0.7 else None,
            wants=frozenset(_kind(rng) for _ in range(rng.randint(1, 3))),
            mood=f"{world.seed}:{turn}",
        )


def _somewhere(rng: random.Random, *, in_town: float) -> Point:
    if rng.random() > in_town:
        return rng.uniform(-25_000, 25_000), rng.uniform(-25_000, 25_000)
    east, north = rng.choices(TOWNS, weights=(6, 3, 2))[0]
    return rng.gauss(east, SPREAD), rng.gauss(north, SPREAD)


def _part(rng: random.Random) -> int:
    return rng.randrange(15, PARTS) if rng.random() < 0.6 else rng.randrange(15)


def _kind(rng: random.Random) -> int:
    """Zipf: the first kinds are what most people think of."""
    return rng.choices(range(KINDS), weights=[1 / (each + 1) for each in range(KINDS)])[0]

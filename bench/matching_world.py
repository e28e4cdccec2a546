"""Made-up cities for the benches of matching: people and needs as columns, and a district's weeks of needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from redvest.care.rules.matching.area import cell_of
from redvest.care.rules.matching.world import NEW, Floats, Needs, Terms, Volunteers, World, as_number
from redvest.core.least_cost import Ints

TODAY = date(2026, 11, 28)
CENTRE, WIDE, TOWN = (114.93, 27.81), 0.15, 0.025
TOWNS, SKILLS, PAPERS, DOMAINS, SLOTS = 14, 6, 4, 8, 21
AREAS, KINDS = 6, 6 * 4


def places(draw: np.random.Generator, count: int, towns: int = TOWNS) -> Ints:
    """Cells around a few towns: dense in the middle of each, thin between them."""
    middle = draw.normal(0, WIDE, (towns, 2))
    points = middle[draw.integers(0, towns, count)] + draw.normal(0, TOWN, (count, 2))
    return np.array([cell_of(CENTRE[0] + east, CENTRE[1] + north) for east, north in points], dtype=np.int64)


def bits(draw: np.random.Generator, count: int, width: int, share: float) -> Ints:
    """Numbers of so many bits, each set with a chance."""
    return (draw.random((count, width)) < share) @ (1 << np.arange(width, dtype=np.int64))


def one_bit(draw: np.random.Generator, count: int, width: int, share: float = 1.0) -> Ints:
    found: Ints = np.where(draw.random(count) < share, 1 << draw.integers(0, width, count), 0)
    return found


def people(draw: np.random.Generator, count: int) -> Volunteers:
    """One in eight never said when they are free, the others ticked a third of the week; one in three is new."""
    year, month, day = (
        draw.integers(1950, 2011, count),
        draw.integers(1, 13, count),
        draw.integers(1, 29, count),
    )
    return Volunteers(
        key=np.arange(count), cell=places(draw, count), skills=bits(draw, count, SKILLS, 0.25),
        papers=bits(draw, count, PAPERS, 0.2), likes=bits(draw, count, DOMAINS, 0.3),
        shuns=one_bit(draw, count, DOMAINS, 0.1), slots=np.where(draw.random(count) < 0.125, 0, bits(draw, count, SLOTS, 0.33)),
        born=year * 10_000 + month * 100 + day, load=draw.poisson(0.8, count), room=draw.integers(0, 4, count),
        idle=np.where(draw.random(count) < 0.33, NEW, draw.integers(0, 120, count)),
        reach_m=np.where(draw.random(count) < 0.3, draw.integers(1, 9, count) * 1_000, 0),
        declines=draw.random(count) < 0.05, quiet=draw.random(count) < 0.1,
    )  # fmt: skip


def needs(draw: np.random.Generator, count: int, *, today: date = TODAY, days: int = 7) -> Needs:
    """Over the days after ``today``, each at one part of one day."""
    week = [today + timedelta(days=1 + later) for later in range(days)]
    later, part = draw.integers(0, days, count), draw.integers(0, 3, count)
    return Needs(
        key=np.arange(count), cell=places(draw, count), skills=one_bit(draw, count, SKILLS, 0.5),
        papers=one_bit(draw, count, PAPERS, 0.1), domain=one_bit(draw, count, DOMAINS),
        when=1 << (np.array([each.weekday() for each in week])[later] * 3 + part),
        fixed=np.ones(count, dtype=np.bool_), day=np.array([as_number(each) for each in week])[later],
        min_age=np.where(draw.random(count) < 0.2, 16, 0),
        dangerous=draw.random(count) < 0.05, places=draw.integers(1, 4, count), urgency=draw.integers(0, 3, count),
        reach_m=np.full(count, 15_000),
    )  # fmt: skip


def city(seed: int, volunteers: int, count: int, few: int) -> World:
    """The same seed makes the same city."""
    draw = np.random.default_rng(seed)
    return World(people(draw, volunteers), needs(draw, count), TODAY, terms=Terms(few=few))


@dataclass(frozen=True, slots=True, eq=False)
class District:
    """``suits[person, kind]`` times how ``willing`` somebody is: the true chance of a yes. ``rate[kind, slot]``: needs.

    ``mood[need, person]`` and ``rests[person, nth]`` are drawn beforehand, so that every policy meets the same luck.
    """

    seed: int
    periods: int
    willing: Floats
    suits: Floats
    rate: Floats
    kind: Ints
    at: Ints
    mood: Floats
    rests: Ints

    @property
    def chance(self) -> Floats:
        return self.willing[:, None] * self.suits

    def coming(self, at: int) -> list[int]:
        return np.flatnonzero(self.at == at).tolist()


def settle(seed: int, count: int, periods: int) -> District:
    """Kinds are areas times domains: people come in their own area, now and then in the next, to what suits them."""
    draw = np.random.default_rng(seed)
    home, area = draw.integers(0, AREAS, count), np.arange(KINDS) % AREAS
    apart = np.abs(home[:, None] - area)
    apart = np.minimum(apart, AREAS - apart)
    way = np.select([apart == 0, apart == 1], [1.0, 0.4], 0.0)
    liking = draw.choice([0.0, 0.4, 1.0], (count, KINDS), p=[0.4, 0.35, 0.25])
    willing = draw.beta(1.2, 12.0, count)
    shape = draw.gamma(2.0, 1.0, KINDS)[:, None] * draw.gamma(2.0, 1.0, SLOTS)
    rate = shape / shape.sum() * SLOTS * 4.0  # four needs in a part of a day
    came = draw.poisson(rate[:, np.arange(periods) % SLOTS])
    kind = np.repeat(np.repeat(np.arange(KINDS), periods), came.reshape(-1))
    at = np.repeat(np.tile(np.arange(periods), KINDS), came.reshape(-1))
    order = np.argsort(at, kind="stable")
    return District(
        seed, periods, willing, way * liking, rate, kind[order], at[order], draw.random((len(kind), count)),
        draw.geometric(1 / 9, (count, 40)),
    )  # fmt: skip

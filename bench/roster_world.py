"""A made-up fortnight of a city: 400 shifts at 40 places, 2,000 people with free times, papers, homes and habits."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from redvest.core.clock import CHINA
from redvest.registry.rules.availability import CODES, encode
from redvest.service.rules.roster.problem import Person, Problem, Shift, Terms, Wish

FIRST = date(2026, 9, 28)  # a Monday; the fortnight holds 国庆
TIMES = (
    ((8, 30), (11, 30)),
    ((9, 0), (12, 0)),
    ((14, 0), (17, 0)),
    ((14, 30), (18, 0)),
    ((18, 30), (20, 30)),
)
PAPERS = ("first-aid-card", "lifeguard", "red-cross")
SKILLS = ("first-aid", "english", "photo", "sign-language")
HOLIDAYS = frozenset(date(2026, 10, day) for day in range(1, 8))
TERMS = Terms(rest_minutes=60, daily_minutes=480, travel_minutes=45, most_week=3, most_running=4)


def make_world(people: int = 2000, shifts: int = 400, *, seed: int = 7, pairs: int = 20) -> Problem:
    """The same seed makes the same world."""
    draw = random.Random(seed)
    homes = [
        f"360500/36050{d}/36050{d}00{s}/36050{d}00{s}00{c}/"
        for d in (2, 3)
        for s in range(1, 6)
        for c in range(1, 5)
    ]
    duties = tuple(_shift(draw, n, homes) for n in range(shifts))
    crowd = tuple(_person(draw, n, homes, duties) for n in range(people))
    names = [each.key for each in draw.sample(crowd, 4 * pairs)]
    couples = [(names[at], names[at + 1]) for at in range(0, len(names), 2)]
    return Problem(
        shifts=duties, people=crowd, terms=TERMS, holidays=HOLIDAYS,
        together=tuple(couples[:pairs]), apart=tuple(couples[pairs:]),
    )  # fmt: skip


def _shift(draw: random.Random, n: int, homes: list[str]) -> Shift:
    day = FIRST + timedelta(days=draw.randrange(14))
    begins, ends = draw.choice(TIMES)
    need = draw.choice((2, 3, 4, 5, 6, 8))
    return Shift(
        key=f"s{n}", starts_at=_at(day, begins), ends_at=_at(day, ends), need=need, minimum=need // 2,
        papers=frozenset(draw.sample(PAPERS, 1)) if draw.random() < 0.1 else frozenset(),
        skills=frozenset(draw.sample(SKILLS, 1)) if draw.random() < 0.4 else frozenset(),
        min_age=18 if draw.random() < 0.2 else None, place=f"place{n % 40}", region_path=homes[n % len(homes)],
    )  # fmt: skip


def _at(day: date, clock: tuple[int, int]) -> datetime:
    return datetime.combine(day, time(*clock), CHINA)


def _person(draw: random.Random, n: int, homes: list[str], duties: tuple[Shift, ...]) -> Person:
    """One in eight never filled in the grid; the others ticked three to nine cells of it."""
    slots = 0 if draw.random() < 0.125 else encode(draw.sample(CODES, draw.randint(3, 9)))
    wishes = {
        each.key: draw.choice((Wish.CAN, Wish.CAN, Wish.CANNOT))
        for each in draw.sample(duties, draw.randrange(4))
    }
    papers = {paper: None for paper in PAPERS if draw.random() < 0.12}
    begins = _at(FIRST + timedelta(days=draw.randrange(14)), (9, 0))
    return Person(
        key=f"p{n}", slots=slots, wishes=wishes, papers=papers,
        skills=frozenset(word for word in SKILLS if draw.random() < 0.2),
        born_on=date(draw.randint(1950, 2010), draw.randint(1, 12), draw.randint(1, 28)),
        region_path=draw.choice(homes), held=((begins, begins + timedelta(hours=3)),) if draw.random() < 0.2 else (),
        load=min(12, int(draw.expovariate(0.6))),
    )  # fmt: skip


def without(problem: Problem, gone: set[str], chosen: frozenset[tuple[str, str]]) -> Problem:
    """The same world after some people dropped out; who of the others was chosen should stay."""
    return Problem(
        shifts=problem.shifts, people=tuple(each for each in problem.people if each.key not in gone), terms=problem.terms,
        weights=problem.weights, holidays=problem.holidays,
        previous=frozenset(choice for choice in chosen if choice[0] not in gone),
        together=tuple(pair for pair in problem.together if not gone & set(pair)),
        apart=tuple(pair for pair in problem.apart if not gone & set(pair)),
    )  # fmt: skip

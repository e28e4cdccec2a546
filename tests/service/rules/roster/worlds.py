"""Small rosters for tests: people and shifts by hand, and drawn by Hypothesis; brute force beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

from hypothesis import strategies as st

from redvest.core.clock import CHINA
from redvest.registry.rules.availability import CODES, encode
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.cost import cost_of
from redvest.service.rules.roster.fit import against
from redvest.service.rules.roster.problem import Choice, Person, Problem, Shift, Terms, Weights, Wish

MONDAY = date(2026, 9, 7)
HOME, NEXT_DOOR, FAR_OFF = (
    "360500/360502/360502001/360502001001/",
    "360500/360502/360502001/360502001004/",
    "360500/360521/",
)
ALL_FREE = encode(CODES)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """So many days after a Monday."""
    return datetime.combine(MONDAY + timedelta(days=day), time(hour, minute), CHINA)


def shift(key: str, day: int = 0, hour: int = 9, *, hours: float = 3, need: int = 1, **more: Any) -> Shift:
    begins = at(day, hour)
    return Shift(
        key=key, starts_at=begins, ends_at=begins + timedelta(hours=hours), need=need,
        **{"place": "公园", "region_path": HOME, **more},
    )  # fmt: skip


def person(key: str, **more: Any) -> Person:
    return Person(key=key, **{"slots": ALL_FREE, "region_path": HOME, "born_on": date(1990, 5, 17), **more})


def problem(shifts: list[Shift], people: list[Person], **more: Any) -> Problem:
    return Problem(shifts=tuple(shifts), people=tuple(people), **more)


def best_by_force(asked: Problem) -> int:
    """The cost of the cheapest roster of all that break no rule: every one of them is looked at."""
    choices = [
        (who.key, what.key) for who in asked.people for what in asked.shifts if not against(asked, who, what)
    ]
    best = cost_of(asked, ())
    for picks in product((False, True), repeat=len(choices)):
        chosen = {choice for choice, picked in zip(choices, picks, strict=True) if picked}
        if (cost := cost_of(asked, chosen)) < best and not breaches(asked, chosen):
            best = cost
    return best


_moments = st.tuples(st.integers(0, 2), st.sampled_from((8, 9, 11, 14, 20)), st.sampled_from((1, 2, 3, 5)))


@st.composite
def _shifts(draw: st.DrawFn, most: int) -> list[Shift]:
    found = []
    for n in range(draw(st.integers(1, most))):
        day, hour, hours = draw(_moments)
        need = draw(st.integers(1, 2))
        found.append(
            shift(
                f"s{n}", day, hour, hours=hours, need=need, minimum=draw(st.integers(0, need)),
                papers=draw(st.sampled_from((frozenset(), frozenset({"card"})))),
                skills=draw(st.sampled_from((frozenset(), frozenset({"photo"})))),
                min_age=draw(st.sampled_from((None, 18))), place=draw(st.sampled_from(("公园", "车站"))),
            )
        )  # fmt: skip
    return found


@st.composite
def _people(draw: st.DrawFn, most: int, shifts: list[Shift]) -> list[Person]:
    wishes = st.dictionaries(
        st.sampled_from([each.key for each in shifts]), st.sampled_from(list(Wish)), max_size=2
    )
    return [
        person(
            f"p{n}", slots=draw(st.sampled_from((0, ALL_FREE, encode(c for c in CODES if "morning" in c)))),
            wishes=draw(wishes), papers=draw(st.sampled_from(({}, {"card": None}, {"card": MONDAY}))),
            skills=draw(st.sampled_from((frozenset(), frozenset({"photo"})))),
            born_on=draw(st.sampled_from((date(1980, 1, 1), date(2010, 9, 8)))),
            region_path=draw(st.sampled_from((HOME, NEXT_DOOR, FAR_OFF))), load=draw(st.integers(0, 3)),
            held=draw(st.sampled_from(((), ((at(0, 9), at(0, 11)),), ((at(1, 18), at(1, 23)),)))),
        )
        for n in range(draw(st.integers(1, most)))
    ]  # fmt: skip


@st.composite
def problems(draw: st.DrawFn, most_people: int = 3, most_shifts: int = 4, *, ruled: bool = True) -> Problem:
    """``ruled``: with rules that a flow cannot say."""
    shifts = draw(_shifts(most_shifts))
    people = draw(_people(most_people, shifts))
    choices = st.tuples(st.sampled_from([p.key for p in people]), st.sampled_from([s.key for s in shifts]))
    drawn = problem(
        shifts, people, weights=Weights(open=500, minimum=900, fair=draw(st.sampled_from((0, 15, 200)))),
        refused=frozenset(draw(st.lists(choices, max_size=1))), previous=frozenset(draw(st.lists(choices, max_size=2))),
    )  # fmt: skip
    if not ruled:
        return drawn
    pairs = st.sampled_from(
        [(one.key, other.key) for one in people for other in people if one.key < other.key] or [None]
    )
    pair, kind = draw(pairs), draw(st.sampled_from(("together", "apart", "")))
    terms = Terms(
        rest_minutes=draw(st.sampled_from((0, 60, 720))), daily_minutes=draw(st.sampled_from((0, 240, 480))),
        travel_minutes=draw(st.sampled_from((0, 60))), most_week=draw(st.sampled_from((0, 1, 2))),
        most_running=draw(st.sampled_from((0, 1, 2))),
    )  # fmt: skip
    return replace(drawn, terms=terms, **({kind: (pair,)} if pair and kind else {}))


def chosen_by(found: object, key: str) -> set[str]:
    """The shifts of one person in a roster."""
    choices: frozenset[Choice] = found.chosen  # type: ignore[attr-defined]
    return {what for who, what in choices if who == key}

"""Small worlds for tests: people and needs by hand and drawn by Hypothesis; brute force beside them."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from redvest.care.rules.matching.area import cell_of
from redvest.care.rules.matching.cost import cost_of
from redvest.care.rules.matching.eligible import against
from redvest.care.rules.matching.world import NEW, Needs, Terms, Volunteers, Weights, World
from redvest.registry.rules.availability import CODES, encode

TODAY = date(2026, 11, 28)
MONDAY, TUESDAY = 20261130, 20261201
MORNING, EVENING = encode(["mon-morning"]), encode(["mon-evening"])
ALWAYS = encode(CODES)
# Four places on one line, about 0, 1, 3 and 9 kilometres from the first.
HERE, NEXT, FURTHER, FAR_OFF = (cell_of(114.93 + east, 27.81) for east in (0.0, 0.011, 0.031, 0.091))
NURSE, DRIVER = 1, 2
ELDERS, CHILDREN = 1, 2

_VOLUNTEER: dict[str, Any] = {
    "cell": HERE, "skills": 0, "papers": 0, "likes": 0, "shuns": 0, "slots": ALWAYS, "born": 19900517, "load": 0,
    "room": 1, "idle": 0, "reach_m": 0, "declines": False, "quiet": False,
}  # fmt: skip
_NEED: dict[str, Any] = {
    "cell": HERE, "skills": 0, "papers": 0, "domain": ELDERS, "when": MORNING, "fixed": True, "day": MONDAY, "min_age": 0,
    "dangerous": False, "places": 1, "urgency": 0, "reach_m": 12_000,
}  # fmt: skip
Pairs = tuple[tuple[int, int], ...]
FLAGS = {"declines", "quiet", "dangerous", "fixed"}


def volunteer(**more: Any) -> dict[str, Any]:
    return {**_VOLUNTEER, **more}


def need(**more: Any) -> dict[str, Any]:
    return {**_NEED, **more}


def _columns(rows: list[dict[str, Any]], names: dict[str, Any], letter: str) -> dict[str, Any]:
    columns = {
        name: np.array([each[name] for each in rows], dtype=np.bool_ if name in FLAGS else np.int64)
        for name in names
    }
    return columns | {"key": np.array([f"{letter}{at}" for at in range(len(rows))], dtype=object)}


def world(
    people: list[dict[str, Any]],
    needs: list[dict[str, Any]],
    *,
    refused: Pairs = (),
    busy: Pairs = (),
    lapsed: Pairs = (),
    weights: Weights | None = None,
    terms: Terms | None = None,
) -> World:
    """``refused``, ``busy``, ``lapsed``: rows of a need and the volunteer of whom it is true."""
    known = {
        name: np.array(sorted(n * len(people) + v for n, v in pairs), dtype=np.int64)
        for name, pairs in {"refused": refused, "busy": busy, "lapsed": lapsed}.items()
    }
    return World(
        Volunteers(**_columns(people, _VOLUNTEER, "v")), Needs(**_columns(needs, _NEED, "n")), TODAY,
        weights=weights or Weights(), terms=terms or Terms(), **known,
    )  # fmt: skip


def may(asked: World) -> list[tuple[int, int]]:
    """All pairs of rows that no rule forbids, looked at one by one."""
    return [
        (n, v)
        for n in range(len(asked.needs))
        for v in range(len(asked.volunteers))
        if not against(asked, n, v)
    ]


def fits(asked: World, chosen: list[tuple[int, int]]) -> bool:
    """Whether a choice keeps the places of needs, the room of people, and one need a day."""
    days: set[tuple[int, int]] = set()
    places, room = asked.needs.places.tolist(), asked.volunteers.room.tolist()
    for n, v in chosen:
        places[n] -= 1
        room[v] -= 1
        day = int(asked.needs.day[n]) or -1 - n
        if places[n] < 0 or room[v] < 0 or (v, day) in days:
            return False
        days.add((v, day))
    return True


def best_by_force(asked: World, pairs: list[tuple[int, int]] | None = None) -> int:
    """The cost of the cheapest of all choices: every one of them is looked at."""
    pairs = may(asked) if pairs is None else pairs
    picked = (
        [pair for pair, taken in zip(pairs, takes, strict=True) if taken]
        for takes in product((0, 1), repeat=len(pairs))
    )
    return min(cost_of(asked, chosen) for chosen in picked if fits(asked, chosen))


@st.composite
def _people(draw: st.DrawFn, most: int) -> list[dict[str, Any]]:
    return [
        volunteer(
            cell=draw(st.sampled_from((HERE, NEXT, FURTHER, FAR_OFF))), skills=draw(st.sampled_from((0, NURSE, DRIVER))),
            papers=draw(st.sampled_from((0, NURSE, NURSE | DRIVER))), likes=draw(st.sampled_from((0, ELDERS, CHILDREN))),
            shuns=draw(st.sampled_from((0, 0, 0, CHILDREN))), slots=draw(st.sampled_from((0, ALWAYS, MORNING))),
            born=draw(st.sampled_from((0, 19700101, 20091202))), load=draw(st.integers(0, 3)),
            room=draw(st.sampled_from((0, 1, 1, 2, 3))), idle=draw(st.sampled_from((0, 5, 40, NEW))),
            reach_m=draw(st.sampled_from((0, 0, 2_000))), declines=draw(st.sampled_from((False,) * 7 + (True,))),
            quiet=draw(st.sampled_from((False,) * 7 + (True,))),
        )
        for _ in range(draw(st.integers(0, most)))
    ]  # fmt: skip


@st.composite
def _needs(draw: st.DrawFn, most: int) -> list[dict[str, Any]]:
    return [
        need(
            cell=draw(st.sampled_from((HERE, NEXT, FAR_OFF))), skills=draw(st.sampled_from((0, NURSE))),
            papers=draw(st.sampled_from((0, 0, NURSE))), domain=draw(st.sampled_from((ELDERS, CHILDREN))),
            when=draw(st.sampled_from((0, MORNING, EVENING, MORNING | EVENING))), fixed=draw(st.booleans()),
            day=draw(st.sampled_from((0, MONDAY, TUESDAY))),
            min_age=draw(st.sampled_from((0, 0, 16))), dangerous=draw(st.sampled_from((False, False, True))),
            places=draw(st.integers(1, 2)), urgency=draw(st.integers(0, 3)), reach_m=draw(st.sampled_from((1_500, 12_000))),
        )
        for _ in range(draw(st.integers(0, most)))
    ]  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn, most_people: int = 4, most_needs: int = 3) -> World:
    """With costs near the price of an open place too: then not everything that can be filled is worth it."""
    people, needs = draw(_people(most_people)), draw(_needs(most_needs))
    pairs = [(n, v) for n in range(len(needs)) for v in range(len(people))]
    some = st.lists(st.sampled_from(pairs), max_size=1) if pairs else st.just([])
    refused, busy, lapsed = (tuple(draw(some)) for _ in range(3))
    return world(
        people, needs, refused=refused, busy=busy, lapsed=lapsed,
        weights=Weights(open=draw(st.sampled_from((1_000_000, 6_000))), load=draw(st.sampled_from((0, 1_500)))),
    )  # fmt: skip

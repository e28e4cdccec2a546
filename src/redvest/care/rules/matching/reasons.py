"""Why somebody is proposed for a need, and why somebody else is not. Codes and figures; ``words.py`` says them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from redvest.care.rules.matching.cost import price_parts, turn
from redvest.care.rules.matching.eligible import against, distance, sight
from redvest.care.rules.matching.match import Matching
from redvest.care.rules.matching.world import NEW, World

NEAR_M = 3_000
IDLE_DAYS = 14
TURNS = "turns"


class Reason(NamedTuple):
    """A stable code; ``figure``: metres, days or people; ``bits``: which skills, papers or domain."""

    code: str
    figure: int = 0
    bits: int = 0


def why(world: World, need: int, volunteer: int) -> list[Reason]:
    """What speaks for somebody who may: their place, their time, what they can, what they like, and that it is their turn."""
    return [*_of_place_and_time(world, need, volunteer), *_of_person(world, need, volunteer)]


def _of_place_and_time(world: World, need: int, volunteer: int) -> Iterator[Reason]:
    metres = distance(world, need, volunteer)
    if metres <= NEAR_M:
        yield Reason("near", metres)
    if not world.needs.when[need]:
        yield Reason("any-time")
    elif world.volunteers.slots[volunteer]:
        yield Reason("free")
    else:
        yield Reason("unsaid")


def _of_person(world: World, need: int, volunteer: int) -> Iterator[Reason]:
    people, needs = world.volunteers, world.needs
    if shared := int(people.skills[volunteer] & needs.skills[need]):
        yield Reason("skill", bits=shared)
    if papers := int(needs.papers[need]):
        yield Reason("papers", bits=papers)
    if liked := int(people.likes[volunteer] & needs.domain[need]):
        yield Reason("likes", bits=liked)
    idle = int(people.idle[volunteer])
    if idle >= NEW:
        yield Reason("new")
    elif idle >= IDLE_DAYS:
        yield Reason("idle", idle)


def why_not(found: Matching, need: int, volunteer: int) -> Reason:
    """The first thing that keeps somebody from a need in these proposals; ``chosen`` where nothing does."""
    world = found.board.world
    if found.has(need, volunteer):
        return Reason("chosen")
    if code := against(world, need, volunteer):
        return Reason(code, bits=_lacking(world, need, volunteer) if code == "papers" else 0)
    theirs = found.needs_of(volunteer)
    day = int(world.needs.day[need])
    if day and day in world.needs.day[theirs].tolist():
        return Reason("same-day")
    if len(theirs) >= int(world.volunteers.room[volunteer]):
        return Reason("other-needs", len(theirs))
    if int(found.open[need]) == 0:
        return Reason("others-first", int(world.needs.places[need]))
    return Reason("not-worth-it")  # so far or so often that a place is better left open


def _lacking(world: World, need: int, volunteer: int) -> int:
    return int(world.needs.papers[need] & ~world.volunteers.papers[volunteer])


def behind_in(found: Matching, need: int, volunteer: int) -> str:
    """Of somebody behind others: in what they are furthest behind those who are proposed. Empty where all are even."""
    mine = _parts(found, need, volunteer)
    others = [_parts(found, need, each) for each in found.volunteers_of(need).tolist()]
    if not others:
        return ""
    behind = {code: mine[code] - sum(each[code] for each in others) / len(others) for code in mine}
    worst = max(behind, key=lambda code: behind[code])
    return worst if behind[worst] > 0 else ""


def sum_of(found: Matching, need: int, volunteer: int) -> int:
    """What this person costs at this need: the last of their turns if they have it, or the next one."""
    return sum(_parts(found, need, volunteer).values())


def _parts(found: Matching, need: int, volunteer: int) -> dict[str, int]:
    """The sum of ``cost.py`` by what it is for."""
    world = found.board.world
    metres = np.array([[distance(world, need, volunteer)]])
    pair = sight(world, np.array([need]), np.array([volunteer]), metres)
    parts = {code: int(cost[0, 0]) for code, cost in price_parts(pair, world.weights).items()}
    number = len(found.needs_of(volunteer)) - found.has(need, volunteer)
    return parts | {TURNS: int(turn(world.volunteers.take(np.array([volunteer])), number, world.weights)[0])}

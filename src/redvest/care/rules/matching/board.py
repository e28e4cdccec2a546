"""The network of a matching: source, people (one more arc for each further turn), their days, needs; past everybody the
open places.

A person is proposed for one need a day at most. Only where somebody could take several turns and has several candidates
on one day does that day need a node of its own; nearly always the way from a person to a need is one arc.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redvest.care.rules.matching.candidates import Candidates
from redvest.care.rules.matching.cost import left_open, turn
from redvest.care.rules.matching.world import Bools, World
from redvest.core.least_cost import Ints, Network


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """``person`` of each candidate: a number among ``people`` (rows of the volunteers that come into question).

    ``room``: how many turns each of them can take here. ``day``: a number for each person and day, of each candidate;
    ``crowded``: which candidates share theirs with another one and may not both be taken.
    """

    world: World
    candidates: Candidates
    people: Ints
    person: Ints
    room: Ints
    day: Ints
    crowded: Bools
    turn_person: Ints
    turn_cost: Ints
    open_cost: Ints

    @property
    def network(self) -> Network:
        """Nodes: the source, people, crowded days, needs. The first arcs are the candidates, in their order."""
        found, places = self.candidates, self.world.needs.places
        days, day_of = np.unique(self.day[self.crowded], return_inverse=True)
        day_person = self.person[self.crowded][_first(day_of, len(days))]
        first_day, first_need = 1 + len(self.people), 1 + len(self.people) + len(days)
        tail = 1 + self.person
        tail[self.crowded] = first_day + day_of
        needs = first_need + np.arange(len(places), dtype=np.int64)
        supplies = np.zeros(first_need + len(places), dtype=np.int64)
        supplies[0], supplies[first_need:] = places.sum(), -places
        return Network(
            tail=np.concatenate([tail, 1 + day_person, np.zeros(len(self.turn_person) + len(needs), dtype=np.int64)]),
            head=np.concatenate([first_need + found.need, first_day + np.arange(len(days)), 1 + self.turn_person, needs]),
            room=np.concatenate([np.ones(len(found) + len(days) + len(self.turn_person), dtype=np.int64), places]),
            cost=np.concatenate([found.cost, np.zeros(len(days), dtype=np.int64), self.turn_cost, self.open_cost]),
            supplies=supplies,
        )  # fmt: skip


def board_of(world: World, found: Candidates) -> Board:
    """The arrays of a network, without solving it."""
    people = np.flatnonzero(np.bincount(found.volunteer, minlength=1))
    number = np.zeros(len(world.volunteers), dtype=np.int64)
    number[people] = np.arange(len(people))
    person = number[found.volunteer]
    day, per_day = _days(world, found, person, len(people))
    room = np.minimum(world.volunteers.room[people], per_day)
    crowded = _crowded(day, room[person] > 1)
    turn_person = np.repeat(np.arange(len(people), dtype=np.int64), room)
    which = np.arange(len(turn_person)) - np.repeat(np.cumsum(room) - room, room)
    turns = turn(world.volunteers.take(people[turn_person]), which, world.weights)
    return Board(
        world, found, people, person, room, day, crowded, turn_person, turns, left_open(world)
    )  # fmt: skip


def _days(world: World, found: Candidates, person: Ints, people: int) -> tuple[Ints, Ints]:
    """A number for the day of each candidate (a need without a day is a day of its own), and how many each person has."""
    own = np.where(world.needs.day > 0, world.needs.day, -1 - np.arange(len(world.needs)))
    days, day_of = np.unique(own, return_inverse=True)
    day = person * len(days) + day_of.reshape(-1)[found.need]
    if len(days) <= 1:
        return day, np.ones(people, dtype=np.int64)
    several = world.volunteers.room[found.volunteer] > 1  # nobody else's days need counting
    per_day = np.ones(people, dtype=np.int64)
    counted = np.bincount(np.unique(day[several]) // len(days), minlength=people)
    return day, np.maximum(per_day, counted)


def _crowded(day: Ints, several: Bools) -> Bools:
    """Of candidates whose person can take several turns: those on a day that has another one."""
    crowded = np.zeros(len(day), dtype=np.bool_)
    theirs = np.flatnonzero(several)
    if len(theirs):
        _days_seen, which, count = np.unique(day[theirs], return_inverse=True, return_counts=True)
        crowded[theirs] = count[which.reshape(-1)] > 1
    return crowded


def _first(numbers: Ints, count: int) -> Ints:
    """Where each number up to ``count`` stands first."""
    found = np.zeros(count, dtype=np.int64)
    found[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    return found

"""What a roster is made from: people with their free times and papers, shifts with their needs, what must not change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

Choice = tuple[str, str]  # the key of a person, the key of a shift


class Wish(StrEnum):
    """What somebody said about a shift by themselves."""

    CAN = "can"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Shift:
    """``need`` people are still looked for, without the first ``minimum`` of them it cannot be held.

    ``papers``: qualifications and trainings that everybody there must have; ``skills`` are useful, no more.
    """

    key: str
    starts_at: datetime
    ends_at: datetime
    need: int
    minimum: int = 0
    papers: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    min_age: int | None = None
    max_age: int | None = None
    place: str = ""
    region_path: str = ""

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Person:
    """``slots``: the grid of ``registry/rules/availability.py``, 0 where it was never filled in.

    ``papers`` with the last day on which each counts. ``held``: what the person does already, as begin and end, and
    ``places`` where, as far as it is known; ``load``: how often they served lately.
    """

    key: str
    slots: int = 0
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    papers: Mapping[str, date | None] = field(default_factory=dict)
    skills: frozenset[str] = frozenset()
    born_on: date | None = None
    region_path: str = ""
    held: tuple[tuple[datetime, datetime], ...] = ()
    places: tuple[tuple[datetime, datetime, str], ...] = ()
    load: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """Limits on one person; minutes or counts, 0 sets none."""

    rest_minutes: int = 0
    daily_minutes: int = 0
    travel_minutes: int = 0  # between places, where one shift follows another
    most_week: int = 0  # shifts from Monday to Sunday
    most_running: int = 0  # days in a row


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, in whole numbers: the settings ``roster.weight_*``."""

    open: int = 1000  # a place that nobody takes
    minimum: int = 4000  # more, for each one below the minimum
    unsaid: int = 60  # somebody who never said when they are free
    free: int = 20  # free by the grid, without having asked for this shift
    skill: int = 15  # none of the useful skills
    far: int = 10  # each step of the tree of places between home and place
    fair: int = 15  # times the square of how often somebody serves
    change: int = 200  # somebody who was on the former draft is not any more


@dataclass(frozen=True, slots=True)
class Problem:
    """``refused``: choices already declined. ``locked`` must stay, ``previous`` should.

    ``asked``: those of the locked choices that people were asked about and have not answered (``asked.py``).
    ``settled``: who serves where for certain and is no choice any more (``Person.held`` has the time of it): pairs
    look at it.
    """

    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    terms: Terms = Terms()
    weights: Weights = Weights()
    holidays: frozenset[date] = frozenset()
    locked: frozenset[Choice] = frozenset()
    previous: frozenset[Choice] = frozenset()
    refused: frozenset[Choice] = frozenset()
    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    settled: frozenset[Choice] = frozenset()
    asked: frozenset[Choice] = frozenset()


@dataclass(frozen=True, slots=True)
class Roster:
    """``cost`` as ``cost.py`` counts it; no roster can cost less than ``bound``. ``method``: flow, repaired or cp-sat."""

    chosen: frozenset[Choice]
    cost: int
    bound: int
    method: str

    @property
    def gap(self) -> float:
        """How far from the bound at most, as a share of it."""
        return 0.0 if self.cost == self.bound else (self.cost - self.bound) / max(1, abs(self.bound))

"""Who could help and who needs help, as columns: what matching looks at, and nothing that names anybody.

Skills, papers and domains are bits of one number each, free times the grid of ``registry/rules/availability.py``; places
are H3 cells (``area.py``), so nobody's address comes in here. A row number is all that the other modules hand around.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from redvest.core.least_cost import Ints

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[Any]
Table = TypeVar("Table", bound="Columns")

NEW = 9_999  # days since somebody served who never did


class Uneven(ValueError):
    """Columns of one table with different numbers of rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Arrays of one length, by name."""

    key: Keys

    def __post_init__(self) -> None:
        if len({len(getattr(self, each.name)) for each in fields(self)}) != 1:
            raise Uneven

    def __len__(self) -> int:
        return len(self.key)

    def take(self: Table, rows: Ints) -> Table:
        """The same columns of some rows."""
        return type(self)(*(getattr(self, each.name).take(rows) for each in fields(self)))

    def upright(self: Table) -> Table:
        """The columns turned so that NumPy sets every row against a whole row of the other table."""
        return type(self)(**{each.name: getattr(self, each.name)[:, None] for each in fields(self)})


@dataclass(frozen=True, slots=True, eq=False)
class Volunteers(Columns):
    """``slots`` and ``born`` (20100917) are 0 where never said, ``reach_m`` where they would go as far as anybody.

    ``load``: turns they have now and had lately; ``room``: how many more they may take on. ``idle``: days since they
    served last, ``NEW`` for never. ``declines``: wants no proposals. ``quiet``: asked a moment ago and left in peace.
    """

    cell: Ints
    skills: Ints
    papers: Ints
    likes: Ints
    shuns: Ints
    slots: Ints
    born: Ints
    load: Ints
    room: Ints
    idle: Ints
    reach_m: Ints
    declines: Bools
    quiet: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Needs(Columns):
    """``papers`` must all be held, of ``skills`` one is useful. ``domain`` is one bit, ``when`` cells of the grid: all of
    them are taken where the time is ``fixed``, otherwise any of them would do.

    ``day`` is 20261128, or 0 where the day is still open. ``urgency``: 0 can wait to 3 today.
    """

    cell: Ints
    skills: Ints
    papers: Ints
    domain: Ints
    when: Ints
    fixed: Bools
    day: Ints
    min_age: Ints
    dangerous: Bools
    places: Ints
    urgency: Ints
    reach_m: Ints


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much. The unit is a metre of way, so each figure says: worth so long a walk."""

    open: int = (
        1_000_000  # a place that nobody is proposed for, times one more than its urgency: never worth a walk
    )
    skill: int = 2_000  # none of the useful skills
    unsaid: int = 1_500  # never said when they are free
    other: int = 1_000  # likes other domains
    load: int = (
        1_500  # times the square of the turns somebody has: each turn more is dearer than the one before
    )
    idle: int = 100  # a day without a turn, taken off the first one
    idle_days: int = 30  # and no more than so many days; who never served counts as so long idle


@dataclass(frozen=True, slots=True)
class Terms:
    """``adult``: the age for dangerous needs. ``few``: how many candidates a need keeps."""

    adult: int = 18
    few: int = 40


def no_pairs() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """``refused``: who said no to what; ``busy``: who has other plans then; ``lapsed``: whose papers end before it. All
    as ``pair`` numbers in ascending order."""

    volunteers: Volunteers
    needs: Needs
    today: date
    refused: Ints = field(default_factory=no_pairs)
    busy: Ints = field(default_factory=no_pairs)
    lapsed: Ints = field(default_factory=no_pairs)
    weights: Weights = Weights()
    terms: Terms = Terms()

    def pair(self, need: Any, volunteer: Any) -> Any:
        """One number for a need and a volunteer, by their rows."""
        return need * len(self.volunteers) + volunteer

    def among(self, pairs: Ints, need: Ints, volunteer: Ints) -> Bools:
        """Which of these needs and volunteers, set against each other, are among some pairs."""
        if not len(pairs):
            return np.zeros((1, 1), dtype=np.bool_)
        wanted = self.pair(need, volunteer)
        at = np.minimum(np.searchsorted(pairs, wanted), len(pairs) - 1)
        found: Bools = pairs[at] == wanted
        return found


def as_number(day: date) -> int:
    """20261128: two of them apart by age in full years times 10,000."""
    return day.year * 10_000 + day.month * 100 + day.day

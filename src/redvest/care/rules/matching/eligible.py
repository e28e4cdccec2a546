"""What stands against one volunteer for one need. Every rule once: the candidates and the reasons are both read from here.

A rule looks at volunteers (a row) and needs (a column) at the same time and says where it forbids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from redvest.care.rules.matching.area import metres_between, middles
from redvest.care.rules.matching.world import Bools, Needs, Volunteers, World, as_number
from redvest.core.least_cost import Ints

YEAR = 10_000  # of ``as_number``


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Needs set against volunteers: ``needs`` upright, ``metres`` and what the world knows of every pair (or of all alike)."""

    volunteers: Volunteers
    needs: Needs
    metres: Ints
    refused: Bools
    busy: Bools
    lapsed: Bools
    today: int
    adult: int


def _too_far(pair: Sight) -> Bools:
    own, asked = pair.volunteers.reach_m, pair.needs.reach_m
    found: Bools = (pair.metres > asked) | ((own > 0) & (pair.metres > own))
    return found


def _not_free(pair: Sight) -> Bools:
    """Who never filled in the grid may be asked, at a cost (``cost.py``)."""
    slots, when = pair.volunteers.slots, pair.needs.when
    shared = slots & when
    found: Bools = (slots != 0) & (shared != when) & (pair.needs.fixed | (shared == 0))
    return found


def _too_young(pair: Sight) -> Bools:
    """On the day of the need, or today where that is open; who never said their age is too young for any floor."""
    floor = np.maximum(pair.needs.min_age, np.where(pair.needs.dangerous, pair.adult, 0))
    on = np.where(pair.needs.day > 0, pair.needs.day, pair.today)
    found: Bools = (floor > 0) & ((pair.volunteers.born == 0) | (on - pair.volunteers.born < floor * YEAR))
    return found


def _lacks_papers(pair: Sight) -> Bools:
    found: Bools = (pair.needs.papers & ~pair.volunteers.papers) != 0
    return found


def _shuns(pair: Sight) -> Bools:
    found: Bools = (pair.volunteers.shuns & pair.needs.domain) != 0
    return found


# In the order in which they are told. Those of the person come first: with them nothing else needs a look.
OF_PERSON: tuple[tuple[str, Callable[[Volunteers], Bools]], ...] = (
    ("declines", lambda volunteers: volunteers.declines),
    ("quiet", lambda volunteers: volunteers.quiet),
    ("no-room", lambda volunteers: volunteers.room <= 0),
)
OF_PAIR: tuple[tuple[str, Callable[[Sight], Bools]], ...] = (
    ("refused", lambda pair: pair.refused),
    ("shuns", _shuns),
    ("busy", lambda pair: pair.busy),
    ("not-free", _not_free),
    ("too-far", _too_far),
    ("papers", _lacks_papers),
    ("lapsed", lambda pair: pair.lapsed),
    ("too-young", _too_young),
)


def reachable(volunteers: Volunteers) -> Bools:
    """Who may be proposed for anything at all."""
    found = np.ones(len(volunteers), dtype=np.bool_)
    for _code, forbids in OF_PERSON:
        found &= ~forbids(volunteers)
    return found


def allowed(pair: Sight) -> Bools:
    """Needs by volunteers: where no rule forbids."""
    found = np.ones((len(pair.needs), len(pair.volunteers)), dtype=np.bool_)
    for _code, forbids in OF_PAIR:
        found &= ~forbids(pair)
    return found


def against(world: World, need: int, volunteer: int) -> str:
    """The first rule that keeps one volunteer from one need; an empty text where none does."""
    one = world.volunteers.take(np.array([volunteer]))
    for code, forbids_person in OF_PERSON:
        if forbids_person(one)[0]:
            return code
    pair = sight(
        world, np.array([need]), np.array([volunteer]), np.array([[distance(world, need, volunteer)]])
    )
    for code, forbids in OF_PAIR:
        if np.broadcast_to(forbids(pair), (1, 1))[0, 0]:
            return code
    return ""


def sight(world: World, needs: Ints, volunteers: Ints, metres: Ints) -> Sight:
    """Some needs against some volunteers, by their rows."""
    upright = needs[:, None]
    return Sight(
        world.volunteers.take(volunteers),
        world.needs.take(needs).upright(),
        metres,
        world.among(world.refused, upright, volunteers),
        world.among(world.busy, upright, volunteers),
        world.among(world.lapsed, upright, volunteers),
        as_number(world.today),
        world.terms.adult,
    )


def distance(world: World, need: int, volunteer: int) -> int:
    """Metres between the cells of a need and a volunteer."""
    ends = middles(np.array([world.needs.cell[need], world.volunteers.cell[volunteer]]))
    return int(metres_between(ends[0], ends[1]))

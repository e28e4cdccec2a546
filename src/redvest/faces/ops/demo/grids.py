"""The grids (网格) of the demo city: a few in each community in town, with sanitation zones and who keeps them."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import cos, pi, sin
from typing import Any
from uuid import UUID

from redvest.faces.ops.demo.chance import Keys
from redvest.faces.ops.demo.people import Person
from redvest.faces.ops.demo.places import Place

_NUMBERS = "一二三四五"
_ZONES = ("东片", "西片")
_BEGAN_MS = 1_600_000_000_000
_ADULT, _OLDEST = 18, 65
_SIZE = 0.0016  # degrees from a grid's middle to its corners
_STEP = 0.0036  # and from one grid's middle to the next one's


@dataclass(slots=True)
class Grids:
    """Rows of the three tables."""

    grids: list[tuple[Any, ...]] = field(default_factory=list)
    zones: list[tuple[Any, ...]] = field(default_factory=list)
    keepings: list[tuple[Any, ...]] = field(default_factory=list)


def draw_grids(
    rng: random.Random, communities: Sequence[Place], people: Sequence[Person], today: date
) -> Grids:
    """Two to four grids of two zones for each community in town; about four of five are kept, by people who live there."""
    keys, found = Keys(rng), Grids()
    living: dict[str, list[UUID]] = defaultdict(list)
    for person in people:
        if _ADULT <= person.age <= _OLDEST and len(living[person.place.code]) < 40:
            living[person.place.code].append(person.id)
    for place in communities:
        if place.urban:
            _community(rng, keys, found, place, living[place.code], today)
    return found


def _community(
    rng: random.Random, keys: Keys, found: Grids, place: Place, living: list[UUID], today: date
) -> None:
    free = iter(living)  # everybody at most once, so that nobody keeps two zones

    def keep(grid: UUID | None, zone: UUID | None) -> None:
        person = next(free, None)
        if person is not None and rng.random() < 0.8:
            began = today - timedelta(days=rng.randrange(30, 900))
            found.keepings.append((_key(keys), place.path[:6], grid, zone, person, began, None))

    for turn in range(rng.randrange(2, 5)):
        grid = _key(keys)
        lon, lat = round(place.lon + (turn % 2) * _STEP, 5), round(place.lat + (turn // 2) * _STEP, 5)
        name = f"{place.short}第{_NUMBERS[turn]}网格"
        outline = json.dumps({"type": "Polygon", "coordinates": [_ring(rng, lon, lat)]})
        found.grids.append((grid, place.path[:6], place.code, place.path, name[:40], outline, lon, lat))
        keep(grid, None)
        for side in _ZONES:
            zone = _key(keys)
            found.zones.append((zone, place.path[:6], grid, f"{side}卫生片区", None))
            keep(None, zone)


def _key(keys: Keys) -> UUID:
    return keys.at_ms(_BEGAN_MS)


def _ring(rng: random.Random, lon: float, lat: float) -> list[list[float]]:
    """Six corners around the middle, one after the other, so that the outline does not cross itself."""
    ring = []
    for corner in range(6):
        far, turn = _SIZE * rng.uniform(0.8, 1.05), corner * pi / 3
        ring.append([round(lon + far * cos(turn), 5), round(lat + far * sin(turn), 5)])
    return [*ring, ring[0]]

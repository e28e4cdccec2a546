"""The demo city's grids: simple outlines, and nobody keeps two zones or the same place twice."""

from __future__ import annotations

import json
from collections import Counter
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from redvest.faces.ops.demo.chance import source
from redvest.faces.ops.demo.grids import Grids, draw_grids
from redvest.faces.ops.demo.places import Place
from redvest.registry.choices import RegionLevel
from redvest.registry.rules.grid import require_simple
from tests.factories.registry import TODAY


def place(code: str, *, urban: bool = True) -> Place:
    path = f"360500/360502/360502001/{code}/"
    return Place(code, f"社区{code}", RegionLevel.COMMUNITY, path, "360502", 114.93, 27.81, urban)


def people(at: Place, count: int, age: int = 30) -> list[Any]:
    return [SimpleNamespace(id=uuid4(), place=at, age=age) for _ in range(count)]


def drawn(*, seed: int = 7) -> Grids:
    town, village, empty = place("1"), place("2", urban=False), place("3")
    living = [*people(town, 50), *people(town, 5, age=9), *people(village, 5)]
    return draw_grids(source(seed, "grids"), [town, village, empty], living, TODAY)


def test_communities_in_town_have_a_few_grids_of_two_zones() -> None:
    found = drawn()
    per_community = Counter(row[2] for row in found.grids)
    assert set(per_community) == {"1", "3"}
    assert all(2 <= count <= 4 for count in per_community.values())
    assert set(Counter(row[2] for row in found.zones).values()) == {2}
    assert len({(row[2], row[4]) for row in found.grids}) == len(found.grids)


def test_every_outline_is_one_that_the_desk_would_take() -> None:
    for row in drawn().grids:
        require_simple([tuple(point) for point in json.loads(row[5])["coordinates"][0]])  # type: ignore[misc]


@pytest.mark.parametrize("seed", range(5))
def test_nobody_keeps_two_places(seed: int) -> None:
    keepings = drawn(seed=seed).keepings
    assert keepings
    assert max(Counter(row[4] for row in keepings).values()) == 1
    assert max(Counter(row[2] or row[3] for row in keepings).values()) == 1
    assert all((row[2] is None) != (row[3] is None) for row in keepings)
    assert all(isinstance(row[4], UUID) and row[5] < TODAY and row[6] is None for row in keepings)


def test_where_nobody_lives_there_are_no_keepers_and_the_same_seed_draws_the_same() -> None:
    found = drawn()
    empty = {row[0] for row in found.grids if row[2] == "3"}
    assert not any(row[2] in empty for row in found.keepings)
    assert [row[0] for row in found.grids] == [row[0] for row in drawn().grids]

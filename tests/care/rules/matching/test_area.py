"""Cells and circles: everybody in reach and nobody else, the nearest first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.care.rules.matching.area import Area, cell_of, metres_between, middles
from tests.care.rules.matching.worlds import FAR_OFF, FURTHER, HERE, NEXT

_points = st.tuples(st.floats(114.6, 115.3), st.floats(27.5, 28.1))


def metres(one: int, other: int) -> int:
    ends = middles(np.array([one, other]))
    return int(metres_between(ends[0], ends[1]))


def area(cells: list[int]) -> Area:
    return Area(np.array(sorted(cells), dtype=np.int64))


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    ends = np.radians(np.array([[27.0, 115.0], [28.0, 115.0]]))
    assert int(metres_between(ends[0], ends[1])) == pytest.approx(111_195, abs=1)


def test_the_four_places_lie_as_their_names_say() -> None:
    assert metres(HERE, HERE) == 0
    assert 500 < metres(HERE, NEXT) < 2_000 < metres(HERE, FURTHER) < 4_500 < metres(HERE, FAR_OFF) < 12_000
    assert metres(HERE, FAR_OFF) == metres(FAR_OFF, HERE)


@settings(max_examples=60, deadline=None)
@given(st.lists(_points, max_size=25), _points, st.integers(0, 30_000))
def test_everybody_within_reach_is_found_and_nobody_else(
    homes: list[tuple[float, float]], place: tuple[float, float], reach: int
) -> None:
    cells, here = sorted(cell_of(*home) for home in homes), cell_of(*place)
    found = area(cells).around(here, reach)
    rows, far = found.nearest()
    assert sorted(rows.tolist()) == [at for at, cell in enumerate(cells) if metres(here, cell) <= reach]
    assert far.tolist() == sorted(metres(here, cells[at]) for at in rows)
    assert len(found) == len(rows)


@given(st.lists(st.sampled_from((HERE, NEXT, FURTHER, FAR_OFF)), max_size=12), st.integers(1, 14))
def test_the_nearest_are_a_beginning_of_all_and_end_with_a_whole_cell(cells: list[int], most: int) -> None:
    cells = sorted(cells)
    found = area(cells).around(HERE, 15_000)
    everybody, (rows, far) = found.nearest()[0].tolist(), found.nearest(most)
    assert rows.tolist() == everybody[: len(rows)] and len(rows) >= min(most, len(cells))
    left = [cells[at] for at in everybody[len(rows) :]]
    assert not {cells[at] for at in rows} & set(left)
    assert len(rows) - most < max([cells.count(each) for each in cells], default=1)
    assert len(far) == len(rows)


def test_who_shares_a_cell_comes_in_the_order_of_rows() -> None:
    cells = sorted([NEXT, HERE, HERE, HERE])
    rows = area(cells).around(HERE, 3_000).nearest()[0].tolist()
    assert [cells[at] for at in rows] == [HERE, HERE, HERE, NEXT] and rows[:3] == sorted(rows[:3])


def test_an_empty_city_has_nobody_around() -> None:
    assert not len(area([]).around(HERE, 5_000))
    assert not len(area([FAR_OFF]).around(HERE, 1_000))
    assert [len(each) for each in area([]).around(HERE, 5_000).nearest(3)] == [0, 0]

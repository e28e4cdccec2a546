"""Cells and circles: everybody in reach and nobody else, the nearest first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.care.rules.matching.rings import Area, cell_of, metres_between, middles
from tests.care.rules.matching.worlds import FAR_OFF, FURTHER, HERE, NEXT

_points = st.tuples(st.floats(114.6, 115.3), st.floats(27.5, 28.1))


def metres(one: int, other: int) -> int:
    ends = middles(np.array([one, other]))
    return int(metres_between(ends[0], ends[1]))


def area(cells: list[int], rows: list[int] | None = None) -> Area:
    return Area(
        np.array(cells, dtype=np.int64), np.array(range(len(cells)) if rows is None else rows, dtype=np.int64)
    )


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
    cells, here = [cell_of(*home) for home in homes], cell_of(*place)
    found = area(cells).around(here, reach)
    assert sorted(found.rows.tolist()) == [at for at, cell in enumerate(cells) if metres(here, cell) <= reach]
    assert found.metres.tolist() == sorted(metres(here, cells[at]) for at in found.rows)


def test_only_those_who_come_into_question_are_found() -> None:
    assert area([HERE, NEXT, HERE, FAR_OFF], [1, 2]).around(HERE, 3_000).rows.tolist() == [2, 1]


def test_who_shares_a_cell_comes_in_the_order_of_rows() -> None:
    assert area([NEXT, HERE, HERE, HERE]).around(HERE, 3_000).rows.tolist() == [1, 2, 3, 0]


def test_an_empty_city_has_nobody_around() -> None:
    assert not len(area([]).around(HERE, 5_000).rows)
    assert not len(area([FAR_OFF]).around(HERE, 1_000).rows)

"""The middle of a place's outline."""

from __future__ import annotations

import pytest

from redvest.registry.rules.outline import centroid, outer_ring

SQUARE = [[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0], [0.0, 0.0]]


def test_a_rectangle_has_its_middle_in_the_middle() -> None:
    assert centroid(SQUARE) == pytest.approx((2.0, 1.0))


def test_the_direction_and_the_closing_point_do_not_matter() -> None:
    assert centroid(SQUARE[::-1]) == pytest.approx((2.0, 1.0))
    assert centroid(SQUARE[:-1]) == pytest.approx((2.0, 1.0))


def test_many_corners_on_one_side_do_not_pull() -> None:
    crowded = [[0.0, 0.0], *[[x / 100, 0.0] for x in range(1, 400)], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0]]

    assert centroid(crowded) == pytest.approx((2.0, 1.0))


def test_a_line_has_no_middle() -> None:
    with pytest.raises(ValueError, match="no centre"):
        centroid([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]])


def test_of_several_parts_the_largest_counts() -> None:
    island = [[9.0, 9.0], [9.1, 9.0], [9.0, 9.1]]

    assert outer_ring({"type": "Polygon", "coordinates": [SQUARE, island]}) == SQUARE
    assert outer_ring({"type": "MultiPolygon", "coordinates": [[island], [SQUARE]]}) == SQUARE

"""The outline of a grid: what is a polygon and what is not, whichever way it is written down."""

from __future__ import annotations

import contextlib
import json
from math import cos, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.grid_errors import GridNameMissing, OutlineWrong
from redvest.registry.rules import grid as rules

SQUARE = [[114.9, 27.8], [114.91, 27.8], [114.91, 27.81], [114.9, 27.81], [114.9, 27.8]]


def polygon(ring: object) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.mark.parametrize(
    "text",
    [polygon(SQUARE), json.dumps(SQUARE), json.dumps({"type": "Feature", "geometry": json.loads(polygon(SQUARE))})],
)  # fmt: skip
def test_a_polygon_is_taken_in_three_ways_of_writing(text: str) -> None:
    outline = rules.read_outline(text)
    assert outline == json.loads(polygon(SQUARE))
    assert rules.middle(outline) == (114.905, 27.805)
    assert rules.read_outline("  ") is None


@pytest.mark.parametrize(
    "text",
    [
        "x", "[]", "{}", "null", "7", '"x"', "[" * 5_000, polygon("x"), polygon(SQUARE[:-1]), polygon(SQUARE[:2] + SQUARE[:1]),
        polygon([[114, 27], [115, 28], [115, 27], [114, 28], [114, 27]]),  # a bow tie
        polygon([[114, 27], [115, 27], [116, 27], [114, 27]]),  # a line
        polygon([[14, 27], [15, 27], [15, 28], [14, 27]]),  # elsewhere on earth
        polygon([[114, "NaN"], [115, 27], [115, 28], [114, "NaN"]]), polygon([[1e400, 27]] * 4),
        json.dumps({"type": "Polygon", "coordinates": [SQUARE, SQUARE]}),
        json.dumps({"type": "MultiPolygon", "coordinates": [[SQUARE]]}), json.dumps({"type": "Feature", "geometry": None}),
        polygon([[114 + turn / 1e4, 27 + (turn % 2) / 1e3] for turn in range(400)] + [[114, 27]]),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(OutlineWrong):
        rules.read_outline(text)


@given(st.integers(3, 60), st.floats(0.0005, 0.5), st.randoms(use_true_random=False))
def test_a_ring_around_a_middle_is_taken_and_one_with_two_corners_changed_round_is_not(
    corners: int, size: float, rng: object
) -> None:
    ring = [
        (
            round(114 + size * cos(2 * pi * turn / corners), 6),
            round(27 + size * sin(2 * pi * turn / corners), 6),
        )
        for turn in range(corners)
    ]
    rules.require_simple([*ring, ring[0]])
    if corners >= 4:
        ring[1], ring[2] = ring[2], ring[1]
        with pytest.raises(OutlineWrong):
            rules.require_simple([*ring, ring[0]])


@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_outline_or_a_refusal(text: str) -> None:
    with contextlib.suppress(OutlineWrong):
        rules.read_outline(text)


@pytest.mark.parametrize("name", ["", "  ", "网" * 41])
def test_a_name_is_needed(name: str) -> None:
    with pytest.raises(GridNameMissing):
        rules.clean_name(name)
    assert rules.clean_name(" 第一  网格 ") == "第一 网格"

"""The fence: near, far, and not known well enough to say."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.connectors.maps.coordinates import Point, to_gcj02
from redvest.service.choices import Fence
from redvest.service.rules.fence import NOWHERE, Position, judge

VENUE = Point(114.93, 27.81)
METRE = 1 / 111_195  # degrees of latitude


def north(metres: float, accuracy: float = 0.0) -> Position:
    return Position(VENUE.lon, VENUE.lat + metres * METRE, accuracy)


def fence_of(position: Position | None, venue: Point | None = VENUE) -> Fence:
    return judge(position, venue, radius_m=300, worst_accuracy_m=100).fence


@pytest.mark.parametrize(
    ("metres", "accuracy", "expected"),
    [
        (0, 0, Fence.INSIDE),
        (299, 0, Fence.INSIDE),
        (301, 0, Fence.OUTSIDE),
        (390, 100, Fence.INSIDE),  # within its own doubt it may be inside: nobody is refused for a poor fix
        (410, 100, Fence.OUTSIDE),
        (0, 101, Fence.UNCLEAR),
        (5_000, 3_000, Fence.UNCLEAR),
        (0, -1, Fence.UNCLEAR),
        (0, math.nan, Fence.UNCLEAR),
        (0, math.inf, Fence.UNCLEAR),
        (1_200, 10, Fence.OUTSIDE),
    ],
)
def test_the_margin_of_doubt_speaks_for_the_person_but_not_without_end(
    metres: float, accuracy: float, expected: Fence
) -> None:
    assert fence_of(north(metres, accuracy)) is expected


def test_without_a_place_nothing_is_said() -> None:
    assert judge(None, VENUE, radius_m=300, worst_accuracy_m=100) == NOWHERE
    assert judge(north(0), None, radius_m=300, worst_accuracy_m=100) == NOWHERE


@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, 91), (math.nan, 0), (0, -math.inf)])
def test_places_that_are_none_say_nothing(lon: float, lat: float) -> None:
    assert fence_of(Position(lon, lat, 5)) is Fence.UNCLEAR


def test_gcj02_is_turned_back_before_it_is_measured() -> None:
    drawn = to_gcj02(*VENUE)

    assert fence_of(Position(*drawn, 5, gcj02=True)) is Fence.INSIDE
    assert fence_of(Position(*drawn, 5)) is Fence.OUTSIDE, "the systems lie some 500 m apart here"


@given(st.floats(0, 2_000), st.floats(0, 100), st.floats(0, 100))
def test_more_doubt_never_turns_somebody_out(metres: float, accuracy: float, more: float) -> None:
    if fence_of(north(metres, accuracy)) is Fence.INSIDE:
        assert fence_of(north(metres, min(100, accuracy + more))) is Fence.INSIDE

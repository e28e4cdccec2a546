"""How big a city gets: exact at scale 1, in proportion elsewhere, refused beyond reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.faces.ops.demo.size import CITIES, FEWEST_BODIES, JIAOZUO, XINYU, ScaleWrong, sized


def test_xinyu_at_scale_one_has_the_reference_numbers():
    size = sized(XINYU, 1)
    assert (size.volunteers, size.bodies, size.projects, size.hours) == (117_764, 729, 5_255, 2_866_248)
    assert (size.stations, size.standardised) == (58, 11)
    assert size.minutes == 2_866_248 * 60
    assert size.large


def test_jiaozuo_at_scale_one():
    size = sized(JIAOZUO, 1)
    assert (size.volunteers, size.bodies, size.projects, size.hours) == (186_000, 729, 5_249, 3_200_000)
    assert (size.stations, size.standardised) == (58, 11)


def test_the_start_up_scale_keeps_every_station_and_something_to_sign_up_for():
    size = sized(XINYU, 0.02)
    assert (size.volunteers, size.bodies, size.projects, size.hours) == (2_355, 15, 105, 57_325)
    assert (size.stations, size.standardised) == (58, 11)
    assert size.upcoming >= 60
    assert not size.large


@given(scale=st.floats(0.001, 10), key=st.sampled_from(sorted(CITIES)))
def test_counts_follow_the_scale_to_the_nearest_whole(scale: float, key: str):
    figures = CITIES[key]
    size = sized(figures, scale)
    assert abs(size.volunteers - figures.volunteers * scale) <= 0.5
    assert abs(size.hours - figures.hours * scale) <= 0.5
    assert size.bodies >= FEWEST_BODIES
    assert size.projects >= FEWEST_BODIES


@pytest.mark.parametrize("scale", [0, -1, 0.0009, 10.5, float("nan"), float("inf")])
def test_a_scale_out_of_reason_is_refused(scale: float):
    with pytest.raises(ScaleWrong):
        sized(XINYU, scale)

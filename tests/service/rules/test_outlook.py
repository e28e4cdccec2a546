"""How likely somebody comes: decay, what counts and what does not, and sums that tell of nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.outlook import (
    Occasion,
    OutlookTerms,
    counts_as,
    expected,
    is_short,
    reliability,
    show_probability,
    weight_of,
)
from tests.factories.registry import NOW

TERMS = OutlookTerms()
DAY = timedelta(days=1)


def past(state: str, days: float = 0, kind: str = "") -> Occasion:
    return Occasion(state, kind, NOW - days * DAY)


@pytest.mark.parametrize(
    ("state", "kind", "value"),
    [
        ("served", "", 1),
        ("served", "excused", 1),
        ("absent", "", 0),
        ("cancelled", "late", 0.5),
        ("cancelled", "early", None),
        ("cancelled", "handed", None),
        ("cancelled", "house", None),
        ("absent", "excused", None),
        ("cancelled", "excused", None),
        ("lapsed", "", None),
        ("confirmed", "", None),
    ],
)
def test_what_counts(state: str, kind: str, value: float | None) -> None:
    assert counts_as(past(state, kind=kind), TERMS) == value


def test_half_as_much_after_a_half_life() -> None:
    assert weight_of(past("served"), NOW, TERMS) == 1
    assert weight_of(past("served", 180), NOW, TERMS) == pytest.approx(0.5)
    assert weight_of(past("served", 360), NOW, TERMS) == pytest.approx(0.25)
    assert weight_of(past("served", -30), NOW, TERMS) == 1


def test_a_newcomer_is_expected_to_come_and_one_absence_does_not_brand_anybody() -> None:
    assert reliability([], NOW, TERMS) == pytest.approx(0.8)
    assert reliability([past("absent")], NOW, TERMS) == pytest.approx(1.6 / 3)
    good = [past("served", n) for n in range(10)]
    assert reliability([*good, past("absent")], NOW, TERMS) > 0.85
    assert reliability([], NOW, OutlookTerms(newcomer_weight=0)) == pytest.approx(0.8)


def test_an_old_absence_fades_and_a_fresh_one_does_not() -> None:
    served = [past("served", 10)] * 3
    old, fresh = [*served, past("absent", 720)], [*served, past("absent", 1)]
    assert reliability(old, NOW, TERMS) > reliability(fresh, NOW, TERMS)


def test_sums_are_rounded_down_and_a_word_helps() -> None:
    assert expected([0.8] * 5) == 4 and expected([0.79] * 5) == 3 and expected([]) == 0
    assert show_probability(0.8, reconfirmed=True) == pytest.approx(0.9)
    assert show_probability(0.8, reconfirmed=False) == 0.8
    assert is_short(7, 10, 80) and not is_short(8, 10, 80) and not is_short(0, 10, 0)


occasions = st.builds(
    past,
    st.sampled_from(["served", "absent", "cancelled", "lapsed"]),
    st.floats(0, 2000),
    st.sampled_from(["", "late", "excused", "early"]),
)


@given(st.lists(occasions, max_size=30), st.integers(7, 3650), st.integers(0, 100), st.integers(0, 20))
def test_it_is_a_share_and_coming_once_more_never_lowers_it(
    rows: list[Occasion], half: int, late: int, weight: int
) -> None:
    terms = OutlookTerms(half_life_days=half, late_percent=late, newcomer_weight=weight)
    share = reliability(rows, NOW, terms)
    assert -1e-9 <= share <= 1 + 1e-9
    assert reliability([*rows, past("served")], NOW, terms) >= min(share, reliability([], NOW, terms)) - 1e-9
    assert reliability([*rows, past("cancelled", 3, "early")], NOW, terms) == pytest.approx(share)

"""The order of suggestions: what suits first, what hardly anybody takes lifted, reasons that say so, and the way without."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.ranking import (
    MOST_REASONS,
    Opportunity,
    Weights,
    ranked,
    reasons_for,
    relevance,
    score,
)
from tests.factories.registry import NOW

DAY = timedelta(days=1)
PLAIN = Opportunity(key="a", begins=NOW + 10 * DAY, places=10, taken=5)
WHOLE = Weights()
ALONE = replace(Weights(), lift=0)


def codes(one: Opportunity[str], *, personal: bool = True, weights: Weights = WHOLE) -> list[str]:
    return [why.code for why in reasons_for(one, weights, NOW, personal=personal)]


def order(*found: Opportunity[str], weights: Weights = WHOLE, personal: bool = True) -> list[str]:
    return [each.key for each in ranked(found, weights=weights, at=NOW, personal=personal)]


@pytest.mark.parametrize(
    "better",
    [
        {"metres": 800.0},
        {"at_home": True},
        {"fits_times": True},
        {"skills": ("急救",)},
        {"liking": "wanted"},
        {"liking": "served"},
        {"taken": 4},
        {"begins": NOW + DAY},
    ],
)
def test_each_part_counts(better: dict[str, object]) -> None:
    other = replace(PLAIN, key="b", **better)  # type: ignore[arg-type]
    assert order(PLAIN, other) == ["b", "a"]
    assert 0 <= relevance(PLAIN, Weights(), NOW) < relevance(other, Weights(), NOW) <= 1


def test_times_never_said_are_better_than_times_that_do_not_fit() -> None:
    assert order(replace(PLAIN, fits_times=False), replace(PLAIN, key="b")) == ["b", "a"]


def test_the_first_takers_lower_the_lift_most() -> None:
    lifts = [
        score(replace(PLAIN, taken=n), Weights(), NOW) / relevance(replace(PLAIN, taken=n), Weights(), NOW)
        for n in range(4)
    ]
    assert lifts == pytest.approx([1.2, 1.1, 1 + 0.2 / 3, 1.05])


def test_without_takers_before_a_little_more_relevant_with_many() -> None:
    full_of_people = replace(PLAIN, places=40, taken=30, metres=1_000.0)
    forgotten = replace(PLAIN, key="b", places=4, taken=0, metres=2_500.0)
    even = replace(Weights(), need=0)
    assert order(full_of_people, forgotten, weights=even) == ["b", "a"]
    assert order(full_of_people, forgotten, weights=replace(even, lift=0)) == ["a", "b"]


def test_what_does_not_suit_is_not_lifted_above_what_does() -> None:
    suits = replace(
        PLAIN, metres=300.0, fits_times=True, liking="wanted", skills=("急救",), places=20, taken=18
    )
    unsuited = replace(PLAIN, key="b", metres=40_000.0, fits_times=False, taken=0, begins=NOW + 29 * DAY)
    assert order(suits, unsuited) == ["a", "b"]


def test_reasons_name_what_weighs() -> None:
    one = replace(PLAIN, taken=0, metres=1_200.0, fits_times=True, liking="wanted", begins=NOW + DAY)
    assert codes(one) == ["fits-times", "near", "few-takers", "domain-wanted"]
    assert len(codes(one)) == MOST_REASONS
    assert [why.figure for why in reasons_for(one, Weights(), NOW, personal=True)][1] == 1_200.0
    assert codes(replace(PLAIN, taken=4)) == ["lacking"]
    assert codes(PLAIN) == []


def test_what_has_no_weight_is_no_reason() -> None:
    one = replace(
        PLAIN, taken=0, at_home=True, fits_times=True, liking="served", skills=("急救", "驾驶", "摄影")
    )
    nothing = Weights(0, 0, 0, 0, 0, 0, 0)
    assert codes(one, weights=nothing) == []
    assert relevance(one, nothing, NOW) == 0
    assert "few-takers" not in codes(one, weights=ALONE)
    assert reasons_for(one, Weights(lift=0), NOW, personal=True)[1].words == "急救、驾驶"


def test_without_personalisation_by_time_and_only_what_holds_for_all() -> None:
    soon = replace(PLAIN, key="b", begins=NOW + DAY, fits_times=True)
    near = replace(PLAIN, metres=10.0, taken=0, liking="wanted")
    assert order(near, soon, personal=False) == ["b", "a"]
    assert codes(near, personal=False) == ["near", "few-takers", "lacking"]
    assert codes(soon, personal=False) == ["soon"]


opportunities = st.builds(
    Opportunity,
    key=st.integers(),
    begins=st.integers(-5, 60).map(lambda days: NOW + days * DAY),
    places=st.integers(1, 50),
    taken=st.integers(0, 60),
    metres=st.none() | st.floats(0, 1e6),
    at_home=st.booleans(),
    fits_times=st.none() | st.booleans(),
    skills=st.just(()) | st.just(("急救",)),
    liking=st.sampled_from(["", "wanted", "served"]),
)


@given(st.lists(opportunities, max_size=12), st.booleans())
def test_nothing_is_lost_and_the_order_holds(found: list[Opportunity[int]], personal: bool) -> None:
    rows = ranked(found, weights=Weights(), at=NOW, personal=personal)
    assert sorted(each.key for each in rows) == sorted(each.key for each in found)
    assert all(0 <= relevance(each, Weights(), NOW) <= 1 for each in found)
    if personal:
        assert [each.score for each in rows] == sorted((each.score for each in rows), reverse=True)


@given(opportunities)
def test_one_more_taker_never_raises(one: Opportunity[int]) -> None:
    more = replace(one, taken=one.taken + 1)
    assert score(more, Weights(), NOW) <= score(one, Weights(), NOW)

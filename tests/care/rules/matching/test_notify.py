"""Whom to ask now: never who must not be asked, no more than it takes, the likeliest first, the same again by the seed;
and what asking somebody costs: more the more is to come and the longer they rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.care.rules.matching.notify import MOST, Call, Manner, next_wave, prices
from redvest.care.rules.matching.rest import Rest, geometric

REST = geometric(6.0, 20)


def call(chance: list[float], **more: Any) -> Call:
    people = len(chance)
    return Call(
        **{
            "chance": np.array(chance), "listening": np.ones(people), "price": np.zeros(people),
            "barred": np.zeros(people, dtype=np.bool_), "places": 1, "waves": 1, "periods": 3, "seed": 1, **more,
        }
    )  # fmt: skip


_chances = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30)


@st.composite
def _calls(draw: st.DrawFn) -> Call:
    chance = draw(_chances)
    people = len(chance)
    same = st.lists(st.floats(0.0, 1.0), min_size=people, max_size=people)
    return call(
        chance, listening=np.array(draw(same)), price=np.array(draw(same)) / 2,
        barred=np.array(draw(st.lists(st.booleans(), min_size=people, max_size=people))),
        places=draw(st.integers(1, 3)), waves=draw(st.integers(1, 4)), periods=draw(st.integers(1, 9)),
        seed=draw(st.integers(0, 99)),
    )  # fmt: skip


@settings(max_examples=150)
@given(_calls())
def test_nobody_is_asked_who_must_not_be_or_cannot_say_yes(asked: Call) -> None:
    rows = next_wave(asked).rows
    assert not asked.barred[rows].any()
    assert (asked.chance[rows] * asked.listening[rows] > 0).all()
    assert len(set(rows.tolist())) == len(rows) <= MOST


@settings(max_examples=150)
@given(_calls())
def test_nobody_is_asked_whose_price_is_above_what_they_bring(asked: Call) -> None:
    rows = next_wave(asked, Manner(spare=1.0)).rows
    assert (asked.chance[rows] + 1e-6 >= asked.price[rows]).all()


@settings(max_examples=100)
@given(_calls())
def test_the_same_call_gives_the_same_answer(asked: Call) -> None:
    one, other = next_wave(asked), next_wave(asked)
    assert one.rows.tolist() == other.rows.tolist() and one.filled == other.filled and one.wait == other.wait


@settings(max_examples=100)
@given(_calls())
def test_how_likely_it_is_filled_is_the_sum_over_all_answers(asked: Call) -> None:
    wave = next_wave(asked)
    yes = (asked.chance * asked.listening)[wave.rows]
    shares = np.array([1.0])
    for each in yes:
        shares = np.convolve(shares, [1 - each, each])
    assert wave.filled == pytest.approx(shares[asked.places :].sum(), abs=1e-9)


@settings(max_examples=100)
@given(_calls(), st.integers(1, 4))
def test_the_more_waves_are_to_come_the_fewer_are_asked_now(asked: Call, more: int) -> None:
    def rows(waves: int) -> set[int]:
        later = call(
            asked.chance.tolist(), listening=asked.listening, price=asked.price, barred=asked.barred,
            places=asked.places, waves=waves, seed=asked.seed,
        )  # fmt: skip
        return set(next_wave(later).rows.tolist())

    assert rows(asked.waves + more) <= rows(asked.waves)


def test_who_rests_for_certain_is_left_in_peace() -> None:
    assert next_wave(call([0.9, 0.2], listening=np.array([0.0, 1.0]))).rows.tolist() == [1]


def test_the_likeliest_is_asked_first_and_no_more_than_it_takes() -> None:
    assert next_wave(call([0.3, 0.99, 0.5])).rows.tolist() == [1]
    assert next_wave(call([0.3, 0.5, 0.5])).rows.tolist()[-1] == 0


def test_two_places_take_more_than_one() -> None:
    many = [0.5] * 40
    one, two = (len(next_wave(call(many, places=places)).rows) for places in (1, 2))
    assert one == 6 and one < two < 2 * one


def test_somebody_dear_is_spared_where_a_cheap_one_does_as_well() -> None:
    price = np.array([0.3, 0.0])
    assert next_wave(call([0.8, 0.75], price=price), Manner(missed=0.3)).rows.tolist() == [1]


def test_somebody_too_dear_is_not_asked_even_where_nobody_else_is() -> None:
    whole = Manner(spare=1.0)
    assert next_wave(call([0.2], price=np.array([0.25])), whole).rows.tolist() == []
    assert next_wave(call([0.2], price=np.array([0.15])), whole).rows.tolist() == [0]
    assert next_wave(call([0.2], price=np.array([0.25])), Manner(spare=0.5)).rows.tolist() == [0]


def test_a_yes_that_hardly_counts_any_more_is_not_asked_for() -> None:
    many = call([0.9] + [0.05] * 50)
    assert next_wave(call([0.005])).rows.tolist() == []
    assert next_wave(many, Manner(missed=0.0)).rows.tolist() == [0]
    assert len(next_wave(many, Manner(missed=0.0, least=0.001)).rows) == 33  # 0.05 * 0.1 * 0.95**32 is less


def test_between_equals_the_seed_decides_and_not_the_row() -> None:
    first = {next_wave(call([0.99] * 8, seed=seed)).rows.tolist()[0] for seed in range(40)}
    assert len(first) >= 5


@pytest.mark.parametrize(
    ("waves", "periods", "wait"), [(1, 9, 0), (3, 9, 3), (2, 9, 4), (3, 2, 1), (3, 1, 0), (4, 4, 1)]
)
def test_the_next_wave_goes_in_good_time(waves: int, periods: int, wait: int) -> None:
    assert next_wave(call([0.5], waves=waves, periods=periods)).wait == wait


def test_a_need_without_places_or_people_asks_nobody() -> None:
    assert not len(next_wave(call([0.9], places=0)).rows) and next_wave(call([0.9], places=0)).filled == 1.0
    nobody = next_wave(call([]))
    assert not len(nobody.rows) and nobody.filled == 0.0


def ahead(rate: float, kinds: int = 1, periods: int = 21) -> np.ndarray:
    return np.full((kinds, periods), rate)


def test_where_nothing_is_to_come_asking_costs_nothing() -> None:
    assert prices(np.array([[0.5], [0.1]]), ahead(0.0), REST, seed=1).tolist() == [0.0, 0.0]


def test_who_listens_again_at_once_costs_nothing() -> None:
    assert prices(np.array([[0.5]]), ahead(0.5), Rest(np.array([1.0])), seed=1).tolist() == [0.0]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=2), min_size=1, max_size=6),
    st.floats(0.0, 3.0),
)
def test_a_price_is_never_more_than_the_best_that_somebody_could_bring(
    chance: list[list[float]], rate: float
) -> None:
    found = prices(np.array(chance), ahead(rate, 2), REST, seed=1)
    assert (found >= 0).all()
    assert (found <= REST.mean * np.array(chance).max(axis=1) + 1e-9).all()


def test_the_more_is_to_come_the_dearer_is_somebody_alone() -> None:
    alone = np.array([[0.4]])
    low, middle, high = (prices(alone, ahead(rate), REST, seed=1)[0] for rate in (0.02, 0.2, 0.8))
    assert 0 < low < middle < high


def test_the_longer_they_rest_the_dearer() -> None:
    alone = np.array([[0.4]])
    short, long = (
        prices(alone, ahead(0.2, periods=60), geometric(mean, 40), seed=1)[0] for mean in (2.0, 12.0)
    )
    assert short < long


def test_somebody_whom_many_could_stand_in_for_is_cheap() -> None:
    alone = prices(np.array([[0.4]]), ahead(0.3), REST, seed=1)[0]
    crowd = prices(np.array([[0.4]] + [[0.5]] * 30), ahead(0.3), REST, seed=1)[0]
    assert crowd < alone / 4


def test_the_one_who_can_do_the_rare_thing_is_kept_for_it() -> None:
    """One of thirty alike can do a second kind too, which nobody else can: asked for the first kind, the others go."""
    chance = np.array([[0.4, 0.6]] + [[0.4, 0.0]] * 29)
    found = prices(chance, ahead(0.3, 2), REST, seed=1)
    assert found[0] > 3 * np.median(found[1:]) and found[0] > found[1:].max()
    wave = next_wave(call(chance[:, 0].tolist(), price=found))
    assert len(wave.rows) >= 5 and 0 not in wave.rows.tolist()


def test_of_people_who_are_alike_it_is_not_always_the_first_who_is_dear() -> None:
    alike = np.full((8, 1), 0.4)
    dearest = {int(prices(alike, ahead(0.3), REST, seed=seed).argmax()) for seed in range(40)}
    assert len(dearest) >= 5
    assert np.array_equal(prices(alike, ahead(0.3), REST, seed=3), prices(alike, ahead(0.3), REST, seed=3))

"""The benches of matching on small worlds: their figures are there, the promises hold, the same seed gives the same."""

from __future__ import annotations

import numpy as np
import pytest

from bench import matching, matching_fair, matching_notify
from bench.matching_world import city, settle
from redvest.care.rules.matching.match import match


@pytest.fixture(autouse=True)
def small_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "DAY_VOLUNTEERS", 400)
    monkeypatch.setattr(matching, "DAY_NEEDS", 40)


def test_a_small_city_is_solved_to_the_bound() -> None:
    found = matching.run(json=True, volunteers=1_500, needs=150, few=20)
    assert found["gap"] == found["district_day"]["gap"] == 0 and found["same_as_bare"]
    assert found["proposed"] + found["open_places"] == found["places"]
    assert found["candidates"] <= 20 * found["places"] and found["memory_mb"] > 0
    assert found["ratio"] > 0 and found["whole_ratio"] > found["ratio"]


def test_nothing_but_the_bench_speaks_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    matching.run(json=True, volunteers=200, needs=20, few=5)
    assert capfd.readouterr().out == ""


def test_the_same_seed_makes_the_same_city() -> None:
    one, other = city(3, 300, 40, 10), city(3, 300, 40, 10)
    assert match(one).pairs() == match(other).pairs()
    assert match(city(4, 300, 40, 10)).pairs() != match(one).pairs()


def test_more_people_have_a_turn_than_nearest_first() -> None:
    found = matching_fair.run(json=True, seeds=(7,), count=600, a_day=12)
    [month] = found["seeds"]
    assert found["held"] and month["fall"] >= matching_fair.FALL
    assert month["matching"]["filled"] >= month["nearest_first"]["filled"]
    assert month["matching"]["places"] == month["nearest_first"]["places"]  # the same needs came
    assert month["matching"]["most_turns"] <= matching_fair.MOST_A_MONTH


def test_nearest_first_sends_the_nearest_and_keeps_the_rules() -> None:
    world = city(5, 400, 30, 400)
    chosen = matching_fair.nearest_first(world)
    assert len({volunteer for _need, volunteer in chosen}) == len(chosen)
    near = sum(matching_fair.distance(world, *pair) for pair in chosen) / len(chosen)
    fair = matching_fair.fairly(world)
    assert near < sum(matching_fair.distance(world, *pair) for pair in fair) / len(fair)


def test_the_policy_meets_as_many_needs_with_half_of_the_messages() -> None:
    found = matching_notify.run(json=True, seeds=(7,), people=500, periods=63)
    [month] = found["seeds"]
    assert found["held"] and month["messages_ratio"] <= 0.5
    assert month["policy"]["met"] >= month["everyone_again"]["met"] >= month["everyone"]["met"]


def test_every_policy_meets_the_same_district() -> None:
    one, other = settle(9, 200, 42), settle(9, 200, 42)
    assert np.array_equal(one.mood, other.mood) and np.array_equal(one.at, other.at)
    policy = matching_notify.Sparse(one)
    first, second = matching_notify.live(one, policy), matching_notify.live(other, policy)
    assert (first.met, first.messages) == (second.met, second.messages)


def test_who_rests_hears_nothing_and_nobody_is_told_twice_of_one_need() -> None:
    district = settle(9, 50, 21)
    month = matching_notify.Month(district, *(np.zeros(50, dtype=np.int64) for _ in range(3)))
    month.rests_until[:] = 5
    need = matching_notify.Need(0, int(district.kind[0]), 9, np.zeros(50, dtype=np.bool_), 0)
    assert not month.ask(need, np.arange(50), 4) and month.messages == 50
    assert need.asked.all() and not month.heard.any()
    assert not len(matching_notify._everyone(month, need, 5))

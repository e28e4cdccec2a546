"""The bench of rosters on a small world: no rule broken, its figures are there, and the same seed gives the same."""

from __future__ import annotations

import pytest

from bench.roster import run
from bench.roster_world import make_world, without
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.solve import solve


def test_a_small_world_is_solved_and_solved_again_after_people_dropped_out() -> None:
    found = run(json=True, people=120, shifts=24)
    assert found["held"] and found["broken_rules"] == found["again_broken_rules"] == 0
    assert found["flow_bound"] - 1 <= found["lp_bound"] <= found["cost"] + 1
    assert 0 <= found["gap_to_lp"] < 0.05 and found["others_moved_share"] <= 0.10


def test_nothing_but_the_bench_speaks_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    run(json=True, people=100, shifts=8)
    assert capfd.readouterr().out == ""


def test_the_same_seed_makes_the_same_roster() -> None:
    one, other = make_world(60, 16, pairs=2), make_world(60, 16, pairs=2)
    assert one == other
    first = solve(one)
    assert first == solve(other)
    gone = {sorted(first.chosen)[0][0]}
    again = without(one, gone, first.chosen)
    assert not gone & {each.key for each in again.people}
    assert not breaches(again, solve(again).chosen)

"""What if: places filled at once by kinds of people; as many as brute force fills, nobody twice a day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from redvest.core.least_cost import FlowFailed
from redvest.service.rules.roster.whatif import Kind, Need, Seen, by_skill, by_time, fit, look_ahead

DAY = date(2026, 10, 1)
MORNING, AFTERNOON = 1, 2


def need(key: str, people: int, *, day: int = 0, part: str = "morning", **more: object) -> Need:
    bits = MORNING if part == "morning" else AFTERNOON
    return Need(key, DAY + timedelta(days=day), part, people, bits, **more)  # type: ignore[arg-type]


def missing(seen: list[Seen]) -> dict[str, int]:
    return {each.need.key: each.missing for each in seen}


def test_nobody_is_counted_twice_on_a_day_nor_more_often_than_allowed() -> None:
    both = Kind(10, MORNING | AFTERNOON)
    seen = look_ahead([need("m", 8), need("a", 8, part="afternoon")], [both], most_each=5)
    assert [each.free for each in seen] == [10, 10]
    assert sum(each.filled for each in seen) == 10
    days = [need(f"d{n}", 10, day=n) for n in range(4)]
    assert sum(each.filled for each in look_ahead(days, [both], most_each=2)) == 20


def test_skills_are_kept_for_where_they_are_asked() -> None:
    needs = [need("any", 3), need("aid", 3, skill="first-aid")]
    kinds = [Kind(3, MORNING), Kind(3, MORNING, skills=frozenset({"first-aid"}))]
    assert missing(look_ahead(needs, kinds, most_each=1)) == {"any": 0, "aid": 0}
    seen = look_ahead([*needs, need("card", 2, paper="card")], kinds, most_each=1)
    assert by_skill(seen) == {"card": 2} and by_time(seen) == {(DAY, "morning"): 2}


def test_what_is_missing_is_spread_over_posts() -> None:
    needs = [need("m", 20), need("a", 20, part="afternoon")]
    seen = look_ahead(needs, [Kind(20, MORNING | AFTERNOON)], most_each=1)
    assert [each.filled for each in seen] == [10, 10]


def test_without_people_everything_is_missing() -> None:
    seen = look_ahead([need("m", 5)], [], most_each=1)
    assert (seen[0].free, seen[0].filled, seen[0].missing) == (0, 0, 5)
    assert look_ahead([], [Kind(3, MORNING)], most_each=1) == []


_needs = st.lists(
    st.builds(
        need, st.just("n"), st.integers(1, 2), day=st.integers(0, 1), part=st.sampled_from(("morning", "afternoon")),
        skill=st.sampled_from(("", "aid")),
    ),
    min_size=1, max_size=3,
)  # fmt: skip
_kinds = st.lists(
    st.builds(Kind, st.just(1), st.sampled_from((1, 2, 3)), skills=st.sampled_from((frozenset(), frozenset({"aid"})))),
    max_size=3,
)  # fmt: skip


def _most(needs: list[Need], kinds: list[Kind], most_each: int) -> int:
    """The most places that can be filled, each person trying everything."""
    choices = [(p, n) for p, kind in enumerate(kinds) for n, each in enumerate(needs) if fit(kind, each)]
    best = 0
    for picks in product((False, True), repeat=len(choices)):
        chosen = [choice for choice, picked in zip(choices, picks, strict=True) if picked]
        full = all(sum(n == at for _p, n in chosen) <= each.people for at, each in enumerate(needs))
        days = [(p, needs[n].day) for p, n in chosen]
        often = all(sum(p == who for p, _n in chosen) <= most_each for who in range(len(kinds)))
        if full and often and len(set(days)) == len(days):
            best = max(best, len(chosen))
    return best


@settings(max_examples=40, deadline=None)
@given(_needs, _kinds, st.integers(1, 2))
def test_as_many_places_are_filled_as_can_be(needs: list[Need], kinds: list[Kind], most_each: int) -> None:
    seen = look_ahead(needs, kinds, most_each=most_each)
    assert sum(each.filled for each in seen) == _most(needs, kinds, most_each)
    assert all(0 <= each.filled <= each.need.people for each in seen)


def test_a_flow_without_an_answer_is_not_read_as_nobody_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(min_cost_flow.SimpleMinCostFlow):  # type: ignore[misc]
        def solve(self) -> object:
            return self.INFEASIBLE

    monkeypatch.setattr(min_cost_flow, "SimpleMinCostFlow", Failing)
    with pytest.raises(FlowFailed):
        look_ahead([need("m", 5)], [Kind(3, MORNING)], most_each=1)

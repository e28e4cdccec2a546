"""The one door to flows: the cheapest way is found, and no answer is an error and not an empty one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.core.least_cost import FlowFailed, Network, least_cost


def network(arcs: list[tuple[int, int, int, int]], supplies: list[int]) -> Network:
    columns = np.array(arcs, dtype=np.int64).reshape(-1, 4).T
    return Network(*columns, supplies=np.array(supplies, dtype=np.int64))


def by_force(arcs: list[tuple[int, int, int, int]], supplies: list[int]) -> int | None:
    costs = []
    for units in product(*(range(room + 1) for _tail, _head, room, _cost in arcs)):
        left = list(supplies)
        for (tail, head, _room, _cost), unit in zip(arcs, units, strict=True):
            left[tail] -= unit
            left[head] += unit
        if not any(left):
            costs.append(sum(arc[3] * unit for arc, unit in zip(arcs, units, strict=True)))
    return min(costs, default=None)


_arcs = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2), st.integers(0, 9)).filter(
        lambda arc: arc[0] != arc[1]
    ),
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(_arcs, st.integers(0, 3))
def test_it_is_the_cheapest_or_there_is_none(arcs: list[tuple[int, int, int, int]], units: int) -> None:
    supplies = [units, 0, 0, -units]
    best = by_force(arcs, supplies)
    if best is None:
        with pytest.raises(FlowFailed):
            least_cost(network(arcs, supplies))
    else:
        assert least_cost(network(arcs, supplies)).cost == best


def test_units_come_in_the_order_of_the_arcs() -> None:
    found = least_cost(network([(0, 1, 5, 9), (0, 1, 2, 1)], [3, -3]))
    assert found.units.tolist() == [1, 2] and found.cost == 11


def test_supplies_that_do_not_meet_are_a_failure() -> None:
    with pytest.raises(FlowFailed):
        least_cost(network([(0, 1, 1, 0)], [2, -1]))

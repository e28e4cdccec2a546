"""A flow of least cost through a network of whole numbers, given and answered as arrays.

One door to OR-Tools' solver: rosters, what-if and matching each lay their own network and read their own answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

Ints = npt.NDArray[np.int64]


class FlowFailed(RuntimeError):
    """The flow had no answer, which its own arcs rule out."""


@dataclass(frozen=True, slots=True)
class Network:
    """One entry an arc: from ``tail`` to ``head``, at most ``room`` units, each for ``cost``. Parallel arcs are allowed.

    ``supplies``: one entry a node, what comes in there (negative: what has to arrive). They sum to nothing.
    """

    tail: Ints
    head: Ints
    room: Ints
    cost: Ints
    supplies: Ints


@dataclass(frozen=True, slots=True)
class Flow:
    """``units``: how much runs over each arc, in the order of the network. ``cost``: the sum of all of it."""

    units: Ints
    cost: int


def least_cost(network: Network) -> Flow:
    """The cheapest flow that brings all supplies where they are wanted. Raises FlowFailed where none does."""
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, network.room, network.cost)
    solver.set_nodes_supplies(np.arange(len(network.supplies)), network.supplies)
    if solver.solve() != solver.OPTIMAL:
        raise FlowFailed
    return Flow(solver.flows(arcs), int(solver.optimal_cost()))

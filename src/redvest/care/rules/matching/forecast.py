"""Which needs are to be expected: kinds by the parts of a week, learned from the weeks before.

A kind is whatever the caller tells apart (a street and a domain, say). Few weeks say little about one evening of one kind,
so each figure is drawn towards what the kind and the time of the week make of it together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redvest.care.rules.matching.world import Floats
from redvest.core.least_cost import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """``rate[kind, slot]``: how many needs of a kind come in a part of the week."""

    rate: Floats

    def ahead(self, slot: int, periods: int) -> Floats:
        """Kind by period, from a part of the week on: the week begins again where it ends."""
        found: Floats = self.rate[:, (slot + np.arange(periods)) % self.rate.shape[1]]
        return found


def forecast(counts: Ints, weight: float) -> Forecast:
    """``counts[kind, week, slot]``: what came. ``weight``: how many weeks the common shape counts for."""
    weeks = counts.shape[1]
    total = counts.sum(axis=1).astype(np.float64)
    everything = total.sum()
    shape = np.outer(total.sum(axis=1), total.sum(axis=0)) / everything if everything else total
    return Forecast((total + weight * shape / max(1, weeks)) / max(1.0, weeks + weight))

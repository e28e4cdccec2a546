"""How long people want to be left in peace after they were asked, and how often they say yes: learned, with a prior.

As in Manshadi and Rodilitz, "Online Policies for Efficient Volunteer Crowdsourcing" (Management Science 68, 2022): who is
asked while they listen hears nothing more for a random number of periods, whatever they answered; who is asked meanwhile
does not notice. A period is whatever the caller counts in (a part of a day: ``registry/rules/availability.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from redvest.care.rules.matching.world import Floats
from redvest.core.least_cost import Ints

NEVER_ASKED = 1_000_000  # periods since somebody was asked who never was


class NoRest(ValueError):
    """Shares of a rest that are no shares: negative, or not one together."""


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """``shares[n]``: how likely somebody listens again exactly n + 1 periods after they were asked."""

    shares: Floats

    def __post_init__(self) -> None:
        if not len(self.shares) or self.shares.min() < 0 or not np.isclose(self.shares.sum(), 1.0):
            raise NoRest

    @property
    def mean(self) -> float:
        return float(self.shares @ np.arange(1, len(self.shares) + 1))

    @property
    def hazard(self) -> float:
        """The least chance that somebody who still rests ends it in the next period: the paper's guarantees grow with it."""
        left = np.cumsum(self.shares[::-1])[::-1]
        return float((self.shares[left > 0] / left[left > 0]).min())

    def listening(self, since: Ints) -> Floats:
        """How likely people who were asked so many periods ago listen again."""
        over = np.concatenate([[0.0], np.cumsum(self.shares)])
        found: Floats = np.minimum(1.0, over[np.clip(since, 0, len(self.shares))])
        return found


def geometric(mean: float, longest: int) -> Rest:
    """A rest that ends in each period with the same chance, and at the latest after ``longest``."""
    ends = 1.0 / max(1.0, mean)
    left: Floats = (1.0 - ends) ** np.arange(longest, dtype=np.float64)  # who still rests
    left[:-1] *= ends
    return Rest(left)


def learned(rests: Sequence[int], prior: Rest, weight: float) -> Rest:
    """From rests that were seen, as if ``weight`` more had been seen of which the prior is made."""
    longest = len(prior.shares)
    at = np.clip(np.array(rests, dtype=np.int64), 1, longest) - 1
    seen = np.bincount(at, minlength=longest).astype(np.float64)
    return Rest((seen + weight * prior.shares) / (len(at) + weight))


def yes_chance(asked: Ints, said_yes: Ints, prior: float, weight: float) -> Floats:
    """How likely people say yes: their own record, drawn towards what is usual the less of it there is."""
    found: Floats = (said_yes + weight * prior) / (asked + weight)
    return found

"""What Redvest asks of an identity authority."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """The authority's answer; the values are those in which a person's record keeps it."""

    CHECKED = "checked"  # nobody was asked: the number is well formed
    VERIFIED = "verified"  # the authority knows this name with this number
    REFUSED = "refused"  # the authority says that they do not belong together


class RealName(Protocol):
    stand_in: bool  # whether this is a local default that asks nobody

    def compare(self, *, id_type: str, number: str, name: str) -> Outcome:
        """Whether this name and this number, both already in their one spelling, are of one person."""
        ...

"""Oversight's tables."""

from redvest.oversight.models.tally import LastService, Tally

__all__ = ["LastService", "Tally"]

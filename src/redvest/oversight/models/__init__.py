"""Oversight's tables."""

from redvest.oversight.models.station import StationAssessment, StationProof
from redvest.oversight.models.tally import LastService, Tally
from redvest.oversight.models.unit_ledger import LedgerFile

__all__ = ["LastService", "LedgerFile", "StationAssessment", "StationProof", "Tally"]

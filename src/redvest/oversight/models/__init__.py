"""Oversight's tables."""

from redvest.oversight.models.contract import (
    Acceptance,
    Contract,
    ContractPaper,
    Deliverable,
    DeliverableActivity,
    Milestone,
)
from redvest.oversight.models.payment import PaymentRequest
from redvest.oversight.models.project_plan import EffectEvaluation, Partner, ProjectPlan
from redvest.oversight.models.station import StationAssessment, StationProof
from redvest.oversight.models.tally import LastService, Tally
from redvest.oversight.models.tender import Bid, TenderNotice
from redvest.oversight.models.unit_ledger import LedgerFile

__all__ = [
    "Acceptance",
    "Bid",
    "Contract",
    "ContractPaper",
    "Deliverable",
    "DeliverableActivity",
    "EffectEvaluation",
    "LastService",
    "LedgerFile",
    "Milestone",
    "Partner",
    "PaymentRequest",
    "ProjectPlan",
    "StationAssessment",
    "StationProof",
    "Tally",
    "TenderNotice",
]

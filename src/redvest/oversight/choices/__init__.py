"""State names of oversight with their Chinese words."""

from redvest.oversight.choices.contract import HELD_PAYMENTS, ContractState, DeliverableKind, PaymentState
from redvest.oversight.choices.evaluation import EvaluatorKind
from redvest.oversight.choices.ledger import LedgerForm, UnitKind
from redvest.oversight.choices.project_plan import PartnerRole, PlanState, WayOfRunning
from redvest.oversight.choices.station import AssessmentState, ProofState
from redvest.oversight.choices.tender import TenderState

__all__ = [  # noqa: RUF022 - in the order of the alphabet
    "AssessmentState", "ContractState", "DeliverableKind", "EvaluatorKind", "HELD_PAYMENTS", "LedgerForm",
    "PartnerRole", "PaymentState", "PlanState", "ProofState", "TenderState", "UnitKind", "WayOfRunning",
]  # fmt: skip

"""State names of the service context with their Chinese words. Stored as the short English value."""

from redvest.service.choices.activity import (
    ActivityState,
    EditScope,
    LetterAudience,
    ObjectionState,
    ProjectState,
)
from redvest.service.choices.award import AwardGiver, AwardState
from redvest.service.choices.certificate import CertificateState, StatusSubject
from redvest.service.choices.hours import EntryKind, EntryMark, Grade, NotService, SheetState
from redvest.service.choices.integrity import (
    UNDECIDED,
    CaseOutcome,
    CaseSeverity,
    CaseState,
    CaseStep,
    IntegrityRule,
    SubjectKind,
)
from redvest.service.choices.log import LogFault
from redvest.service.choices.opening import OpeningMode, StageGroup
from redvest.service.choices.presence import Direction, Fence, ProofKind
from redvest.service.choices.record import ReminderStage, ReportDecision, ReportKind, RequestState
from redvest.service.choices.reflection import LIVE_REFLECTIONS, ReflectionState
from redvest.service.choices.roster import (
    STANDING_PROPOSALS,
    PairKind,
    ProposalState,
    RosterReach,
    RosterState,
    WishKind,
)
from redvest.service.choices.signup import (
    HOLDING,
    LIVE_SIGNUPS,
    PLANS,
    TAKING,
    CancelKind,
    ConsentHow,
    HandOverKind,
    HandOverState,
    OfferState,
    SignUpState,
)

__all__ = [  # noqa: RUF022 - in the order of the alphabet
    "ActivityState", "AwardGiver", "AwardState", "CancelKind", "CaseOutcome", "CaseSeverity", "CaseState",
    "CaseStep", "CertificateState", "ConsentHow", "Direction", "EditScope", "EntryKind", "EntryMark",
    "Fence", "Grade", "HOLDING", "HandOverKind", "HandOverState", "IntegrityRule", "LIVE_REFLECTIONS",
    "LIVE_SIGNUPS", "LetterAudience", "LogFault", "NotService", "ObjectionState", "OfferState",
    "OpeningMode", "PLANS", "PairKind", "ProjectState", "ProofKind", "ProposalState", "ReflectionState",
    "ReminderStage", "ReportDecision", "ReportKind", "RequestState", "RosterReach", "RosterState",
    "STANDING_PROPOSALS", "SheetState", "SignUpState", "StageGroup", "StatusSubject", "SubjectKind",
    "TAKING", "UNDECIDED", "WishKind",
]  # fmt: skip

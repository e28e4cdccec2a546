"""State names of the honour context with the words that people read."""

from redvest.honour.choices.award import (
    CONFERRED_EDITIONS,
    DECIDED_EDITIONS,
    OVER_EDITIONS,
    SHOWN_EDITIONS,
    CategorySubject,
    EditionState,
    ProgrammeKind,
    StoryState,
)
from redvest.honour.choices.award_jury import RecusalCause
from redvest.honour.choices.award_vote import AsideReason
from redvest.honour.choices.contest import (
    CHOSEN,
    LIVE_ENTRIES,
    PICTURED,
    TOOK_PART,
    WRITTEN,
    ContestKind,
    ContestState,
    EntryState,
    HintKind,
    Marking,
)
from redvest.honour.choices.ledger import (
    AccountKind,
    CaseState,
    FamilyRelation,
    Hardship,
    LedgerName,
    TransferKind,
)
from redvest.honour.choices.nomination import STANDING_NOMINATIONS, NominationState, NominationWay
from redvest.honour.choices.redeem import (
    KEPT_REDEMPTIONS,
    GiftKind,
    LimitSpan,
    OfferState,
    PartnerKind,
    RedemptionState,
)
from redvest.honour.choices.star import LIVE_STARS, StarApprover, StarSpan, StarState

__all__ = [  # noqa: RUF022 - in the order of the alphabet
    "AccountKind", "AsideReason", "CHOSEN", "CONFERRED_EDITIONS", "CaseState", "CategorySubject",
    "ContestKind", "ContestState", "DECIDED_EDITIONS", "EditionState", "EntryState", "FamilyRelation",
    "GiftKind", "Hardship", "HintKind", "KEPT_REDEMPTIONS", "LIVE_ENTRIES", "LIVE_STARS", "LedgerName",
    "LimitSpan", "Marking", "NominationState", "NominationWay", "OVER_EDITIONS", "OfferState", "PICTURED", "PartnerKind",
    "ProgrammeKind", "RecusalCause", "RedemptionState", "SHOWN_EDITIONS", "STANDING_NOMINATIONS",
    "StarApprover", "StarSpan", "StarState", "StoryState", "TOOK_PART", "TransferKind", "WRITTEN",
]  # fmt: skip

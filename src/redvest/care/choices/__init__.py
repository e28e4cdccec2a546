"""State names of needs and who meets them, with their Chinese words."""

from redvest.care.choices.crisis import CrisisKind, CrisisNeedKind, CrisisNeedState, CrisisSkill, CrisisVia
from redvest.care.choices.dispatch import AskState, DispatchState, DispatchWay
from redvest.care.choices.household import HouseholdConsent
from redvest.care.choices.menu import MenuState
from redvest.care.choices.need import (
    ENDED_NEEDS,
    OPEN_NEEDS,
    TAKEN_NEEDS,
    CareGroup,
    NeedChannel,
    NeedKind,
    NeedState,
    NeedUrgency,
    PictureOf,
    VerifyResult,
    VerifyWay,
)
from redvest.care.choices.pairing import (
    HELPERS,
    VISITED,
    WITH_HOUSEHOLD,
    PairingEnd,
    PairingKind,
    PairingState,
)
from redvest.care.choices.serving import LIVE_SERVINGS, ConfirmAnswer, ConfirmWay, ServingState
from redvest.care.choices.silence import CallAnswer, SilenceStage
from redvest.care.choices.spotted import SpottedKind
from redvest.care.choices.visit import VisitState

__all__ = [  # noqa: RUF022 - in the order of the alphabet
    "AskState", "CallAnswer", "CareGroup", "ConfirmAnswer", "ConfirmWay", "CrisisKind", "CrisisNeedKind",
    "CrisisNeedState", "CrisisSkill", "CrisisVia", "DispatchState", "DispatchWay", "ENDED_NEEDS", "HELPERS",
    "HouseholdConsent", "LIVE_SERVINGS", "MenuState", "NeedChannel", "NeedKind", "NeedState", "NeedUrgency",
    "OPEN_NEEDS", "PairingEnd", "PairingKind", "PairingState", "PictureOf", "ServingState", "SilenceStage",
    "SpottedKind", "TAKEN_NEEDS", "VISITED", "VerifyResult", "VerifyWay", "VisitState", "WITH_HOUSEHOLD",
]  # fmt: skip

"""The tables of the honour context."""

from redvest.honour.models.award import AwardCategory, AwardEdition, AwardProgramme
from redvest.honour.models.award_freeze import AwardFreeze, AwardResult
from redvest.honour.models.award_jury import AwardJuror, AwardScore, JurorRecusal
from redvest.honour.models.award_nomination import (
    AwardNomination,
    AwardObjection,
    AwardSeconding,
    AwardStory,
)
from redvest.honour.models.award_vote import AwardVote
from redvest.honour.models.contest import Contest, ContestEntry, ContestPaper, ContestPicture
from redvest.honour.models.contest_judging import ContestHint, ContestJudge, ContestMark
from redvest.honour.models.ledger import FamilyTie, LedgerAccount, LedgerCase, LedgerLine, LedgerTransfer
from redvest.honour.models.perk import Perk, PerkCode, PerkUse
from redvest.honour.models.redeem import RedeemItem, RedeemPartner, Redemption
from redvest.honour.models.star import StarAward, StarObjection

__all__ = [
    "AwardCategory",
    "AwardEdition",
    "AwardFreeze",
    "AwardJuror",
    "AwardNomination",
    "AwardObjection",
    "AwardProgramme",
    "AwardResult",
    "AwardScore",
    "AwardSeconding",
    "AwardStory",
    "AwardVote",
    "Contest",
    "ContestEntry",
    "ContestHint",
    "ContestJudge",
    "ContestMark",
    "ContestPaper",
    "ContestPicture",
    "FamilyTie",
    "JurorRecusal",
    "LedgerAccount",
    "LedgerCase",
    "LedgerLine",
    "LedgerTransfer",
    "Perk",
    "PerkCode",
    "PerkUse",
    "RedeemItem",
    "RedeemPartner",
    "Redemption",
    "StarAward",
    "StarObjection",
]

"""The tables of the honour context."""

from redvest.honour.models.ledger import FamilyTie, LedgerAccount, LedgerCase, LedgerLine, LedgerTransfer
from redvest.honour.models.star import StarAward, StarObjection

__all__ = [
    "FamilyTie",
    "LedgerAccount",
    "LedgerCase",
    "LedgerLine",
    "LedgerTransfer",
    "StarAward",
    "StarObjection",
]

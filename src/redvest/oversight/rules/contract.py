"""What a contract is worth by its evidence: sums over what was counted. Pure.

The same sums stand in the database (``oversight_earned_fen``), where the triggers ask for them; a test holds both equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A deliverable in numbers: what was to be there, what the records have, what was accepted."""

    target: int
    delivered: int
    accepted: int

    @property
    def standing(self) -> int:
        """What is accepted and still borne by the records."""
        return min(self.accepted, self.delivered)


def earned_fen(amount_fen: int, parts: Iterable[Part], *, live: bool) -> int:
    """What may be paid of a milestone: the deliverable that is least fulfilled decides, and without one nothing is earned.

    ``live``: by what the records bear today; else by what was accepted, whatever became of it since.
    """
    shares = [
        amount_fen * min(part.target, part.standing if live else part.accepted) // part.target
        for part in parts
    ]
    return min(shares, default=0)


@dataclass(frozen=True, slots=True)
class Account:
    """The money of a milestone or a contract. ``held`` is what was approved, paid or not, without what was recovered."""

    amount_fen: int
    accepted_fen: int
    payable_fen: int
    held_fen: int
    paid_fen: int

    @property
    def left_fen(self) -> int:
        """What may still be approved."""
        return max(0, self.payable_fen - self.held_fen)

    @property
    def overpaid_fen(self) -> int:
        """What has to come back, because hours behind it were voided."""
        return max(0, self.paid_fen - self.payable_fen)


def total(accounts: Iterable[Account], amount_fen: int) -> Account:
    """The account of a whole contract of this amount."""
    each = list(accounts)
    return Account(
        amount_fen=amount_fen,
        accepted_fen=sum(one.accepted_fen for one in each),
        payable_fen=sum(one.payable_fen for one in each),
        held_fen=sum(one.held_fen for one in each),
        paid_fen=sum(one.paid_fen for one in each),
    )

"""What Redvest asks of a text-message service."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Protocol


class Fate(Enum):
    """What the vendor knows of a text that was handed over."""

    TAKEN = "taken"
    DELIVERED = "delivered"
    FAILED = "failed"


class Sms(Protocol):
    stand_in: bool  # whether this is a local default that reaches nobody

    def send(self, *, phone: str, text: str, code: str = "", out_id: str = "", whole: bool = False) -> str:
        """Hand one message over for a mainland number of eleven digits; the vendor's number for it.

        ``code`` is the digits in ``text`` where it is a one-time code; ``whole``: it can be read nowhere else.
        Raises Unsent, Unanswered, Refused.
        """
        ...

    def find(self, *, phone: str, out_id: str, on: date) -> Fate | None:
        """What became of the one with our number, sent on a day; None where the vendor never got it."""
        ...

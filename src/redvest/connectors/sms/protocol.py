"""What Redvest asks of a text-message service."""

from __future__ import annotations

from typing import Protocol


class Sms(Protocol):
    stand_in: bool  # whether this is a local default that reaches nobody

    def send(self, *, phone: str, text: str) -> None:
        """Hand one message over for a mainland number of eleven digits."""
        ...

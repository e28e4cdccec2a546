"""Text messages: what a vendor has to offer, and the local default that writes them to the log."""

from __future__ import annotations

from redvest.connectors.sms.console import ConsoleSms
from redvest.connectors.sms.protocol import Sms

__all__ = ["ConsoleSms", "Sms", "current"]

_console = ConsoleSms()


def current() -> Sms:
    """The connector in use. Only the console exists so far; ``REDVEST_SMS`` accepts no other name."""
    return _console

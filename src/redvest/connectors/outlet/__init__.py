"""Calling a vendor over HTTP, and the three ways in which a message can fail to leave the house."""

from __future__ import annotations

from redvest.connectors.outlet.faults import Refused, Unanswered, Unsent
from redvest.connectors.outlet.http import Answer, call

__all__ = ["Answer", "Refused", "Unanswered", "Unsent", "call"]

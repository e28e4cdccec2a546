"""Real names: what an identity authority has to answer, and a local default that can only check the form."""

from __future__ import annotations

from redvest.connectors.realname.local import FormOnly
from redvest.connectors.realname.protocol import Outcome, RealName

__all__ = ["FormOnly", "Outcome", "RealName", "current"]

_local = FormOnly()


def current() -> RealName:
    """The connector in use."""
    return _local

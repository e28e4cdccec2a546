"""Notices to accounts, one to each. To volunteers: ``message.py``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from redvest.registry.actions.message import PLAIN, Notice, write_notice
from redvest.registry.models import Account


def tell_accounts(*, accounts: Iterable[Account], text: str, at: datetime, notice: Notice = PLAIN) -> int:
    """One notice to each; returns how many."""
    count = 0
    for account in accounts:
        write_notice(account=account, text=text, at=at, notice=notice)
        count += 1
    return count

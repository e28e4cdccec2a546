"""Texts to accounts: their numbers are opened here to send to, and shown to nobody. To volunteers: ``message.py``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from redvest.registry.actions.message import send_message
from redvest.registry.models import Account
from redvest.registry.queries.secret import ACCOUNT_PHONE, open_sealed


def tell_accounts(*, accounts: Iterable[Account], text: str, at: datetime) -> int:
    """One text to each; returns how many."""
    count = 0
    for account in accounts:
        phone = open_sealed(account.phone_sealed, context=ACCOUNT_PHONE)
        send_message(city=account.city, phone=phone, text=text, at=at)
        count += 1
    return count

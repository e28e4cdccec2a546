"""Texts to people who have to do something about hours. Called inside the transaction of what they are told about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from redvest.registry.actions.message import send_message
from redvest.registry.models import Account, Body
from redvest.registry.queries.role import heads_of, nearest_officers
from redvest.registry.queries.secret import ACCOUNT_PHONE, open_sealed


def tell_accounts(*, accounts: Iterable[Account], text: str, at: datetime) -> int:
    """One text to each; returns how many."""
    count = 0
    for account in accounts:
        phone = open_sealed(account.phone_sealed, context=ACCOUNT_PHONE)
        send_message(city=account.city, phone=phone, text=text, at=at)
        count += 1
    return count


def in_charge_of(*, body: Body, on: date) -> list[Account]:
    """Who answers for a body's records: its heads; the officers of its place where it has none."""
    return list(heads_of(body.pk, on)) or nearest_officers(body.region_path, on)

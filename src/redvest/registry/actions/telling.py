"""Texts to people of the register: their numbers are opened here to send to, and shown to nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from redvest.registry.actions.message import send_message
from redvest.registry.models import Account, Volunteer
from redvest.registry.queries.secret import ACCOUNT_PHONE, open_sealed, volunteer_phone


def tell_accounts(*, accounts: Iterable[Account], text: str, at: datetime) -> int:
    """One text to each; returns how many."""
    count = 0
    for account in accounts:
        phone = open_sealed(account.phone_sealed, context=ACCOUNT_PHONE)
        send_message(city=account.city, phone=phone, text=text, at=at)
        count += 1
    return count


def tell_volunteer(*, volunteer: Volunteer, text: str, at: datetime) -> None:
    """A text to a volunteer who left a phone; the account must be at hand."""
    if phone := volunteer_phone(volunteer):
        send_message(city=volunteer.city, phone=phone, text=text, at=at)

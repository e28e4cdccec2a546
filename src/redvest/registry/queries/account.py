"""Finds accounts: by phone, and by the token of a request to the API."""

from __future__ import annotations

import hashlib
from datetime import datetime

from redvest.core.clock import day_of
from redvest.registry.account_errors import AccountMissing
from redvest.registry.models import Account, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.role import read_standing, standing_rows
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules import volunteer_number
from redvest.registry.rules.standing import Standing


def token_digest(token: str) -> bytes:
    """What is stored of a token. It has 256 random bits of its own, so a plain hash keeps it safe."""
    return hashlib.sha256(token.encode()).digest()


def account_of_token(token: str, at: datetime) -> Account | None:
    """The account whose live token this is."""
    return Account.objects.filter(
        tokens__digest=token_digest(token), tokens__expires_at__gt=at, is_active=True
    ).first()


def standing_of_token(token: str, at: datetime) -> Standing | None:
    """Who asks with this token: token, account, record and grants in one query."""
    found = Account.objects.filter(tokens__digest=token_digest(token), tokens__expires_at__gt=at)
    row = standing_rows(found, day_of(at)).first()
    return read_standing(row) if row else None


def account_by_phone(city: str, phone: str) -> Account | None:
    """The account of a normalised phone."""
    return Account.objects.filter(city=city, phone_hash=secret.phone_hash(phone)).first()


def account_of(city: str, phone_or_number: str) -> Account:
    """The account of whoever is named by their phone or their volunteer number, as typed. Raises AccountMissing."""
    found = None
    try:
        found = account_by_phone(city, phone_rules.check(phone_or_number))
    except phone_rules.PhoneFault:
        number = volunteer_number.normalise(phone_or_number)
        person = Volunteer.objects.select_related("account").filter(city=city, number=number).first()
        found = person.account if person else None
    if found is None or not found.is_active:
        raise AccountMissing
    return found


def masked_phone(account: Account) -> str:
    """`138****8000`."""
    return phone_rules.mask(secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE))

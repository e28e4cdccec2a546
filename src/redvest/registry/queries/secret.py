"""How the registry keeps phones and ID numbers: sealed for reading, hashed for finding, a tail for showing.

Owns the contexts, the hash purposes and the families of documents. Knows the key ring, asks no table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from redvest.core.crypto import Keyring
from redvest.registry.choices import IdType
from redvest.registry.models import Volunteer

ACCOUNT_PHONE = "account.phone"
VOLUNTEER_PHONE = "volunteer.phone"
VOLUNTEER_ID = "volunteer.id"
GUARDIAN_PHONE = "guardian.phone"
MESSAGE_PHONE = "message.phone"
LOAN_PHONE = "loan.phone"
HELP_PHONE = "help.phone"
NEED_PRIVATE = "need.private"
NEED_LINK = "need.link"
CONTEST_PRIVATE = "contest.private"
HOUSEHOLD_PRIVATE = "household.private"
PAIRING_WORDS = "pairing.words"
MAIL_ADDRESS = "mail.address"
WECHAT_OPENID = "wechat.openid"

# Eighteen-digit numbers are one national space, whichever card shows them: one family, one person.
_ID_FAMILY: dict[IdType, str] = {
    IdType.RESIDENT_CARD: "resident",
    IdType.RESIDENCE_PERMIT: "resident",
    IdType.PERMANENT_RESIDENCE: "resident",
    IdType.PASSPORT: "passport",
    IdType.TRAVEL_PERMIT_HM: "travel-permit-hm",
    IdType.TRAVEL_PERMIT_TW: "travel-permit-tw",
}


@dataclass(frozen=True, slots=True)
class Phone:
    """The three columns in which a phone is kept."""

    sealed: bytes
    hash: bytes
    tail: str


def keyring() -> Keyring:
    ring: Keyring = settings.REDVEST_KEYRING
    return ring


def phone_hash(number: str) -> bytes:
    """What equal phones have in common; ``number`` is normalised."""
    return keyring().keyed_hash(number, purpose="phone")


def id_hash(id_type: IdType | str, number: str) -> bytes:
    """What makes a person one; ``number`` as ``rules.identity_number.check`` returns it."""
    return keyring().keyed_hash(f"{_ID_FAMILY[IdType(id_type)]}:{number}", purpose="id")


def keep_phone(number: str, *, context: str) -> Phone:
    """A normalised phone in the form of its three columns."""
    return Phone(keyring().encrypt(number, context=context), phone_hash(number), number[-4:])


def seal_id(number: str) -> bytes:
    return keyring().encrypt(number, context=VOLUNTEER_ID)


def open_sealed(sealed: Any, *, context: str) -> str:
    """The text of a sealed column. Callers show it masked, or audit that they did not."""
    return keyring().decrypt(bytes(sealed), context=context)


def volunteer_phone(volunteer: Volunteer) -> str:
    """The number to reach a volunteer under: the account's, else the record's; empty when there is none. For sending only."""
    account = volunteer.account
    if account is not None:
        return open_sealed(account.phone_sealed, context=ACCOUNT_PHONE)
    return open_sealed(volunteer.phone_sealed, context=VOLUNTEER_PHONE) if volunteer.phone_sealed else ""

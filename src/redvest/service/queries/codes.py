"""The keys behind presence: what a card says, whose code a text is, the tag of a phone, the text of an hour code."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from redvest.service.models import HourCode, VolunteerCard
from redvest.service.rules.presence import TAG_LENGTH, CodeKind, kind_of, make_card, owner_of

HOUR_CODE_CONTEXT = "hour-code"


def code_key() -> bytes:
    """The key under which the house signs presence codes."""
    key: bytes = settings.REDVEST_KEYRING.derive("presence-codes")
    return key


def device_tag(device: str) -> str:
    """A short keyed name of a device: equal for the same phone, and says nothing about it. Empty for none."""
    if not device:
        return ""
    keyed: bytes = settings.REDVEST_KEYRING.keyed_hash(device, purpose="presence-device")
    return keyed.hex()[:TAG_LENGTH]


def owner_of_code(text: str) -> UUID:
    """The volunteer on a rotating or printed code, whether or not it still counts. Raises BadCode."""
    kind = CodeKind.CARD if kind_of(text) is CodeKind.CARD else CodeKind.VOLUNTEER
    return owner_of(code_key(), kind, text)


def card_text(card: VolunteerCard) -> str:
    """What the QR picture of a card says."""
    return make_card(code_key(), card.volunteer_id, card.serial)


def hour_code_text(code: HourCode) -> str:
    """An hour code as it is printed, in two groups."""
    text: str = settings.REDVEST_KEYRING.decrypt(bytes(code.sealed), context=HOUR_CODE_CONTEXT)
    return f"{text[:5]}-{text[5:]}"


def hour_code_hash(text: str) -> bytes:
    """What an hour code is found by; case, spaces and hyphens make no difference."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    keyed: bytes = settings.REDVEST_KEYRING.keyed_hash(plain, purpose="hour-code")
    return keyed

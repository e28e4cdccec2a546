"""Opens what of a need is sealed, and makes of it what may be shown without a reason: masked.

``private_of`` is for the inside alone: whoever hands it to a person does that by an action that leaves an audit line.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from redvest.care.models import Need
from redvest.care.rules.need_private import Private, as_text, masked_name, read_text
from redvest.registry.models import Account
from redvest.registry.queries import secret


@dataclass(frozen=True, slots=True)
class Masked:
    """``has_groups`` says that there is something to look at, not what."""

    name: str
    phone: str
    asked_by: str
    relation: str
    has_address: bool
    has_words: bool
    has_groups: bool
    gone: bool


def private_of(need: Need) -> Private:
    return read_text(secret.open_sealed(need.private_sealed, context=secret.NEED_PRIVATE))


def seal(private: Private) -> bytes:
    """What is kept in ``private_sealed``."""
    return secret.keyring().encrypt(as_text(private), context=secret.NEED_PRIVATE)


def masked_of(need: Need) -> Masked:
    private = private_of(need)
    return Masked(
        name=masked_name(private.name),
        phone=f"*******{need.phone_tail}" if need.phone_tail else "",
        asked_by=masked_name(private.asked_by),
        relation=private.relation,
        has_address=bool(private.address),
        has_words=bool(private.words),
        has_groups=bool(private.groups),
        gone=need.private_gone_at is not None,
    )


def former_of(phone: bytes, city: str) -> Need | None:
    """The latest need from this phone whose private part is still there."""
    rows = Need.objects.filter(city=city, phone_hash=phone, private_gone_at__isnull=True)
    return rows.select_related("region", "domain").order_by("-created_at", "-id").first()


def own_phone(account_id: UUID) -> str:
    """The number of whoever is signed in, for their own form."""
    sealed = Account.objects.filter(pk=account_id).values_list("phone_sealed", flat=True).first()
    return secret.open_sealed(sealed, context=secret.ACCOUNT_PHONE) if sealed else ""

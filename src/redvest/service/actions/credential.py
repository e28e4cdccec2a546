"""Signs credentials and status lists, keeps their keys, and gives every certificate its bit.

A credential is no row: it is derived from its certificate, signed when somebody downloads it, and comes out the same
every time until a leaf is sealed or the key changes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from redvest.core import png
from redvest.core.audit import SYSTEM, write_line
from redvest.core.errors import Conflict
from redvest.registry.policy import Standing
from redvest.registry.queries.secret import keyring
from redvest.service.choices import CertificateState, StatusSubject
from redvest.service.models import Certificate, CredentialKey, StatusBit, StatusEntry, StatusList
from redvest.service.models.credential import LIST_SIZE
from redvest.service.queries import credential as read
from redvest.service.rules import badge_png, credential, credential_token, did, status_list

SEAL = "credential.key"
TRIES = 12  # in a list that is half full, all of them miss once in four thousand times
Placed = TypeVar("Placed")
BAKED = "openbadgecredential"  # the keyword of Open Badges 3.0, 5.3.1


def credential_text(
    *, by: Standing, number: str, site_address: str = "", whole_name: bool = False, at: datetime
) -> str:
    """The signed credential of a certificate, for its volunteer or a head of the body.

    ``whole_name`` is the holder's own wish: a head of the body gets the masked name either way.
    Raises CertificateNotFound (also for who may not hold it) and CertificateRevoked.
    """
    issuer = read.issuer_at(site_address)
    certificate, facts = _facts(by, number, issuer, whole_name, at)
    return sign_credential(
        payload=credential.payload(facts, issuer), city=certificate.city, issuer=issuer, at=at
    )


def credential_payload(
    *, by: Standing, number: str, site_address: str = "", whole_name: bool = False, at: datetime
) -> dict[str, Any]:
    """The same as JSON to read: without the claims of the JWT, and without a signature."""
    issuer = read.issuer_at(site_address)
    found = credential.payload(_facts(by, number, issuer, whole_name, at)[1], issuer)
    return {name: value for name, value in found.items() if name not in {"iss", "sub", "jti", "nbf"}}


def baked_badge(
    *, by: Standing, number: str, site_address: str = "", whole_name: bool = False, at: datetime
) -> bytes:
    """A picture that carries its credential; the credential carries the picture's digest."""
    issuer = read.issuer_at(site_address)
    certificate, facts = _facts(by, number, issuer, whole_name, at)
    picture = badge_png.draw(badge_png.words(facts, issuer.name))
    told = credential.payload(facts, issuer, hashlib.sha256(picture).digest())
    signed = sign_credential(payload=told, city=certificate.city, issuer=issuer, at=at)
    return png.with_text(picture, BAKED, signed)


def status_list_text(*, number: int, site_address: str = "", at: datetime) -> str:
    """A status list as the certificates stand now, signed. Never kept: what it says is read at this moment."""
    found, issuer = read.status_list(number), read.issuer_at(site_address)
    told = status_list.credential(
        base=issuer.base, issuer=credential.profile(issuer), number=found.pk, size=LIST_SIZE,
        revoked=read.revoked_indexes(found.pk), at=at,
    )  # fmt: skip
    return sign_credential(payload=told, city=found.city, issuer=issuer, at=at)


def did_document(*, city: str, site_address: str = "", at: datetime) -> dict[str, Any]:
    """The issuer's DID document with every key; the first key is made when nobody has needed one yet."""
    issuer = read.issuer_at(site_address)
    current_key(city=city, at=at)
    return did.document(issuer.did, read.public_keys(city), address=issuer.base)


def current_key(*, city: str, at: datetime) -> CredentialKey:
    """The key that signs, made at the first need. Two at once: one makes it, the other reads it."""
    known = CredentialKey.objects.filter(city=city, retired_at__isnull=True)
    found = known.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _new_key(city, at)
    except IntegrityError:
        return known.get()


@transaction.atomic
def rotate_key(*, city: str, distrust: bool = False, at: datetime) -> CredentialKey:
    """A new key signs from now on. The former one still verifies, unless it leaked: then nothing it signed does."""
    current_key(city=city, at=at)
    former = CredentialKey.objects.select_for_update().filter(city=city, retired_at__isnull=True).first()
    if former is None:  # another rotation came first
        raise Conflict
    former.retired_at = at
    former.distrusted_at = at if distrust else None
    former.save(update_fields=["retired_at", "distrusted_at"])
    return _new_key(city, at)


def give_bit(
    *, certificate: Certificate, at: datetime, draw: Callable[[int], int] = secrets.randbelow
) -> StatusEntry:
    """The certificate's place in a status list, given once and for all. In the caller's transaction.

    A random place is tried by inserting it; the unique constraint says whether it was free. When many tries in a row
    miss, the list is full enough and the next one is opened. No counter: nobody waits for anybody.
    """

    def placed(bits: StatusList) -> StatusEntry | None:
        row = StatusEntry(certificate=certificate, status_list=bits, index=draw(LIST_SIZE))
        StatusEntry.objects.bulk_create([row], ignore_conflicts=True)
        return StatusEntry.objects.filter(pk=certificate.pk).first()

    known = StatusEntry.objects.filter(pk=certificate.pk).first()
    return known or _free_place(placed, certificate.city, StatusSubject.CERTIFICATE, at)


def give_status_bit(
    *, key: UUID, city: str, at: datetime, draw: Callable[[int], int] = secrets.randbelow
) -> StatusBit:
    """The same for what no certificate stands behind, by the key of what the credential was given for."""

    def placed(bits: StatusList) -> StatusBit | None:
        row = StatusBit(key=key, status_list=bits, index=draw(LIST_SIZE))
        StatusBit.objects.bulk_create([row], ignore_conflicts=True)
        return StatusBit.objects.filter(pk=key).first()

    known = StatusBit.objects.filter(pk=key).first()
    return known or _free_place(placed, city, StatusSubject.HONOUR, at)


def revoke_status_bit(*, key: UUID, at: datetime) -> bool:
    """Set it: the credential no longer stands, within the lists' half minute. In the caller's transaction."""
    return bool(StatusBit.objects.filter(pk=key, revoked_at__isnull=True).update(revoked_at=at))


def _free_place(
    placed: Callable[[StatusList], Placed | None], city: str, subject: StatusSubject, at: datetime
) -> Placed:
    """Places are tried in the open list until one is free; a list in which many tries miss is followed by another."""
    while True:
        bits = _open_list(city, subject, at)
        for _ in range(TRIES):
            found = placed(bits)
            if found is not None:
                return found
        _next_list(bits, at)


def _facts(
    by: Standing, number: str, issuer: credential.Issuer, whole_name: bool, at: datetime
) -> tuple[Certificate, credential.CredentialFacts]:
    """A certificate that still stands, and what its credential says."""
    certificate = read.held_certificate(by=by, number=number)
    if certificate.state != CertificateState.VALID:
        raise credential.CertificateRevoked
    place = give_bit(certificate=certificate, at=at)
    own_wish = whole_name and by.is_self(certificate.volunteer_id)
    host = read.host_of(issuer.base)
    return certificate, read.facts_of(certificate, place, host, whole_name=own_wish)


def sign_credential(*, payload: Mapping[str, Any], city: str, issuer: credential.Issuer, at: datetime) -> str:
    """The payload of any credential of this house as a JWT, by the key that signs now."""
    key = current_key(city=city, at=at)
    seed = bytes.fromhex(keyring().decrypt(bytes(key.private_sealed), context=SEAL))
    signer = did.signing_jwk(seed, bytes(key.public))
    return credential_token.sign(payload, key=signer, kid=f"{issuer.did}#{key.thumbprint}")


def _new_key(city: str, at: datetime) -> CredentialKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    key = CredentialKey.objects.create(
        city=city, thumbprint=did.PublicKey.of(public).thumbprint, public=public, created_at=at,
        private_sealed=keyring().encrypt(private.private_bytes_raw().hex(), context=SEAL),
    )  # fmt: skip
    write_line(by=SYSTEM, at=at, city=city, verb="make_credential_key", target=key, thumbprint=key.thumbprint)
    return key


def _open_list(city: str, subject: StatusSubject, at: datetime) -> StatusList:
    """The list in which places are given now: the newest, or the first."""
    newest = StatusList.objects.filter(city=city, subject=subject).order_by("-order").first()
    return newest or _list_of(city, subject, 1, at)


def _next_list(full: StatusList, at: datetime) -> StatusList:
    return _list_of(full.city, StatusSubject(full.subject), full.order + 1, at)


def _list_of(city: str, subject: StatusSubject, order: int, at: datetime) -> StatusList:
    row = StatusList(city=city, subject=subject, order=order, created_at=at)
    StatusList.objects.bulk_create([row], ignore_conflicts=True)
    return StatusList.objects.get(city=city, subject=subject, order=order)

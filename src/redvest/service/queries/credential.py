"""Reads about credentials: who issues them, with which keys, what a certificate's credential says, which bits are set."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from redvest.core.errors import NotFound
from redvest.core.identifiers import normalise_number
from redvest.registry.queries.secret import keyring
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.standing import Standing
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.choices import CertificateState, EntryMark
from redvest.service.models import Certificate, CredentialKey, LogHead, StatusBit, StatusEntry, StatusList
from redvest.service.queries.certificate import may_issue
from redvest.service.queries.certificate_truth import truth_of
from redvest.service.queries.log import leaf_indexes
from redvest.service.queries.public_address import public_address
from redvest.service.rules.certificate import PREFIX
from redvest.service.rules.credential import CredentialFacts, Issuer, LogEvidence
from redvest.service.rules.did import PublicKey, did_web


class StatusListNotFound(NotFound):
    """没有这份状态列表。"""

    code = "status-list-not-found"


def issuer_at(site_address: str = "") -> Issuer:
    """The platform under its public address. Raises PublicAddressMissing."""
    base = public_address(site_address)
    return Issuer(base, did_web(base), settings.REDVEST_SITE_NAME)


def public_keys(city: str) -> list[PublicKey]:
    """Every key that has ever signed, the current one first."""
    rows = CredentialKey.objects.filter(city=city).order_by("-created_at", "-id")
    return [PublicKey(row.thumbprint, bytes(row.public), row.distrusted_at) for row in rows]


def by_number(number: str) -> Certificate:
    """The certificate of a number as people type it. Raises CertificateNotFound."""
    spelled = normalise_number(number[:64])
    known = Certificate.objects.select_related("volunteer", "body__successor")
    found = known.filter(number__in=[spelled, f"{PREFIX}-{spelled}"]).first()
    if found is None:
        raise CertificateNotFound
    return found


def held_certificate(*, by: Standing, number: str) -> Certificate:
    """The certificate for who may hold its credential: the volunteer or a head of the body; hidden from others."""
    found = by_number(number)
    if not may_issue(by, volunteer_id=found.volunteer_id, body=found.body):
        raise CertificateNotFound
    return found


def facts_of(certificate: Certificate, place: StatusEntry, host: str, *, whole_name: bool) -> CredentialFacts:
    """What a certificate's credential says. ``host`` names the log while it has no signed head."""
    name = certificate.volunteer.name
    salt = keyring().keyed_hash(str(certificate.pk), purpose="credential-salt").hex()[:32]
    return CredentialFacts(
        id=certificate.pk,
        number=certificate.number,
        name=name if whole_name else mask_name(name),
        whole_name=whole_name,
        volunteer_number=certificate.volunteer.number,
        salt=salt,
        body_id=certificate.body_id,
        body=certificate.body.name,
        starts_on=certificate.starts_on,
        ends_on=certificate.ends_on,
        issued_at=certificate.issued_at,
        # What is signed comes from the ledger: a row that somebody wrote over is not made true by our signature.
        minutes_by_grade=truth_of(certificate).minutes_by_grade,
        log=log_evidence(certificate, log_origin(latest_head(certificate.city), host)),
        status_list=place.status_list_id,
        status_index=place.index,
    )


def log_evidence(certificate: Certificate, origin: str) -> LogEvidence:
    """The log's entries behind a certificate: how many, which leaves, how many came another way."""
    marks = dict(certificate.lines.values_list("entry_id", "entry__mark"))
    leaves = tuple(sorted(leaf_indexes(list(marks)).values()))
    how = Counter(marks.values())
    return LogEvidence(origin, len(marks), leaves, how[EntryMark.BACKFILL], how[EntryMark.TRANSFER])


def log_origin(head: LogHead | None, host: str = "") -> str:
    """The log's name: the first line of its checkpoints, or what it will be while there is none."""
    return head.checkpoint.split("\n", 1)[0] if head else f"{host}/log"


def latest_head(city: str) -> LogHead | None:
    """The newest signed head of the city's log."""
    return LogHead.objects.filter(city=city).order_by("-id").first()


def status_list(number: int) -> StatusList:
    found = StatusList.objects.filter(pk=number).first()
    if found is None:
        raise StatusListNotFound
    return found


def revoked_indexes(list_id: int) -> list[int]:
    """The bits of a list whose certificates or honours no longer stand, as the table says at this moment."""
    entries = StatusEntry.objects.filter(status_list_id=list_id)
    revoked = entries.filter(certificate__state=CertificateState.REVOKED).values_list("index", flat=True)
    bits = StatusBit.objects.filter(status_list_id=list_id, revoked_at__isnull=False)
    return list(revoked.union(bits.values_list("index", flat=True)).order_by("index"))


def places_of(certificate_ids: list[UUID]) -> dict[UUID, StatusEntry]:
    """The bit of each certificate that has one."""
    return StatusEntry.objects.in_bulk(certificate_ids)


def read_place(key: UUID) -> StatusBit | None:
    """The bit of what no certificate stands behind, where it has one."""
    return StatusBit.objects.filter(pk=key).first()


def credential_status(certificate: Certificate, base: str) -> dict[str, Any] | None:
    """Where anybody can read whether it stands: the list's address and the bit's place; None while there is none."""
    place = StatusEntry.objects.filter(pk=certificate.pk).first()
    if place is None:
        return None
    return {"list": f"{base}/credentials/status/{place.status_list_id}", "index": place.index}


def host_of(base: str) -> str:
    return urlsplit(base).netloc

"""Reads about certificates: what there is to certify, who may issue it, and what strangers may see of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from redvest.connectors.storage import storage
from redvest.core.clock import day_of
from redvest.core.identifiers import normalise_number
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.registry.queries.merge import records_of
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.standing import Standing
from redvest.service.certificate_errors import CertificateNotFound, NoSuccessor
from redvest.service.choices import CertificateState, EntryKind, Grade
from redvest.service.models import Certificate, HoursEntry, LogHead
from redvest.service.queries.certificate_truth import Truth, stands, truth_of
from redvest.service.rules.certificate import PREFIX, EntryFacts, LogAt, public_reason, verified_minutes


@dataclass(frozen=True, slots=True)
class PublicCertificate:
    """All that anybody who holds the number may know (domain, rules that bite, 4)."""

    number: str
    valid: bool
    masked_name: str
    body: str
    issued_by: str  # the body itself, or its successor
    issued_on: date
    starts_on: date
    ends_on: date
    minutes_by_grade: dict[str, int]
    minutes: int  # verified ones: A to C
    unverified_minutes: int
    revoked_on: date | None
    reason: str
    public_until: date | None  # under publicity to the end of this day; None when it is not, or no longer
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Certifiable:
    """A body that recorded hours of a volunteer, and how much of them it could certify now."""

    body: Body
    entries: int
    minutes: int  # verified ones
    unverified_minutes: int
    starts_on: date
    ends_on: date


def effective_entries(volunteer_id: UUID) -> QuerySet[HoursEntry]:
    """The entries that count: records and corrections that nothing has voided, oldest first."""
    counted = (EntryKind.RECORD, EntryKind.CORRECTION)
    return HoursEntry.objects.filter(
        volunteer_id__in=records_of(volunteer_id), kind__in=counted, voided_by__isnull=True
    ).order_by("service_on", "starts_at", "id")


def entries_to_certify(
    *, volunteer_id: UUID, body_id: UUID, starts_on: date | None, ends_on: date | None
) -> list[EntryFacts]:
    """The effective entries that a body recorded for a volunteer between two days, in one query."""
    found = effective_entries(volunteer_id).filter(body_id=body_id)
    if starts_on is not None:
        found = found.filter(service_on__gte=starts_on)
    if ends_on is not None:
        found = found.filter(service_on__lte=ends_on)
    rows = found.values_list(
        "id", "service_on", "title", "activity__place_name", "activity__domain__name", "minutes", "grade",
        "mark", "leaf__index",
    )  # fmt: skip
    return [
        EntryFacts(key, day, title, place or "", domain or "", minutes, grade, mark, leaf)
        for key, day, title, place, domain, minutes, grade, mark, leaf in rows
    ]


def log_at(city: str) -> LogAt | None:
    """The latest signed head of a city's log, for the paper."""
    head = LogHead.objects.filter(city=city).order_by("-id").first()
    return LogAt(head.size, bytes(head.root), head.signed_at) if head else None


def certifiable_bodies(volunteer_id: UUID) -> list[Certifiable]:
    """Who has recorded hours of this volunteer, the most first: the choices when asking for a certificate."""
    unverified = Sum("minutes", filter=Q(grade=Grade.D), default=0)
    rows = list(
        effective_entries(volunteer_id).order_by().values("body").annotate(
            n=Count("id"), all=Sum("minutes"), d=unverified, first=Min("service_on"), last=Max("service_on")
        )
    )  # fmt: skip
    bodies = Body.objects.in_bulk([row["body"] for row in rows])
    found = [
        Certifiable(bodies[row["body"]], row["n"], row["all"] - row["d"], row["d"], row["first"], row["last"])
        for row in rows
    ]
    return sorted(found, key=lambda each: (-each.minutes, -each.unverified_minutes, each.body.name))


def issuing_body(body: Body) -> Body:
    """Who issues for the recording body: itself, or when it has exited the last in its line of successors."""
    seen = {body.pk}
    while body.state == BodyState.EXITED:
        heir = body.successor
        if heir is None or heir.pk in seen:
            raise NoSuccessor
        seen.add(heir.pk)
        body = heir
    return body


def same_again(
    *, volunteer_id: UUID, body_id: UUID, account_id: UUID, entries: Sequence[EntryFacts], on: date
) -> Certificate | None:
    """The valid certificate that the same person issued today on exactly the same entries: a second press.

    One printed before its entries had their places in the log is not the same once they have.
    """
    wanted = {entry.id for entry in entries}
    sealed = all(entry.leaf is not None for entry in entries)
    candidates = Certificate.objects.filter(
        volunteer_id=volunteer_id, body_id=body_id, issued_by_id=account_id, state=CertificateState.VALID
    ).order_by("-issued_at")[:20]
    for candidate in candidates:
        if day_of(candidate.issued_at) != on:
            break
        if sealed and not candidate.leaves_shown:
            continue
        if set(candidate.lines.values_list("entry_id", flat=True)) == wanted:
            return candidate
    return None


def certificates_of(volunteer_id: UUID) -> QuerySet[Certificate]:
    """A volunteer's certificates, the newest first."""
    found = Certificate.objects.filter(volunteer_id__in=records_of(volunteer_id))
    return found.select_related("body").order_by("-issued_at")


def certificate_for(*, by: Standing, certificate_id: UUID) -> Certificate:
    """A certificate for who may hold its paper: the volunteer or a head of the body; hidden from others."""
    known = Certificate.objects.select_related("body__successor", "volunteer")
    found = known.filter(pk=certificate_id).first()
    if found is None or not may_issue(by, volunteer_id=found.volunteer_id, body=found.body):
        raise CertificateNotFound
    return found


def may_issue(by: Standing, *, volunteer_id: UUID, body: Body) -> bool:
    """谁记录谁证明: the volunteer's own print, or a head of the body that recorded or of its successor."""
    if by.account_id is None:
        return False
    return by.is_self(volunteer_id) or is_head(by, body)


def is_head(by: Standing, body: Body) -> bool:
    """Whether somebody runs the body that issues for this one: itself or its successor."""
    headed = by.headed()
    if not headed:
        return False
    try:
        return issuing_body(body).pk in headed
    except NoSuccessor:
        return body.pk in headed


def public_view(number: str, at: datetime) -> PublicCertificate:
    """What the public page says of a number, as people type it. Raises CertificateNotFound."""
    spelled = normalise_number(number[:64])
    found = (
        Certificate.objects.select_related("volunteer", "body__successor")
        .filter(number__in=[spelled, f"{PREFIX}-{spelled}"])
        .first()
    )
    if found is None:
        raise CertificateNotFound
    truth = truth_of(found)
    valid, name = stands(found, truth), found.volunteer.name
    minutes = dict.fromkeys(found.minutes_by_grade, 0) | truth.minutes_by_grade
    return PublicCertificate(
        number=found.number,
        valid=valid,
        masked_name=mask_name(name),
        body=found.body.name,
        issued_by=_issued_by(found),
        issued_on=day_of(found.issued_at),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        minutes_by_grade=minutes,
        minutes=verified_minutes(minutes),
        unverified_minutes=minutes.get(Grade.D, 0),
        revoked_on=day_of(found.revoked_at) if found.revoked_at else None,
        reason=_why_not(found, truth, name),
        public_until=found.public_until
        if valid and found.public_until and found.public_until >= day_of(at)
        else None,
        checked_at=at,
    )


def _why_not(certificate: Certificate, truth: Truth, name: str) -> str:
    """Why a certificate cannot be relied on; empty where it can."""
    if certificate.state == CertificateState.REVOKED:
        return public_reason(certificate.revoked_reason, name)
    if not truth.sound:
        return _("登记的时长和公开日志里的记录对不上，不能采信。")
    return _("所依据的记录已经作废。") if truth.voided else ""


def pdf_path(certificate: Certificate) -> Path:
    """The certificate's PDF as a file on this machine."""
    return storage().local_path(certificate.file)


def _issued_by(certificate: Certificate) -> str:
    """A certificate issued before its body left was issued by the body, whatever came later."""
    body = certificate.body
    if body.exited_at is None or certificate.issued_at < body.exited_at:
        return body.name
    try:
        return issuing_body(body).name
    except NoSuccessor:
        return body.name

"""Reads of publicity: what is open to the members of a unit now, and which objections wait for an answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from redvest.registry.models import Membership
from redvest.registry.policy import Standing
from redvest.service.choices import CertificateState, ObjectionState
from redvest.service.models import Certificate, CertificateObjection
from redvest.service.rules.publicity import NotPublic, ObjectionNotFound


def in_publicity(by: Standing, on: date) -> QuerySet[Certificate]:
    """The certificates under publicity in the bodies of which somebody is a member, the newest first."""
    member = Membership.objects.filter(volunteer__in=by.records, left_on__isnull=True, body=OuterRef("body"))
    return (
        Certificate.objects.filter(Exists(member), public_until__gte=on, state=CertificateState.VALID)
        .select_related("body", "volunteer")
        .order_by("-issued_at", "-id")
    )


def public_certificate(by: Standing, number: str, on: date) -> Certificate:
    """One of them. Raises NotPublic."""
    found = in_publicity(by, on).filter(number=number).first()
    if found is None:
        raise NotPublic
    return found


def own_objections(account_id: UUID) -> dict[UUID, CertificateObjection]:
    """What somebody has objected to, by certificate."""
    return {row.certificate_id: row for row in CertificateObjection.objects.filter(raised_by_id=account_id)}


def objections_for(by: Standing) -> QuerySet[CertificateObjection]:
    """The objections that come to somebody: as the body's head, or as an officer of its place."""
    where = Q(certificate__body__in=by.headed())
    for path in by.regions():
        where |= Q(certificate__body__region_path__startswith=path)
    rows = CertificateObjection.objects.filter(where, city=by.city)
    return rows.select_related("certificate__body", "certificate__volunteer", "raised_by").order_by(
        "-raised_at"
    )


def waiting_objections(by: Standing) -> QuerySet[CertificateObjection]:
    return objections_for(by).filter(state=ObjectionState.OPEN)


def objection_for(by: Standing, key: UUID) -> CertificateObjection:
    """One of them. Raises ObjectionNotFound."""
    found = objections_for(by).filter(pk=key).first()
    if found is None:
        raise ObjectionNotFound
    return found

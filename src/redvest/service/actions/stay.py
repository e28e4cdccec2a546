"""Stays: what a way in and a way out make of a volunteer's presence. Called by ``attendance`` with the place locked."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from redvest.service.choices import ProofKind
from redvest.service.errors import NoOpenStay
from redvest.service.models import Activity, Attendance, SignUp


def enter(*, activity: Activity, signup: SignUp, at: datetime, proof: ProofKind) -> Attendance:
    """Open a stay, or strengthen the one that is open: a second kind of proof joins the first."""
    stay = _stays(activity, signup).filter(out_at__isnull=True).first()
    if stay is None:
        return Attendance.objects.create(
            city=activity.city,
            activity=activity,
            volunteer_id=signup.volunteer_id,
            signup=signup,
            in_at=at,
            proofs=[proof],
        )
    stay.in_at = min(stay.in_at, at)
    _strengthen(stay, proof)
    stay.save(update_fields=["in_at", "proofs"])
    return stay


def leave(*, activity: Activity, signup: SignUp, at: datetime, proof: ProofKind) -> Attendance:
    """End the open stay; a later way out of a stay already ended extends it. Raises NoOpenStay."""
    begun = _stays(activity, signup).filter(in_at__lte=at)
    stay = begun.filter(out_at__isnull=True).first() or begun.order_by("-in_at").first()
    if stay is None:
        raise NoOpenStay
    stay.out_at = max(stay.out_at, at) if stay.out_at else at
    _strengthen(stay, proof)
    stay.save(update_fields=["out_at", "proofs"])
    return stay


def _stays(activity: Activity, signup: SignUp) -> QuerySet[Attendance]:
    return Attendance.objects.filter(activity=activity, volunteer_id=signup.volunteer_id).select_for_update()


def _strengthen(stay: Attendance, proof: ProofKind) -> None:
    if proof not in stay.proofs:
        stay.proofs = sorted([*stay.proofs, proof])

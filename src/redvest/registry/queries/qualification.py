"""Who is qualified for what on a day, and what waits for somebody to verify."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.registry.choices import QualificationState
from redvest.registry.models import Qualification
from redvest.registry.qualification_errors import QualificationUnknown
from redvest.registry.queries.guardian import acts_for
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.volunteer import people_of
from redvest.registry.rules.qualification import counts
from redvest.registry.rules.standing import Standing


def qualified(volunteer_id: UUID, kind: str, on: date) -> bool:
    """Whether this person holds a verified qualification of this kind that counts on this day."""
    held = Qualification.objects.filter(
        volunteer_id__in=records_of(volunteer_id),
        kind=kind,
        state=QualificationState.VERIFIED,
        issued_on__lte=on,
    )
    return held.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on)).exists()


def qualifications_of(volunteer_id: UUID) -> QuerySet[Qualification]:
    return Qualification.objects.filter(volunteer_id__in=records_of(volunteer_id)).order_by(
        "-submitted_at", "-id"
    )


def own_qualification(by: Standing, key: UUID, at: datetime) -> Qualification:
    """One's own, or one's child's. Raises QualificationUnknown."""
    found = Qualification.objects.filter(pk=key, city=by.city).first()
    if found is None or not (by.is_self(found.volunteer_id) or acts_for(by, found.volunteer_id, at)):
        raise QualificationUnknown
    return found


def qualifications_to_verify(by: Standing) -> QuerySet[Qualification]:
    """What waits, of the people whom this one may see, the oldest first; never one's own."""
    waiting = Qualification.objects.filter(
        city=by.city, state=QualificationState.SUBMITTED, volunteer__in=people_of(by).order_by().values("pk")
    )
    waiting = waiting.exclude(volunteer_id__in=by.records)
    return waiting.select_related("volunteer").order_by("submitted_at", "id")


def qualification_row(found: Qualification, on: date) -> dict[str, Any]:
    """One of them as pages show it: the number hidden, the state as it is on a day."""
    ended = found.state == QualificationState.VERIFIED and not counts(
        found.state, found.issued_on, found.expires_on, on
    )
    return {
        "key": found.pk,
        "name": people_list("qualification").get(found.kind, found.kind),
        "number": f"····{found.number_tail}" if found.number_tail else "",
        "issued_by": found.issued_by,
        "issued_on": found.issued_on,
        "expires_on": found.expires_on,
        "state": found.state,
        "ended": ended,
        "words": str(found.get_state_display()),
        "note": found.note,
    }

"""What was agreed about a person's data and what they asked for, in their own copy."""

from __future__ import annotations

from django.db.models import F

from redvest.registry.models import Consent, Guardian, RightsRequest, Volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.sharing import recipients_of
from redvest.service.queries.portability_person import Row


def consents(volunteer: Volunteer) -> list[Row]:
    rows = Consent.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("given_at", "id")
    told = rows.values(
        "purpose", "wording", "given_at", "given_by_guardian", "withdrawn_at", read_by_name=F("read_by__name")
    )
    return [dict(row) for row in told]


def guardians(volunteer: Volunteer) -> list[Row]:
    """Who acts or acted for a child; of a phone only its end."""
    rows = Guardian.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("place", "id")
    return [dict(row) for row in rows.values("name", "relation", "phone_tail", "agreed_at", "ended_at")]


def recipients(volunteer: Volunteer) -> list[Row]:
    rows = recipients_of(volunteer.pk)
    return [
        dict(row) for row in rows.values("recipient", "purpose", "given_at", "expires_on", "withdrawn_at")
    ]


def rights(volunteer: Volunteer) -> list[Row]:
    rows = RightsRequest.objects.filter(volunteer=volunteer).order_by("asked_at", "id")
    return [
        dict(row)
        for row in rows.values(
            "kind", "words", "asked_at", "due_on", "state", "ground", "answer", "decided_at"
        )
    ]

"""Where a person belongs, in their own copy: organisations, classes, stations and their duty; and what they wrote there."""

from __future__ import annotations

from django.db.models import Count, F

from redvest.registry.models import ClassPupil, DutyTurn, JoinRequest, Membership, StationMember, Volunteer
from redvest.registry.queries.merge import records_of
from redvest.service.models import Reflection
from redvest.service.queries.portability_person import Row


def stations(volunteer: Volunteer) -> list[Row]:
    rows = StationMember.objects.filter(volunteer=volunteer).select_related("station")
    return [
        {"station": each.station.name, "joined_on": each.starts_on, "left_on": each.ends_on}
        for each in rows.order_by("starts_on", "id")
    ]


def duty(volunteer: Volunteer) -> list[Row]:
    rows = DutyTurn.objects.filter(volunteer=volunteer).select_related("slot__station")
    return [
        {
            "station": each.slot.station.name,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "state": each.state,
        }
        for each in rows.order_by("starts_at", "id")
    ]


def memberships(volunteer: Volunteer) -> list[Row]:
    rows = Membership.objects.filter(volunteer_id__in=records_of(volunteer.pk))
    rows = rows.select_related("body").order_by("joined_on", "id")
    return [
        {
            "body": row.body.name, "joined_on": row.joined_on, "left_on": row.left_on, "consent": row.consent,
            "consented_at": row.consented_at, "left_note": row.left_note,
        }
        for row in rows
    ]  # fmt: skip


def classes(volunteer: Volunteer) -> list[Row]:
    rows = ClassPupil.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("asked_at", "id")
    named = {"school": F("school_class__body__name"), "class": F("school_class__name")}
    found = rows.values("state", "asked_at", "agreed_at", "since", "until", "reason", **named)
    return [dict(row) for row in found]


def reflections(volunteer: Volunteer) -> list[Row]:
    """What somebody wrote of their service; ``shots``: how many pictures."""
    rows = Reflection.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("written_at", "id")
    said = ("text", "state", "written_at", "agreed_at", "published_at", "words")
    return list(rows.annotate(shots=Count("pictures")).values(*said, "shots", title=F("activity__title")))


def joining(volunteer: Volunteer) -> list[Row]:
    rows = JoinRequest.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("asked_at", "id")
    return [
        dict(row)
        for row in rows.values("body__name", "kind", "words", "state", "asked_at", "decided_at", "note")
    ]

"""What a person served, in their own copy: sign-ups, stays, the ledger, certificates."""

from __future__ import annotations

from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import records_of
from redvest.service.models import Attendance, Certificate, HoursEntry, LogLeaf, SignUp
from redvest.service.queries.portability_person import Row


def signups(volunteer: Volunteer) -> list[Row]:
    rows = (
        SignUp.objects.filter(volunteer_id__in=records_of(volunteer.pk))
        .select_related("activity", "post")
        .order_by("created_at")
    )
    return [
        {
            "id": row.pk, "activity": row.activity.title, "post": row.post.label, "state": row.state,
            "created_at": row.created_at, "confirmed_at": row.confirmed_at, "cancelled_at": row.cancelled_at,
        }
        for row in rows
    ]  # fmt: skip


def attendance(volunteer: Volunteer) -> list[Row]:
    rows = (
        Attendance.objects.filter(volunteer_id__in=records_of(volunteer.pk))
        .select_related("activity")
        .order_by("in_at")
    )
    return [
        {"activity": row.activity.title, "in_at": row.in_at, "out_at": row.out_at, "proofs": row.proofs}
        for row in rows
    ]


def hours(volunteer: Volunteer) -> list[Row]:
    """The ledger itself, voids too, each with its commitment and its place in the public log."""
    rows = list(
        HoursEntry.objects.filter(volunteer_id__in=records_of(volunteer.pk))
        .select_related("body")
        .order_by("recorded_at")
    )
    leaves = LogLeaf.objects.filter(entry_id__in=[row.pk for row in rows])
    index = dict(leaves.values_list("entry_id", "index"))
    return [
        {
            "id": row.pk, "kind": row.kind, "title": row.title, "body": row.body.name, "on": row.service_on,
            "starts_at": row.starts_at, "ends_at": row.ends_at, "minutes": row.minutes, "grade": row.grade,
            "proofs": row.proofs, "voids": row.voids_id, "reason": row.reason, "recorded_at": row.recorded_at,
            "commitment": bytes(row.commitment).hex(), "leaf": index.get(row.pk), "log": row.city,
        }
        for row in rows
    ]  # fmt: skip


def certificates(volunteer: Volunteer) -> list[Row]:
    rows = (
        Certificate.objects.filter(volunteer_id__in=records_of(volunteer.pk))
        .select_related("body")
        .order_by("issued_at")
    )
    return [
        {
            "number": row.number, "body": row.body.name, "starts_on": row.starts_on, "ends_on": row.ends_on,
            "minutes_by_grade": row.minutes_by_grade, "issued_at": row.issued_at, "state": row.state,
            "sha256": bytes(row.file_digest).hex(),
        }
        for row in rows
    ]  # fmt: skip

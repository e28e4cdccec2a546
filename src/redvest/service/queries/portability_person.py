"""Who a person is, in their own copy: numbers, profile, qualifications."""

from __future__ import annotations

from typing import Any

from redvest.registry.models import Profile, Qualification, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.profile import people_list
from redvest.registry.rules.availability import decode

Row = dict[str, Any]


def full_numbers(volunteer: Volunteer) -> Row:
    """Identity and phone in full, for the person alone."""
    id_number = (
        secret.open_sealed(volunteer.id_sealed, context=secret.VOLUNTEER_ID) if volunteer.id_sealed else ""
    )
    phone = secret.volunteer_phone(volunteer)
    return {"id_number": id_number, "phone": phone or ""}


def qualifications(volunteer: Volunteer) -> list[Row]:
    """Each with the name of its paper in the zip."""
    rows = Qualification.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by(
        "submitted_at", "id"
    )
    named = people_list("qualification")
    return [
        {
            "kind": named.get(row.kind, row.kind), "number_tail": row.number_tail, "issued_by": row.issued_by,
            "issued_on": row.issued_on, "expires_on": row.expires_on, "state": row.state,
            "submitted_at": row.submitted_at, "decided_at": row.decided_at, "note": row.note,
            "file": paper_name(row),
        }
        for row in rows
    ]  # fmt: skip


def paper_name(row: Qualification) -> str:
    """Under which name the paper of a qualification lies in the zip."""
    ending = {"application/pdf": "pdf", "image/png": "png"}.get(row.proof_type, "jpg")
    return f"qualifications/{row.pk}.{ending}"


def about_me(volunteer: Volunteer) -> Row:
    """What the person said of themselves; empty where they said nothing."""
    profile = Profile.objects.filter(volunteer=volunteer).first()
    if profile is None:
        return {}
    return {
        "free": list(decode(profile.slots)), "languages": profile.languages, "affiliation": profile.affiliation,
        "project_invites": profile.project_invites, "team_invites": profile.team_invites,
        "personal_order": profile.personal_order,
    }  # fmt: skip

"""Everything of one person as plain values, for the copy they take along (PIPL art. 45; 网数条例 art. 25).

Schema ``redvest-copy/1``, described in docs/privacy.md. Times are ISO 8601 with zone, durations whole minutes.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from redvest.core.clock import day_of
from redvest.registry.models import (
    Consent,
    DutyTurn,
    Guardian,
    JoinRequest,
    Membership,
    OutgoingMessage,
    Profile,
    Qualification,
    RightsRequest,
    StationMember,
    Volunteer,
)
from redvest.registry.queries import secret
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.sharing import looks_at, recipients_of, sharing_of, unmaskings_of
from redvest.registry.rules.availability import decode
from redvest.service.models import Attendance, Certificate, HoursEntry, LogLeaf, SavedSearch, SignUp
from redvest.service.queries.copy_words import WORDS
from redvest.service.queries.hours import minutes_by_grade
from redvest.service.queries.record import awards_part, basic_part, evaluations_part, training_part

SCHEMA = "redvest-copy/1"
Row = dict[str, Any]


def whole_copy(volunteer: Volunteer, at: datetime, *, unmasked: bool = False) -> Row:
    """The five parts, then all rows about this person, each list from the earliest on; ``words`` explains the codes.

    ``unmasked``: with the person's own numbers in full, after a fresh proof that it is they.
    """
    people = list(records_of(volunteer.pk))
    return {
        "schema": SCHEMA,
        "made_at": at,
        "profile": {
            **asdict(basic_part(volunteer)),
            **(_numbers(volunteer) if unmasked else {}),
            "registered_at": volunteer.registered_at,
            "state": volunteer.state,
        },
        "about_me": _about(volunteer),
        "consents": _consents(volunteer),
        "guardians": _guardians(volunteer),
        "recipients": _recipients(volunteer),
        "rights": _rights(volunteer),
        "memberships": _memberships(volunteer),
        "join_requests": _joining(volunteer),
        "stations": _stations(volunteer),
        "duty": _duty(volunteer),
        "saved_searches": _searches(volunteer),
        "signups": _signups(volunteer),
        "attendance": _attendance(volunteer),
        "hours": _hours(volunteer),
        "minutes_by_grade": minutes_by_grade(volunteer.pk),
        "certificates": _certificates(volunteer),
        "qualifications": _qualifications(volunteer),
        "training": [asdict(each) for each in training_part(volunteer.pk, day_of(at))],
        "awards": [asdict(each) for each in awards_part(volunteer.pk)],
        "evaluations": asdict(evaluations_part(volunteer.pk)),
        "messages": _messages(volunteer),
        "given_to": _given(people),
        "seen_by": _seen(people),
        "words": WORDS,
    }


def _numbers(volunteer: Volunteer) -> Row:
    id_number = (
        secret.open_sealed(volunteer.id_sealed, context=secret.VOLUNTEER_ID) if volunteer.id_sealed else ""
    )
    phone = secret.volunteer_phone(volunteer)
    return {"id_number": id_number, "phone": phone or ""}


def _qualifications(volunteer: Volunteer) -> list[Row]:
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


def _about(volunteer: Volunteer) -> Row:
    profile = Profile.objects.filter(volunteer=volunteer).first()
    if profile is None:
        return {}
    return {
        "free": list(decode(profile.slots)), "languages": profile.languages, "affiliation": profile.affiliation,
        "project_invites": profile.project_invites, "team_invites": profile.team_invites,
        "personal_order": profile.personal_order,
    }  # fmt: skip


def _searches(volunteer: Volunteer) -> list[Row]:
    """What they keep looking for, and what they were told of."""
    kept = SavedSearch.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("created_at", "id")
    return [
        {
            "name": each.name, "asked": each.asked, "watched": each.watched, "created_at": each.created_at,
            "told": list(each.notices.filter(told_at__isnull=False).order_by("told_at").values_list("told_at", flat=True)),
        }
        for each in kept
    ]  # fmt: skip


def _stations(volunteer: Volunteer) -> list[Row]:
    rows = StationMember.objects.filter(volunteer=volunteer).select_related("station")
    return [
        {"station": each.station.name, "joined_on": each.starts_on, "left_on": each.ends_on}
        for each in rows.order_by("starts_on", "id")
    ]


def _duty(volunteer: Volunteer) -> list[Row]:
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


def _consents(volunteer: Volunteer) -> list[Row]:
    rows = Consent.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("given_at", "id")
    told = rows.values(
        "purpose", "wording", "given_at", "given_by_guardian", "withdrawn_at", read_by_name=F("read_by__name")
    )
    return [dict(row) for row in told]


def _guardians(volunteer: Volunteer) -> list[Row]:
    """Who acts or acted for a child; of a phone only its end."""
    rows = Guardian.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("place", "id")
    return [dict(row) for row in rows.values("name", "relation", "phone_tail", "agreed_at", "ended_at")]


def _recipients(volunteer: Volunteer) -> list[Row]:
    rows = recipients_of(volunteer.pk)
    return [
        dict(row) for row in rows.values("recipient", "purpose", "given_at", "expires_on", "withdrawn_at")
    ]


def _rights(volunteer: Volunteer) -> list[Row]:
    rows = RightsRequest.objects.filter(volunteer=volunteer).order_by("asked_at", "id")
    return [
        dict(row)
        for row in rows.values(
            "kind", "words", "asked_at", "due_on", "state", "ground", "answer", "decided_at"
        )
    ]


def _memberships(volunteer: Volunteer) -> list[Row]:
    rows = Membership.objects.filter(volunteer_id__in=records_of(volunteer.pk))
    rows = rows.select_related("body").order_by("joined_on", "id")
    return [
        {
            "body": row.body.name, "joined_on": row.joined_on, "left_on": row.left_on, "consent": row.consent,
            "consented_at": row.consented_at, "left_note": row.left_note,
        }
        for row in rows
    ]  # fmt: skip


def _joining(volunteer: Volunteer) -> list[Row]:
    rows = JoinRequest.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("asked_at", "id")
    return [
        dict(row)
        for row in rows.values("body__name", "kind", "words", "state", "asked_at", "decided_at", "note")
    ]


def _signups(volunteer: Volunteer) -> list[Row]:
    rows = (
        SignUp.objects.filter(volunteer_id__in=records_of(volunteer.pk))
        .select_related("activity", "post")
        .order_by("created_at")
    )
    return [
        {
            "id": row.pk, "activity": row.activity.title, "post": row.post.title, "state": row.state,
            "created_at": row.created_at, "confirmed_at": row.confirmed_at, "cancelled_at": row.cancelled_at,
        }
        for row in rows
    ]  # fmt: skip


def _attendance(volunteer: Volunteer) -> list[Row]:
    rows = (
        Attendance.objects.filter(volunteer_id__in=records_of(volunteer.pk))
        .select_related("activity")
        .order_by("in_at")
    )
    return [
        {"activity": row.activity.title, "in_at": row.in_at, "out_at": row.out_at, "proofs": row.proofs}
        for row in rows
    ]


def _hours(volunteer: Volunteer) -> list[Row]:
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


def _certificates(volunteer: Volunteer) -> list[Row]:
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


def _messages(volunteer: Volunteer) -> list[Row]:
    """When a message went to this account's or record's own phone; a text with a code in it is not repeated."""
    if volunteer.phone_hash is None or not volunteer.phone_tail:
        return []
    rows = OutgoingMessage.objects.filter(city=volunteer.city, phone_tail=volunteer.phone_tail)
    mine = [row for row in rows.order_by("sent_at") if _same_phone(row, volunteer)]
    return [{"sent_at": row.sent_at, "phone": f"*******{row.phone_tail}"} for row in mine]


def _same_phone(row: OutgoingMessage, volunteer: Volunteer) -> bool:
    phone = secret.open_sealed(row.phone_sealed, context=secret.MESSAGE_PHONE)
    return secret.phone_hash(phone) == bytes(volunteer.phone_hash or b"")


def _given(people: list[UUID]) -> list[Row]:
    rows = sharing_of(people)
    return [dict(row) for row in rows.values("at", "kind", "recipient", "purpose", "basis", "fields")]


def _seen(people: list[UUID]) -> list[Row]:
    looks = [
        {"at": row.at, "by": row.account.name, "what": "record", "reason": row.words}
        for row in looks_at(people)
    ]
    numbers = [
        {"at": line.at, "by": name, "what": line.details.get("field", ""), "reason": line.reason}
        for line, name in unmaskings_of(people)
    ]
    return sorted([*looks, *numbers], key=lambda row: row["at"])

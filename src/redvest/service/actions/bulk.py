"""Bulk loading of projects, activities, sign-ups and stays by COPY. The ledger has its own way in: ``ledger.py``."""

from __future__ import annotations

from django.db import transaction

from redvest.registry.actions.bulk import Table, raise_sequence

PROJECTS = Table(
    "service_project",
    (
        "id", "city", "code", "body_id", "region_id", "region_path", "name", "domain_id", "summary", "beneficiaries",
        "guarantees", "starts_on", "ends_on", "state", "created_at", "search",
    ),
)  # fmt: skip
ACTIVITIES = Table(
    "service_activity",
    (
        "id", "city", "project_id", "body_id", "leader_id", "leader_name", "title", "domain_id", "content",
        "region_id", "region_path", "place_name", "lon", "lat", "starts_at", "ends_at", "break_minutes",
        "signup_opens_at", "signup_closes_at", "conditions", "how_to_apply", "risks", "guarantees", "contact_name",
        "contact_phone", "dangerous", "state", "review_note", "created_at", "submitted_at", "decided_at", "closed_at",
        "search",
    ),
)  # fmt: skip
POSTS = Table(
    "service_post",
    (
        "id", "city", "activity_id", "title", "description", "places", "taken", "min_age", "max_age",
        "order",
    ),
)  # fmt: skip
STATEMENTS = Table(
    "service_servicestatement",
    (
        "activity_id", "not_duty", "unpaid", "public_benefit", "party_service", "off_duty", "stated_by_id",
        "stated_at",
    ),
)  # fmt: skip
SIGNUPS = Table(
    "service_signup",
    (
        "id", "city", "post_id", "activity_id", "volunteer_id", "state", "queue", "period", "request_key",
        "created_at", "confirmed_at", "cancelled_at",
    ),
)  # fmt: skip
ATTENDANCES = Table(
    "service_attendance",
    (
        "id", "city", "activity_id", "volunteer_id", "signup_id", "in_at", "out_at", "proofs", "in_proofs", "out_proofs",
        "proven_from", "proven_to", "strong_from", "strong_to", "from_scans",
    ),
)  # fmt: skip
SHEETS = Table(
    "service_hourssheet",
    (
        "id", "city", "activity_id", "volunteer_id", "starts_at", "ends_at", "minutes", "proofs", "state",
        "over_long", "countersigned_by_id", "countersigned_at", "volunteer_confirmed_at", "second_officer_id",
        "second_confirmed_at", "entry_id",
    ),
)  # fmt: skip


@transaction.atomic
def raise_serials(*, queue: int, projects: int) -> None:
    """Let the next sign-up queue behind the loaded ones, and the next project take a number of its own."""
    raise_sequence(sequence="service_signup_queue", least=queue)
    raise_sequence(sequence="service_project_serial", least=projects)

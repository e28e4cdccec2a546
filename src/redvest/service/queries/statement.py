"""Reads whether something is volunteer service: the publisher's statement, a person's off-duty word, standing refusals."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from redvest.registry.queries.merge import records_of
from redvest.service.choices import SheetState
from redvest.service.models import (
    Activity,
    HoursSheet,
    OffDutyStatement,
    Post,
    RefusedRecord,
    ServiceStatement,
)
from redvest.service.queries.activity import notice_of
from redvest.service.queries.danger import missing_danger
from redvest.service.rules.notice import Missing, missing_items
from redvest.service.rules.statement import Statement, missing_statements


def statement_of(activity: Activity) -> Statement | None:
    """What the publisher stated; None where nobody was asked (an older client, an older activity)."""
    row = ServiceStatement.objects.filter(activity=activity).first()
    if row is None:
        return None
    return Statement(row.not_duty, row.unpaid, row.public_benefit, row.party_service, row.off_duty)


def missing_of(activity: Activity, posts: Sequence[Post] | None = None) -> tuple[Missing, ...]:
    """Everything that an activity lacks to be submitted: items of the notice, statements that were asked for, and a word
    about danger where it sounds dangerous.
    """
    found = posts if posts is not None else list(activity.posts.all())
    stated = statement_of(activity)
    lacking = missing_statements(stated) if stated is not None else ()
    return (*missing_items(notice_of(activity, found)), *missing_danger(activity, found), *lacking)


def affirmed(activity: Activity) -> bool:
    """Whether the publisher has stated all that makes it volunteer service."""
    stated = statement_of(activity)
    return stated is not None and not missing_statements(stated)


def standing_refusal(activity: Activity, volunteer_id: UUID) -> RefusedRecord | None:
    """The refusal of this person's hours that holds now."""
    rows = RefusedRecord.objects.filter(activity=activity, volunteer_id=volunteer_id)
    return rows.filter(reopened_at__isnull=True).first()


def refusals_of(activity: Activity) -> dict[UUID, RefusedRecord]:
    """The refusals of one activity that hold now, by volunteer."""
    rows = RefusedRecord.objects.filter(activity=activity, reopened_at__isnull=True)
    return {row.volunteer_id: row for row in rows}


def refused_for(volunteer_id: UUID) -> QuerySet[RefusedRecord]:
    """What of a volunteer's service was not recorded, and why, the latest first; re-opened ones included."""
    rows = RefusedRecord.objects.filter(volunteer_id__in=records_of(volunteer_id))
    return rows.select_related("activity", "activity__body").order_by("-refused_at", "-id")


def needs_off_duty(activity: Activity, volunteer_id: UUID) -> bool:
    """Whether this person still has to say that they serve in their own time."""
    if not ServiceStatement.objects.filter(activity=activity, party_service=True).exists():
        return False
    return not OffDutyStatement.objects.filter(activity=activity, volunteer_id=volunteer_id).exists()


def awaiting_statement(volunteer_id: UUID) -> QuerySet[HoursSheet]:
    """Hours that a leader confirmed and that wait for the volunteer's off-duty statement."""
    rows = HoursSheet.objects.filter(volunteer_id__in=records_of(volunteer_id), state=SheetState.STATEMENT)
    return rows.select_related("activity", "activity__body").order_by("starts_at", "id")

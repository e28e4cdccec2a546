"""Fixes rosters at the start of activities, for the insurer: append-only lines, later additions marked late."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit
from redvest.core.audit import SYSTEM
from redvest.registry.actions.unmask import HiddenField, unmask
from redvest.registry.policy import Standing, require_governs
from redvest.registry.queries.sharing import may_look
from redvest.registry.queries.volunteer import masked_id
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, RosterFreeze, RosterLine, SignUp
from redvest.service.queries.protection import facts_of_line, on_roster, rosters_due
from redvest.service.rules.protection import FIRST, line_digest

MOST = 200  # activities in one run of the job; the next run a minute later goes on


@transaction.atomic
def freeze_roster(*, activity_id: UUID, at: datetime) -> int:
    """Write down who held a place at the start, and whoever came since; returns how many lines were added.

    Nothing happens before the start, nor for what was never published. Calling it again adds only who is new; two
    workers at once take turns on the activity's row. Late is who got a place after the start, or joins a fixed roster.
    """
    activity = Activity.objects.select_for_update(no_key=True).get(pk=activity_id)
    fixed = RosterFreeze.objects.filter(activity=activity).first()
    recruited = activity.state in (ActivityState.PUBLISHED, ActivityState.CLOSED)
    if at < activity.starts_at or not (recruited or fixed):
        return 0
    last = RosterLine.objects.filter(activity=activity).order_by("-order").first()
    order, digest = (last.order, bytes(last.digest)) if last else (0, FIRST)
    listed = set(RosterLine.objects.filter(activity=activity).values_list("volunteer_id", flat=True))
    lines: list[RosterLine] = []
    on_time, on_time_digest = 0, digest
    for signup in on_roster(activity):
        if signup.volunteer_id in listed:
            continue
        listed.add(signup.volunteer_id)
        line = _line(activity, signup, order + len(lines) + 1, at, fixed is not None)
        digest = line.digest = line_digest(digest, facts_of_line(line))
        lines.append(line)
        if not line.late:
            on_time, on_time_digest = line.order, digest
    RosterLine.objects.bulk_create(lines)
    if fixed is None:
        RosterFreeze.objects.create(activity=activity, frozen_at=at, people=on_time, digest=on_time_digest)
    if lines or fixed is None:
        audit.write_line(
            by=SYSTEM, at=at, city=activity.city, verb="freeze_roster", target=activity, people=len(lines),
            late=sum(line.late for line in lines), digest=digest.hex(),
        )  # fmt: skip
    return len(lines)


def _line(activity: Activity, signup: SignUp, order: int, at: datetime, after: bool) -> RosterLine:
    person, held_at = signup.volunteer, signup.confirmed_at or signup.created_at
    return RosterLine(
        activity=activity, volunteer=person, order=order, name=person.name, number=person.number,
        masked_id=masked_id(person), post=signup.post.title, signed_up_at=held_at,
        late=after or held_at > activity.starts_at, added_at=at,
    )  # fmt: skip


def freeze_due(*, at: datetime) -> int:
    """The recurring job: every activity that began, each in a transaction of its own; returns how many were looked at."""
    ids = list(rosters_due(at).values_list("pk", flat=True)[:MOST])
    for activity_id in ids:
        freeze_roster(activity_id=activity_id, at=at)
    return len(ids)


@transaction.atomic
def full_numbers(*, by: Standing, activity: Activity, reason: str, at: datetime) -> dict[UUID, str]:
    """The ID numbers of everybody on a fixed roster, in full, for the insurer: volunteer → number.

    Only for who governs the place of the activity, and of each volunteer; others, and minors whose record is not open
    to the asker, stay hidden and are left out. Every number is unmasked by itself, with the reason and a line in the
    audit. Raises NotAllowed, ReasonMissing.
    """
    require_governs(by, activity.region_path)
    numbers: dict[UUID, str] = {}
    for line in RosterLine.objects.filter(activity=activity).select_related("volunteer").order_by("order"):
        person = line.volunteer
        if person.id_sealed is None or not by.governs(person.region_path) or not may_look(by, person, at):
            continue
        numbers[person.pk] = unmask(
            by=by, volunteer=person, field=HiddenField.ID_NUMBER, reason=reason, at=at
        )
    return numbers

"""Becoming a member and leaving. Nobody becomes one without a yes of their own that is on record (条例 art. 7, 25)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.registry.actions.body import hold_active_body
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MembershipConsent, MessageKind, VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.membership_errors import (
    AlreadyMember,
    BodyFull,
    JoinReasonMissing,
    NotMember,
    TooManyBodies,
)
from redvest.registry.models import Body, Membership, Volunteer
from redvest.registry.policy import Standing, require_administers, require_volunteer
from redvest.registry.queries.body import room_left
from redvest.registry.queries.merge import living_record, records_of
from redvest.registry.queries.setting import rule


@transaction.atomic
def enrol(
    *, by: Standing, body: Body, volunteer_id: UUID, consent: MembershipConsent, at: datetime
) -> Membership:
    """Make a member of somebody who agreed, in the transaction in which the yes is put on record.

    A yes to a record that was merged away since counts for the one that lives on; memberships of both count once.
    The rows of both are held, the organisation's first, so that of several yeses at once one person's count stays
    true, and none outlives the organisation or comes above its capacity. Raises BodyNotActive, VolunteerNotActive,
    AlreadyMember, TooManyBodies, BodyFull.
    """
    hold_active_body(body=body, city=by.city)
    person = Volunteer.objects.select_for_update(no_key=True).get(pk=living_record(volunteer_id))
    if person.city != body.city:
        raise NotAllowed
    if person.state != VolunteerState.ACTIVE:
        raise VolunteerNotActive
    live = Membership.objects.filter(volunteer_id__in=records_of(person.pk), left_on__isnull=True)
    belongs = set(live.values_list("body_id", flat=True))
    if body.pk in belongs:
        raise AlreadyMember
    if len(belongs) >= rule("bodies.per_person", person.region_path or f"{person.city}/", day_of(at)):
        raise TooManyBodies
    if room_left(body.pk) == 0:
        raise BodyFull
    made = Membership.objects.create(
        city=body.city, body=body, volunteer=person, joined_on=day_of(at), consent=consent, consented_at=at
    )
    write_line(
        by=by.actor, at=at, city=body.city, verb="join_body", target=body, volunteer=str(person.pk),
        consent=consent.value,
    )  # fmt: skip
    return made


@transaction.atomic
def leave_body(*, by: Standing, body: Body, at: datetime) -> None:
    """End one's own membership, that of a merged record too, at any time and without a reason. Raises NotMember."""
    require_volunteer(by)
    live = Membership.objects.filter(body=body, volunteer_id__in=by.records, left_on__isnull=True)
    if not live.update(left_on=day_of(at)):
        raise NotMember
    write_line(by=by.actor, at=at, city=body.city, verb="leave_body", target=body)


@transaction.atomic
def end_membership(*, by: Standing, membership: Membership, note: str, at: datetime) -> None:
    """A head of the organisation or an officer of its place ends somebody's membership; the person is told why.

    Raises NotAllowed, JoinReasonMissing, NotMember, also when it ended meanwhile.
    """
    body = membership.body
    require_administers(by, body.pk, body.region_path)
    note = " ".join(note.split())[:200]
    if not note:
        raise JoinReasonMissing
    live = Membership.objects.filter(pk=membership.pk, left_on__isnull=True)
    if not live.update(left_on=day_of(at), left_note=note):
        raise NotMember
    person = Volunteer.objects.select_related("account").get(pk=living_record(membership.volunteer_id))
    twice = Membership.objects.filter(body=body, volunteer_id__in=records_of(person.pk), left_on__isnull=True)
    twice.update(left_on=day_of(at), left_note=note)
    write_line(
        by=by.actor, at=at, city=body.city, verb="end_membership", target=body, reason=note,
        volunteer=str(membership.volunteer_id),
    )  # fmt: skip
    text = f"你已不再是“{body.name}”的成员：{note}。服务记录不受影响。"
    tell_person(volunteer=person, text=text, at=at, notice=Notice(MessageKind.GROUP, about=membership))

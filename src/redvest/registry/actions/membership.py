"""Joining and leaving an organisation: free at any time, by the volunteer alone."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.registry.choices import BodyState, VolunteerState
from redvest.registry.errors import AlreadyMember, BodyNotActive, NotMember, VolunteerNotActive
from redvest.registry.models import Body, Membership, Volunteer
from redvest.registry.policy import Standing, require_volunteer


@transaction.atomic
def join_body(*, by: Standing, body: Body, at: datetime) -> Membership:
    """Become a member. Raises AlreadyMember, also when two requests do it at once."""
    volunteer = Volunteer.objects.get(pk=require_volunteer(by))
    if body.city != volunteer.city:
        raise NotAllowed
    if volunteer.state != VolunteerState.ACTIVE:
        raise VolunteerNotActive
    if not Body.objects.filter(pk=body.pk, state=BodyState.ACTIVE).exists():
        raise BodyNotActive
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                city=body.city, body=body, volunteer=volunteer, joined_on=day_of(at)
            )
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_live_membership":
            raise AlreadyMember from fault
        raise
    write_line(by=by.actor, at=at, city=body.city, verb="join_body", target=body)
    return membership


@transaction.atomic
def leave_body(*, by: Standing, body: Body, at: datetime) -> None:
    """End one's membership. Raises NotMember."""
    volunteer_id = require_volunteer(by)
    live = Membership.objects.filter(body=body, volunteer_id=volunteer_id, left_on__isnull=True)
    if not live.update(left_on=day_of(at)):
        raise NotMember
    write_line(by=by.actor, at=at, city=body.city, verb="leave_body", target=body)

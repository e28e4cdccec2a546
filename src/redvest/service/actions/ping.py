"""A word from the middle of the service: still here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from redvest.core import audit
from redvest.registry.choices import VolunteerState
from redvest.registry.policy import Standing, require_volunteer
from redvest.service.actions.scans import lock_places
from redvest.service.actions.stay import refold
from redvest.service.attendance_errors import NotOnRoster, OutsideHours
from redvest.service.errors import NotServing
from redvest.service.models import Activity, PresencePing
from redvest.service.queries.presence import sighting_of
from redvest.service.rules.fence import Position

APART = timedelta(minutes=5)  # a second word within so short a time says nothing new


@transaction.atomic
def still_here(
    *, by: Standing, activity: Activity, position: Position | None = None, at: datetime
) -> PresencePing:
    """The volunteer says so while the activity is on. Raises NotOnRoster, OutsideHours.

    Two within five minutes are one, and the better placed of them stays.
    """
    volunteer_id = require_volunteer(by)
    if not activity.starts_at <= at <= activity.ends_at:
        raise OutsideHours
    places = lock_places(activity=activity, people={volunteer_id})
    if volunteer_id not in places:
        raise NotOnRoster
    if places[volunteer_id].person != VolunteerState.ACTIVE:
        raise NotServing
    seen = sighting_of(volunteer_id, position, activity)
    mine = PresencePing.objects.filter(activity=activity, volunteer_id=volunteer_id, at__gt=at - APART)
    last = mine.order_by("-at").first()
    if last is not None and (last.fence or not seen.fence):
        return last
    ping = PresencePing.objects.create(
        activity=activity, volunteer_id=volunteer_id, at=at, fence=seen.fence, distance_m=seen.distance_m
    )
    refold(activity=activity, places={volunteer_id: places[volunteer_id].pk})
    audit.write_line(by=by.actor, at=at, city=activity.city, verb="still_here", target=ping)
    return ping

"""Reads for a station's screen: what is on near it, and whose places the people before it may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from redvest.core.paging import Page
from redvest.registry.models import Station
from redvest.service.choices import HOLDING, ActivityState
from redvest.service.models import Activity, SignUp
from redvest.service.queries.activity import METRES_PER_DEGREE
from redvest.service.queries.activity_cards import ActivityCard, nearest_activities

NEAR_M = 3_000  # what an older person walks or rides a few stops to
AT_STATION_M = 500  # the station's own yard and the streets around it
MOST_CARDS = 12
AROUND = timedelta(hours=12)  # who comes at the wrong time is told so, not that there is nothing for them


def activities_near(station: Station, at: datetime) -> Page[ActivityCard]:
    """What is on or open for sign-up near a station, the nearest first."""
    where = (station.lon, station.lat)
    return nearest_activities(city=station.city, at=at, start=0, size=MOST_CARDS, near=where, within_m=NEAR_M)


def places_at(
    station: Station, people: Collection[UUID], first: datetime, last: datetime
) -> dict[UUID, list[Activity]]:
    """Each person's activities at the station between two moments: in its community, or within half a kilometre."""
    held = SignUp.objects.filter(
        volunteer_id__in=people,
        state__in=HOLDING,
        activity__state__in=(ActivityState.PUBLISHED, ActivityState.CLOSED),
        activity__starts_at__lte=last + AROUND,
        activity__ends_at__gte=first - AROUND,
    )
    found: dict[UUID, list[Activity]] = defaultdict(list)
    for place in held.select_related("activity").order_by("activity__starts_at", "activity_id"):
        if at_station(station, place.activity):
            found[place.volunteer_id].append(place.activity)
    return found


def at_station(station: Station, activity: Activity) -> bool:
    """Whether the station's screen may say that somebody is at this activity."""
    if activity.region_path.startswith(station.region.path):
        return True
    if activity.lon is None or activity.lat is None:
        return False
    reach = AT_STATION_M / METRES_PER_DEGREE
    return abs(activity.lat - station.lat) <= reach and abs(activity.lon - station.lon) <= reach

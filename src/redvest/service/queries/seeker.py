"""What suggestions go by: where somebody lives, when they are free, what they can, like and have done.

Nothing is kept about what somebody looked at; all of it is what they said themselves or what they served.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from redvest.registry.choices import DutyTurnState
from redvest.registry.models import DutyTurn, Profile, ServiceDomain, Station, Volunteer
from redvest.registry.queries.skill import skills_on
from redvest.registry.rules.skill import split
from redvest.service.choices import LIVE_SIGNUPS, SignUpState
from redvest.service.models import SignUp
from redvest.service.rules.limits import Stretch

Point = tuple[float, float]


@dataclass(frozen=True)
class Seeker:
    """One person as suggestions see them. ``point`` is where the way begins, (lon, lat), only for this once."""

    volunteer: Volunteer
    records: tuple[UUID, ...]
    personal: bool
    slots: int
    home: str  # the path of their district
    point: Point | None
    skills: dict[str, str]  # names by key
    wanted: frozenset[str]
    served: frozenset[str]


def seeker_of(records: tuple[UUID, ...], *, point: Point | None, on: date) -> Seeker:
    """The person of these records, the living one first. Three queries."""
    volunteer = Volunteer.objects.select_related("region", "profile").get(pk=records[0])
    profile: Profile | None = getattr(volunteer, "profile", None)
    keys, _own = split(volunteer.skills, skills_on(on))
    names = {each.key: each.name for each in skills_on(on)}
    region = volunteer.region
    lives = (region.lon, region.lat) if region and region.lon is not None and region.lat is not None else None
    return Seeker(
        volunteer=volunteer,
        records=records,
        personal=profile is None or profile.personal_order,
        slots=profile.slots if profile else 0,
        home="/".join(volunteer.region_path.split("/")[:2]) + "/" if volunteer.region_path else "",
        point=point or lives,
        skills={key: names[key] for key in keys},
        wanted=_family(volunteer.domains.values("pk")),
        served=_served(records),
    )


def _family(keys: object) -> frozenset[str]:
    """Kinds of service with those that mean the same in the other schemes."""
    found = ServiceDomain.objects.filter(Q(key__in=keys) | Q(maps_to__in=keys))
    return frozenset(found.values_list("key", flat=True))


def _served(records: Collection[UUID]) -> frozenset[str]:
    done = SignUp.objects.filter(volunteer_id__in=records, state=SignUpState.SERVED).order_by()
    return frozenset(done.values_list("activity__domain_id", flat=True).distinct())


def plans_of(records: Collection[UUID], at: datetime, until: datetime) -> list[Stretch]:
    """What somebody has promised already, activities and duty at stations. Two queries."""
    around = (at - timedelta(days=1), until + timedelta(days=1))
    live = SignUp.objects.filter(volunteer_id__in=records, state__in=LIVE_SIGNUPS, period__overlap=around)
    periods = live.order_by("period").values_list("period", flat=True)
    duty = DutyTurn.objects.filter(
        volunteer_id__in=records, state=DutyTurnState.TAKEN, ends_at__gt=around[0], starts_at__lt=around[1]
    )
    held = duty.values_list("starts_at", "ends_at")
    return [*(Stretch(each.lower, each.upper) for each in periods), *(Stretch(*each) for each in held)]


def stations_near_home(volunteer: Volunteer, most: int = 40) -> list[Station]:
    """Stations of somebody's district from which they may set out, by name."""
    district = "/".join(volunteer.region_path.split("/")[:2])
    if not district:
        return []
    rows = Station.objects.filter(city=volunteer.city, region__path__startswith=f"{district}/")
    return list(rows.filter(lon__isnull=False, lat__isnull=False).order_by("name", "id")[:most])


def point_of_station(city: str, key: UUID) -> Point | None:
    """Where a station stands; None where there is no such station."""
    station = Station.objects.filter(pk=key, city=city).first()
    return (station.lon, station.lat) if station else None

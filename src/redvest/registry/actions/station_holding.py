"""What a station holds: its keeper writes down the things and the services; people join its team by their own yes."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Station, StationFacility, StationMember, StationService, Volunteer
from redvest.registry.policy import Standing, require_keeps, require_volunteer
from redvest.registry.queries.station_team import require_team_age
from redvest.registry.rules.station_holding import counted, public_phone, short_words
from redvest.registry.station_errors import StationServiceExists, StationServiceUnknown
from redvest.registry.station_team_errors import NotOnRegister, TeamJoined, TeamLeft


@transaction.atomic
def set_facility(*, by: Standing, station: Station, name: str, count: int, at: datetime) -> None:
    """So many of a thing from today on; 0 says that it is gone. Raises NotAllowed, StationWordsMissing, StationNumberWrong."""
    require_keeps(by, station.pk, station.region.path)
    name, today = short_words(name, 30), day_of(at)
    counted(count, 0)
    Station.objects.select_for_update(of=("self",)).get(
        pk=station.pk
    )  # one change of a station's things at a time
    live = StationFacility.objects.filter(station=station, name=name, ends_on__isnull=True)
    live.filter(starts_on=today).delete()  # said twice today: the last word counts
    live.update(ends_on=today)
    if count:
        StationFacility.objects.create(station=station, name=name, count=count, starts_on=today)
    write_line(
        by=by.actor, at=at, city=station.city, verb="set_facility", target=station, thing=name, count=count
    )


@transaction.atomic
def set_station_phone(*, by: Standing, station: Station, phone: str, at: datetime) -> None:
    """The station's own number, for everybody to read; nothing takes it off. Raises NotAllowed, StationPhoneWrong."""
    require_keeps(by, station.pk, station.region.path)
    number = public_phone(phone)
    Station.objects.filter(pk=station.pk).update(phone=number)
    write_line(by=by.actor, at=at, city=station.city, verb="set_station_phone", target=station, phone=number)


@transaction.atomic
def add_service(*, by: Standing, station: Station, name: str, words: str, at: datetime) -> StationService:
    """Offer something from today on. Raises NotAllowed, StationWordsMissing, StationServiceExists."""
    require_keeps(by, station.pk, station.region.path)
    said = {"name": short_words(name), "words": " ".join(words.split())[:200]}
    try:
        with transaction.atomic():
            made = StationService.objects.create(station=station, starts_on=day_of(at), **said)
    except IntegrityError as fault:
        raise StationServiceExists from fault
    write_line(by=by.actor, at=at, city=station.city, verb="add_service", target=made)
    return made


@transaction.atomic
def end_service(*, by: Standing, service: StationService, at: datetime) -> None:
    """No longer offered from today. Raises NotAllowed, StationServiceUnknown, also when it ended already."""
    station = service.station
    require_keeps(by, station.pk, station.region.path)
    live = StationService.objects.filter(pk=service.pk, ends_on__isnull=True)
    if not live.update(ends_on=day_of(at)):
        raise StationServiceUnknown
    write_line(by=by.actor, at=at, city=station.city, verb="end_service", target=service)


@transaction.atomic
def join_team(*, by: Standing, station: Station, at: datetime) -> StationMember:
    """My own yes to a station's team. Raises NoVolunteerRecord, NotOnRegister, TooYoungForTeam, TeamJoined."""
    volunteer = Volunteer.objects.select_for_update(no_key=True).get(pk=require_volunteer(by))
    if volunteer.state != VolunteerState.ACTIVE or volunteer.city != station.city:
        raise NotOnRegister
    require_team_age(volunteer, at)
    if StationMember.objects.filter(
        station=station, volunteer_id__in=by.records, ends_on__isnull=True
    ).exists():
        raise TeamJoined
    try:
        with transaction.atomic():
            made = StationMember.objects.create(station=station, volunteer=volunteer, starts_on=day_of(at))
    except IntegrityError as fault:
        raise TeamJoined from fault
    write_line(by=by.actor, at=at, city=station.city, verb="join_team", target=made)
    return made


@transaction.atomic
def leave_team(*, by: Standing, station: Station, at: datetime) -> None:
    """I leave today, with every record of mine. Raises NoVolunteerRecord, TeamLeft."""
    require_volunteer(by)
    live = StationMember.objects.filter(station=station, volunteer_id__in=by.records, ends_on__isnull=True)
    if not live.update(ends_on=day_of(at)):
        raise TeamLeft
    write_line(by=by.actor, at=at, city=station.city, verb="leave_team", target=station)

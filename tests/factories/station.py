"""Stations with what earns a level, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from redvest.core.clock import day_of
from redvest.oversight.actions.station_proof import add_proof
from redvest.oversight.choices import AssessmentState
from redvest.oversight.models import StationAssessment, StationProof
from redvest.registry.choices import Role, SessionKind
from redvest.registry.models import Station, StationMember, StationService, StationSession
from redvest.registry.rules.standing import Standing
from tests.factories import registry as make
from tests.factories.registry import NOW

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 32 + b"IEND\xaeB`\x82"


def keeper_of(station: Station) -> Standing:
    """A new account that keeps this station."""
    account = make.make_account(name="王站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return make.standing_of(account)


def inspector_of(station: Station) -> Standing:
    """A new account that inspects the district of this station."""
    account = make.make_account(name="陈检查")
    district = station.region.parent.parent  # type: ignore[union-attr]
    make.make_grant(account=account, role=Role.INSPECTOR, region=district)
    return make.standing_of(account)


def fill(
    station: Station, *, members: int = 30, services: int = 2, sessions: int = 12, at: datetime = NOW
) -> None:
    """A team, services, and occasions one a month, as Henan's standard counts them."""
    today = day_of(at)
    people = [make.make_volunteer(with_account=False, name=f"队员{turn}") for turn in range(members)]
    StationMember.objects.bulk_create(
        StationMember(station=station, volunteer=each, starts_on=today - timedelta(days=90))
        for each in people
    )
    offered = [
        StationService.objects.create(
            station=station, name=f"服务{turn}", starts_on=today - timedelta(days=500)
        )
        for turn in range(services)
    ]
    for turn in range(sessions):
        StationSession.objects.create(
            station=station, kind=SessionKind.SERVICE, service=offered[0], held_on=today - timedelta(days=30 * turn + 1),
            helpers=3, visitors=10, recorded_at=at,
        )  # fmt: skip


def prove(by: Standing, station: Station, *kinds: str, at: datetime = NOW) -> list[StationProof]:
    """A picture of each kind, taken the day it is handed in."""
    return [
        add_proof(by=by, station=station, kind=kind, name="照片.png", data=PNG, taken_on=day_of(at), at=at)
        for kind in kinds
    ]


def level_of(station: Station, level: str, *, days_ago: int = 30, at: datetime = NOW) -> StationAssessment:
    """As if an assessment had been concluded some days ago; it stands for two years."""
    held = at - timedelta(days=days_ago)
    asks, inspects = make.make_account(), make.make_account()
    return StationAssessment.objects.create(
        city=station.city, station=station, standard="henan-2013", state=AssessmentState.CONCLUDED, self_level=level,
        self_points=90, submitted_by=asks, submitted_at=held, level=level, points=90, inspected_by=inspects,
        inspected_at=held, assessed_on=day_of(held), valid_until=day_of(held) + timedelta(days=730),
    )  # fmt: skip

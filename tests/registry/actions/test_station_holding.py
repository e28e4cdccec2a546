"""What a station holds: written by its keeper alone, joined by one's own yes, ended and never erased."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.station_holding import (
    add_service,
    end_service,
    join_team,
    leave_team,
    set_facility,
)
from redvest.registry.actions.station_log import answer_need, record_need, record_session
from redvest.registry.choices import Role, SessionKind
from redvest.registry.models import (
    Station,
    StationFacility,
    StationMember,
    StationNeed,
    StationService,
    StationSession,
)
from redvest.registry.queries.station_holding import footfall, in_team, needs
from redvest.registry.rules.standing import Standing
from redvest.registry.station_errors import (
    NeedAnswered,
    SessionRecorded,
    StationDayWrong,
    StationNumberWrong,
    StationServiceExists,
    StationServiceUnknown,
    StationWordsMissing,
)
from redvest.registry.station_team_errors import NotOnRegister, TeamJoined, TeamLeft, TooYoungForTeam
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
TODAY = day_of(NOW)


def keeper_of(station: Station) -> Standing:
    account = make.make_account()
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return make.standing_of(account)


@pytest.fixture
def station() -> Station:
    return make.make_station()


@pytest.fixture
def keeper(station: Station) -> Standing:
    return keeper_of(station)


def test_a_facility_said_twice_a_day_keeps_the_last_word_and_its_past(
    station: Station, keeper: Standing
) -> None:
    before = NOW - timedelta(days=30)
    set_facility(by=keeper, station=station, name=" 轮椅 ", count=1, at=before)
    set_facility(by=keeper, station=station, name="轮椅", count=3, at=NOW)
    set_facility(by=keeper, station=station, name="轮椅", count=2, at=NOW)
    rows = StationFacility.objects.order_by("starts_on").values_list("count", "starts_on", "ends_on")
    assert list(rows) == [(1, day_of(before), TODAY), (2, TODAY, None)]
    set_facility(by=keeper, station=station, name="轮椅", count=0, at=NOW + timedelta(days=1))
    assert not StationFacility.objects.filter(ends_on__isnull=True).exists()


@pytest.mark.parametrize(
    ("name", "count", "refusal"),
    [
        ("", 1, StationWordsMissing), ("桌", -1, StationNumberWrong), ("桌" * 31, 1, StationWordsMissing),
        ("桌", 1000, StationNumberWrong),
    ],
)  # fmt: skip
def test_an_odd_facility_is_refused(
    station: Station, keeper: Standing, name: str, count: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        set_facility(by=keeper, station=station, name=name, count=count, at=NOW)
    assert not StationFacility.objects.exists() and not AuditLine.objects.exists()


def test_a_service_hangs_once_on_the_wall_and_can_come_back(station: Station, keeper: Standing) -> None:
    service = add_service(by=keeper, station=station, name="义务理发", words="周三", at=NOW)
    with pytest.raises(StationServiceExists):
        add_service(by=keeper, station=station, name="义务理发", words="", at=NOW)
    end_service(by=keeper, service=service, at=NOW)
    with pytest.raises(StationServiceUnknown):
        end_service(by=keeper, service=service, at=NOW)
    add_service(by=keeper, station=station, name="义务理发", words="", at=NOW)
    assert StationService.objects.count() == 2


def test_only_who_keeps_or_governs_writes_it_down(station: Station, keeper: Standing) -> None:
    need = record_need(by=keeper, station=station, words="想学手机", at=NOW)
    service = add_service(by=keeper, station=station, name="理发", words="", at=NOW)
    sibling = keeper_of(make.make_station(name="另一个站"))
    before = AuditLine.objects.count()
    for stranger in (sibling, make.standing_of(make.make_account())):
        for refused in (
            lambda by: set_facility(by=by, station=station, name="桌", count=1, at=NOW),
            lambda by: add_service(by=by, station=station, name="量血压", words="", at=NOW),
            lambda by: end_service(by=by, service=service, at=NOW),
            lambda by: record_need(by=by, station=station, words="x", at=NOW),
            lambda by: answer_need(by=by, need=need, answer="x", at=NOW),
            lambda by: session(by, station, service.pk),
        ):
            with pytest.raises(NotAllowed):
                refused(stranger)
    assert AuditLine.objects.count() == before
    set_facility(by=make.make_officer(), station=station, name="桌", count=1, at=NOW)


def session(by: Standing, station: Station, service_id: object, **other: object) -> StationSession:
    said = {
        "kind": SessionKind.SERVICE, "service_id": service_id, "held_on": TODAY, "helpers": 2, "visitors": 20, "words": "",
    } | other  # fmt: skip
    return record_session(by=by, station=station, at=NOW, **said)  # type: ignore[arg-type]


def test_a_session_is_recorded_once_a_day_and_counts_as_footfall(station: Station, keeper: Standing) -> None:
    service = add_service(by=keeper, station=station, name="理发", words="", at=NOW)
    session(keeper, station, service.pk)
    with pytest.raises(SessionRecorded):
        session(keeper, station, service.pk, visitors=99)
    session(keeper, station, None, kind=SessionKind.TRAINING, words="急救培训", visitors=0)
    with pytest.raises(SessionRecorded):
        session(keeper, station, None, kind=SessionKind.TRAINING, words="又一次")
    session(keeper, station, None, kind=SessionKind.VISIT, helpers=0, visitors=31, words="")
    found = footfall(station.pk, TODAY)
    assert (found.sessions, found.visitors, found.passers, found.gatherings) == (1, 20, 31, 1)
    assert footfall(station.pk, TODAY - timedelta(days=1)).sessions == 0


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, StationDayWrong), ({"held_on": date(2020, 1, 1)}, StationDayWrong),
        ({"helpers": 0}, StationNumberWrong), ({"visitors": 20_001}, StationNumberWrong),
        ({"service_id": None}, StationServiceUnknown), ({"service_id": uuid4()}, StationServiceUnknown),
        ({"kind": SessionKind.MEETING, "service_id": None}, StationWordsMissing),
    ],
)  # fmt: skip
def test_an_odd_session_is_refused(
    station: Station, keeper: Standing, other: dict[str, Any], refusal: type[Exception]
) -> None:
    service, other = add_service(by=keeper, station=station, name="理发", words="", at=NOW), dict(other)
    with pytest.raises(refusal):
        session(keeper, station, other.pop("service_id", service.pk), **other)
    assert not StationSession.objects.exists()


def test_a_service_of_another_station_is_none_of_this_one(station: Station, keeper: Standing) -> None:
    elsewhere = make.make_station(name="另一个站")
    service = add_service(by=keeper_of(elsewhere), station=elsewhere, name="理发", words="", at=NOW)
    with pytest.raises(StationServiceUnknown):
        session(keeper, station, service.pk)


def test_a_need_is_answered_once_and_those_that_wait_come_first(station: Station, keeper: Standing) -> None:
    first = record_need(by=keeper, station=station, words="灯坏了", at=NOW - timedelta(days=2))
    record_need(by=keeper, station=station, words="想学手机", at=NOW)
    answer_need(by=keeper, need=first, answer="已经换好", at=NOW)
    with pytest.raises(NeedAnswered):
        answer_need(by=keeper, need=first, answer="又换了一次", at=NOW)
    with pytest.raises(StationWordsMissing):
        answer_need(by=keeper, need=StationNeed.objects.get(words="想学手机"), answer="  ", at=NOW)
    assert [each.words for each in needs().filter(station=station)] == ["想学手机", "灯坏了"]
    assert StationNeed.objects.get(pk=first.pk).answer == "已经换好"


def test_a_volunteer_joins_by_their_own_yes_and_leaves(station: Station) -> None:
    volunteer = make.make_volunteer()
    me = make.standing_of(volunteer.account)
    join_team(by=me, station=station, at=NOW)
    assert in_team(station.pk, me.records)
    with pytest.raises(TeamJoined):
        join_team(by=me, station=station, at=NOW)
    leave_team(by=me, station=station, at=NOW)
    with pytest.raises(TeamLeft):
        leave_team(by=me, station=station, at=NOW)
    join_team(by=me, station=station, at=NOW)
    assert StationMember.objects.count() == 2 and not in_team(station.pk, ())


def test_a_child_does_not_join_a_team_yet(station: Station) -> None:
    child = make.make_volunteer(birth_on=date(NOW.year - 12, 1, 1))
    with pytest.raises(TooYoungForTeam):
        join_team(by=make.standing_of(child.account), station=station, at=NOW)
    assert not StationMember.objects.exists()


def test_the_database_refuses_a_need_half_answered(station: Station) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StationNeed.objects.create(station=station, words="x", asked_on=TODAY, answered_on=TODAY)


def test_somebody_of_another_city_is_in_no_team_here_and_a_merged_record_counts(station: Station) -> None:
    far = make.make_volunteer(city="410800", region=make.make_other_city())
    with pytest.raises(NotOnRegister):
        join_team(by=make.volunteer_standing(far), station=station, at=NOW)
    assert not StationMember.objects.exists()
    old, kept = two_records()
    StationMember.objects.create(station=station, volunteer=old, starts_on=TODAY)
    merged(old, kept)
    me = make.volunteer_standing(kept)
    assert in_team(station.pk, me.records) and not in_team(station.pk, ())
    leave_team(by=me, station=station, at=NOW)
    assert not in_team(station.pk, me.records)

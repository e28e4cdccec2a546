"""Verdicts and levels are told by what was on record on the day asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.clock import day_of
from redvest.oversight.actions.station_proof import decide_proof
from redvest.oversight.models import StationProof
from redvest.oversight.queries.station_counts import MEASURES, counts_on
from redvest.oversight.queries.station_list import narrowed, stations_with_level
from redvest.oversight.queries.station_verdict import proved_on, verdicts
from redvest.registry.actions.station_holding import add_service, leave_team, set_facility
from redvest.registry.actions.station_log import record_need
from redvest.registry.choices import StationLevel
from redvest.registry.models import StationMember
from redvest.registry.rules.station_level import StandardUnknown
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.station import fill, inspector_of, keeper_of, prove

pytestmark = pytest.mark.django_db
TODAY = day_of(NOW)
DAY = timedelta(days=1)


def test_what_is_had_counts_on_its_days_and_what_happened_for_a_year() -> None:
    station = make.make_station()
    keeper = keeper_of(station)
    fill(station, members=2, services=1, sessions=14)
    set_facility(by=keeper, station=station, name="轮椅", count=2, at=NOW)
    record_need(by=keeper, station=station, words="灯坏了", at=NOW)
    found = counts_on(station.city, TODAY)[station.pk]
    assert found == {
        "members": 2, "projects": 1, "facilities": 1, "keepers": 1, "ledger_months": 13, "activities": 13,
        "published": 1, "requests": 1, "trainings": 0,
    }  # fmt: skip
    before = counts_on(station.city, TODAY - DAY)[station.pk]
    assert (before["facilities"], before["requests"], before["members"]) == (0, 0, 2)
    assert counts_on(station.city, TODAY - timedelta(days=91))[station.pk]["members"] == 0
    assert counts_on(station.city, station.opened_on - DAY) == {}
    assert counts_on(station.city, TODAY, only=[]) == {} and set(found) == set(MEASURES)


def test_who_left_no_longer_counts_from_that_day() -> None:
    station, volunteer = make.make_station(), make.make_volunteer()
    StationMember.objects.create(station=station, volunteer=volunteer, starts_on=TODAY - 9 * DAY)
    leave_team(by=make.standing_of(volunteer.account), station=station, at=NOW)
    assert counts_on(station.city, TODAY)[station.pk]["members"] == 0
    assert counts_on(station.city, TODAY - DAY)[station.pk]["members"] == 1


def test_a_proof_counts_from_its_acceptance_until_it_is_too_old() -> None:
    station = make.make_station()
    keeper, inspector = keeper_of(station), inspector_of(station)
    (proof,) = prove(keeper, station, "mark")
    assert proved_on(station.city, TODAY) == {}
    assert proved_on(station.city, TODAY, waiting=True) == {station.pk: {"mark"}}
    decide_proof(by=inspector, proof=proof, accept=True, note="", at=NOW + DAY)
    assert proved_on(station.city, TODAY) == {}
    assert proved_on(station.city, TODAY + DAY) == {station.pk: {"mark"}}
    assert proved_on(station.city, TODAY + 729 * DAY) == {station.pk: {"mark"}}
    assert proved_on(station.city, TODAY + 730 * DAY) == {}


def test_another_standard_is_the_same_call() -> None:
    station = make.make_station()
    fill(station)
    prove(inspector_of(station), station, "mark", "place", "rules")
    (henan,) = verdicts(station.city, "henan-2013", TODAY).values()
    (national,) = verdicts(station.city, "national-2024", TODAY).values()
    assert henan.level is StationLevel.STANDARDISED
    assert (
        national.level is StationLevel.NONE and "有设施：0 种（基础级要 1，规范化要 3）" in national.short_of
    )
    with pytest.raises(StandardUnknown):
        verdicts(station.city, "mars-2040", TODAY)


def test_verdicts_take_three_queries_for_one_station_and_for_three(django_assert_num_queries) -> None:
    tree = make.make_region_tree()
    make.make_station(tree.baihua)
    for wanted in (1, 3):
        with django_assert_num_queries(3):
            assert len(verdicts("360500", "henan-2013", TODAY)) == wanted
        make.make_station(tree.baihua, name="二站")
        make.make_station(tree.baihua, name="三站")


def test_the_list_carries_levels_and_narrows_by_them() -> None:
    station = make.make_station()
    make.make_station(name="新站")
    found = stations_with_level(station.city, TODAY)
    assert {each.level for each in found} == {"none"}
    assert narrowed(found, TODAY, level="standardised").count() == 0
    assert narrowed(found, TODAY, level="none", due=True).count() == 2
    assert narrowed(found, TODAY, level="nonsense").count() == 2
    assert StationProof.objects.count() == 0


def test_services_are_projects_and_are_shown() -> None:
    station = make.make_station()
    add_service(by=keeper_of(station), station=station, name="理发", words="", at=NOW)
    found = counts_on(station.city, TODAY)[station.pk]
    assert (found["projects"], found["published"]) == (1, 1)

"""The numbers over the API with a filter: what counts for a place, a body, some days, and what cannot be asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from redvest.oversight.actions.tally import rebuild
from redvest.oversight.queries.headline import headline
from redvest.registry.choices import BodyState, RealNameState, VolunteerState
from redvest.registry.models import Membership, Region
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.choices import Grade
from redvest.service.queries.measure import entries_in, measure, standing_in
from redvest.service.rules.measure import Slice
from tests.faces.openapi.conftest import Caller, problem
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.station import level_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def numbers(guest: Caller, **asked: Any) -> dict[str, Any]:
    answer = guest.get("/statistics", **asked)
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def test_the_first_and_the_last_day_of_a_filter_both_count(guest: Caller) -> None:
    body, person = make.make_body(), make.make_volunteer()
    for turn, minutes in ((1, 60), (2, 120), (3, 240)):
        service.make_entry(volunteer=person, body=body, minutes=minutes, starts_at=NOW - turn * DAY)
    two, one = str(TODAY - 2 * DAY), str(TODAY - DAY)
    assert numbers(guest, **{"from": two, "to": one})["service_hours"] == 3
    assert numbers(guest, **{"from": two, "to": two})["service_hours"] == 2
    assert numbers(guest, **{"from": two})["service_hours"] == 3
    assert numbers(guest, to=two)["service_hours"] == 6


def test_a_day_of_service_is_a_day_in_china(guest: Caller) -> None:
    late = NOW.replace(hour=16, minute=30) - 2 * DAY  # half past midnight in China, the next day
    service.make_entry(volunteer=make.make_volunteer(), body=make.make_body(), minutes=60, starts_at=late)
    yesterday, before = str(TODAY - DAY), str(TODAY - 2 * DAY)
    assert numbers(guest, **{"from": yesterday, "to": yesterday})["service_hours"] == 1
    assert numbers(guest, **{"from": before, "to": before})["service_hours"] == 0


def test_a_voided_entry_counts_neither_its_hours_nor_its_person(guest: Caller) -> None:
    body, officer = make.make_body(), make.make_officer()
    stays, gone, less = (
        service.make_entry(volunteer=make.make_volunteer(), body=body, minutes=120) for _ in range(3)
    )
    void_entry(by=officer, entry=gone, reason="没有来", at=NOW)
    correct_entry(by=officer, entry=less, minutes=45, reason="早走了", at=NOW)

    found = numbers(guest, body=body.code, **{"from": "2026-01-01"})

    assert (found["service_hours"], found["active_volunteers"]) == (2.75, 2)
    assert found["minutes_by_grade"] == {"A": 0, "B": 165, "C": 0, "D": 0}
    part = Slice(CITY, body_id=body.pk)
    assert measure(part).times == standing_in(part).count() == 2
    assert measure(part).entries == entries_in(part).count() == 6
    assert stays in standing_in(part) and gone not in standing_in(part)


def test_active_without_days_is_who_served_in_the_last_365(guest: Caller) -> None:
    tree, body = make.make_region_tree(), make.make_body()
    for days in (364, 365, 366):
        person = make.make_volunteer()
        service.make_entry(volunteer=person, body=body, minutes=60, starts_at=NOW - days * DAY)
    rebuild(city=CITY, at=NOW)
    filtered = numbers(guest, region=tree.yushui.code)
    assert (filtered["service_hours"], filtered["active_volunteers"]) == (3, 1)
    assert filtered["active_volunteers"] == numbers(guest)["active_volunteers"]
    assert numbers(guest, region=tree.yushui.code, to=str(TODAY))["active_volunteers"] == 3


def test_only_real_names_and_who_is_still_there_count_as_volunteers(guest: Caller) -> None:
    tree, body = make.make_region_tree(), make.make_body()
    here = make.make_volunteer(region=tree.baihua, real_name_state=RealNameState.VERIFIED)
    left = make.make_volunteer(region=tree.baihua)
    others = [
        make.make_volunteer(region=tree.baihua, state=VolunteerState.LEFT),
        make.make_volunteer(region=tree.baihua, real_name_state=RealNameState.MISSING),
        make.make_volunteer(region=tree.qiandong),
    ]
    for person in (here, left, *others):
        Membership.objects.create(city=CITY, body=body, volunteer=person, joined_on=TODAY - 9 * DAY)
    Membership.objects.filter(volunteer=left).update(left_on=TODAY)
    assert numbers(guest, region=tree.baihua.code)["volunteers"] == 2
    assert numbers(guest, region=tree.fenyi.code)["volunteers"] == 1
    assert numbers(guest, body=body.code)["volunteers"] == 2  # one of them lives elsewhere
    assert numbers(guest, body=body.code, region=tree.baihua.code)["volunteers"] == 1


def test_stations_and_residents_are_those_of_the_place_and_of_no_body(guest: Caller) -> None:
    tree, body = make.make_region_tree(), make.make_body()
    level_of(make.make_station(tree.baihua), "basic")
    level_of(make.make_station(tree.zhanqian), "standardised")
    make.make_station(tree.qiandong)
    Region.objects.filter(pk=tree.yushui.pk).update(population=850_000)
    make.make_body(region=tree.yushui, state=BodyState.APPLIED)
    place, of_body = numbers(guest, region=tree.yushui.code), numbers(guest, body=body.code)
    levels = ("stations", "stations_standardised", "stations_basic", "population", "organizations")
    assert [place[key] for key in levels] == [2, 1, 1, 850_000, 1]
    assert [of_body[key] for key in levels] == [0, 0, 0, None, 1]
    assert [numbers(guest, region=tree.baihua.code)[key] for key in levels] == [1, 0, 1, None, 0]


def test_a_body_in_a_place_where_it_is_not_has_nothing_there(guest: Caller) -> None:
    tree = make.make_region_tree()
    body = make.make_body(region=tree.baihua)
    service.make_project(body=body)
    service.make_entry(volunteer=make.make_volunteer(), body=body)
    for region, there in ((tree.baihua, 1), (tree.zhanqian, 0)):
        found = numbers(guest, body=body.code, region=region.code)
        assert (found["organizations"], found["projects"]) == (there, there)
        assert (found["service_hours"], found["active_volunteers"]) == (2 * there, there)


def test_the_districts_add_up_to_the_city_in_every_grade(guest: Caller) -> None:
    tree = make.make_region_tree()
    for turn, region in enumerate((tree.yushui, tree.fenyi, tree.xiannv, tree.baihua, tree.qiandong)):
        service.make_entry(
            volunteer=make.make_volunteer(region=region), body=make.make_body(region=region),
            minutes=31 + 7 * turn, grade=list(Grade)[turn % 4],
        )  # fmt: skip
    rebuild(city=CITY, at=NOW)
    city = numbers(guest, region=CITY)
    assert city == headline(CITY, NOW).as_json()
    parts = [numbers(guest, region=each.code) for each in (tree.yushui, tree.fenyi, tree.xiannv)]
    for grade, minutes in city["minutes_by_grade"].items():
        assert minutes == sum(part["minutes_by_grade"][grade] for part in parts)
    for key in ("volunteers", "organizations", "active_volunteers"):
        assert city[key] == sum(part[key] for part in parts)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"body": "NOBODY"}, 422, "statistics-body-unknown"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, 422, "period-backwards"),
        ({"from": "2026-02-30"}, 422, "invalid"),
        ({"to": "gestern"}, 422, "invalid"),
        ({"region": "渝水区"}, 422, "invalid"),
        ({"region": "3" * 13}, 422, "invalid"),
        ({"body": "A B"}, 422, "invalid"),
        ({"region": "360502%"}, 422, "invalid"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(
    guest: Caller, asked: dict[str, str], status: int, code: str
) -> None:
    make.make_region_tree()
    problem(guest.get("/statistics", **asked), status, code)


def test_what_belongs_to_another_city_is_not_there(guest: Caller) -> None:
    far = make.make_other_city()
    body = make.make_body(city=far.code, region=far)
    answer = guest.get("/statistics", region=far.code)
    problem(answer, answer.status_code, "region-unknown")
    assert answer.status_code in (404, 422)
    problem(guest.get("/statistics", body=body.code), 422, "statistics-body-unknown")


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize(("filtered", "queries"), [("region", 9), ("body", 7), ("days", 7)])
def test_a_filter_costs_the_same_however_much_there_is(
    guest: Caller, more: int, filtered: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = make.make_body()
    for _ in range(more):
        service.make_entry(volunteer=make.make_volunteer(), body=body)
        service.make_project(body=body)
    asked = {"region": {"region": "360502"}, "body": {"body": body.code}, "days": {"from": "2026-01-01"}}
    with django_assert_num_queries(queries):
        assert numbers(guest, **asked[filtered])["projects"] == more

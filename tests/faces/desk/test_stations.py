"""A station's desk: hours, duty, and who sees what lacks people."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.actions.duty import take_slot
from redvest.registry.choices import Role
from redvest.registry.models import DutyPattern, StationDay, StationOpening
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry as make
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db


def test_the_keeper_sets_hours_a_day_and_duty_and_takes_them_back(place: Place, sign_in: SignIn) -> None:
    station = make.make_station(place.tree.baihua)
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    desk, address = sign_in(account), reverse("desk:station", args=[station.pk])
    for said in (
        {"verb": "opening", "weekday": "3", "opens": "09:00", "closes": "12:00"},
        {"verb": "day", "first": "2026-03-12", "note": "停电"},
        {"verb": "duty", "weekday": "3", "begins": "09:00", "ends": "12:00", "places": "2"},
    ):
        assert desk.post(address, said).status_code == 302
    assert (StationOpening.objects.count(), StationDay.objects.count(), DutyPattern.objects.count()) == (
        1,
        1,
        1,
    )
    day = StationDay.objects.get()
    page = desk.get(address).content.decode()
    assert "停电" in page and "2026年3月12日" in page
    assert desk.post(reverse("desk:station-end", args=[station.pk, "day", day.pk])).status_code == 302
    pattern = DutyPattern.objects.get()
    assert desk.post(reverse("desk:station-end", args=[station.pk, "duty", pattern.pk])).status_code == 302
    page = desk.get(address).content.decode()
    assert StationDay.objects.count() == 0 and "已停" in page and "停掉这班" not in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"first": "2026-03-01"}, "不能填过去的日子"),
        ({"first": "2026-03-12", "opens": "09:00"}, "开门、关门要一起填"),
    ],
)
def test_a_wrong_day_says_which_wrong_it_is(
    place: Place, as_officer: Client, said: dict[str, str], told: str
) -> None:
    station = make.make_station(place.tree.baihua)
    page = as_officer.post(reverse("desk:station", args=[station.pk]), {"verb": "day", **said})
    assert page.status_code == 422 and told in page.content.decode() and StationDay.objects.count() == 0


def test_what_is_wrong_is_said_and_changes_nothing(place: Place, as_officer: Client) -> None:
    station = make.make_station(place.tree.baihua)
    address = reverse("desk:station", args=[station.pk])
    wrong = {"verb": "opening", "weekday": "3", "opens": "12:00", "closes": "09:00"}
    page = as_officer.post(address, wrong)
    assert page.status_code == 422 and "关门时间要晚于开门时间" in page.content.decode()
    assert StationOpening.objects.count() == 0


def test_only_its_keeper_and_those_above_enter(place: Place, sign_in: SignIn) -> None:
    station = make.make_station(place.tree.baihua)
    address = reverse("desk:station", args=[station.pk])
    expected = {
        "officer": 200,
        "centre": 200,
        "far_officer": 404,
        "stranger": 404,
        "leader": 404,
        "member": 403,
    }
    found = {who: sign_in(getattr(place, who)).get(address).status_code for who in expected}
    assert found == expected


@pytest.mark.parametrize("count", [1, 3])
def test_the_roster_names_people_in_a_fixed_count(as_officer: Client, count: int) -> None:
    found = slots(places=3)
    for slot in found[:count]:
        take_slot(by=make.volunteer_standing(make.make_volunteer(name="钱来值")), slot=slot, at=make.NOW)
    with CaptureQueriesContext(connection) as spent:
        page = as_officer.get(reverse("desk:station", args=[found[0].station_id])).content.decode()
    assert page.count("钱来值") == count
    assert len(spent) == 10


@pytest.mark.parametrize("count", [1, 3])
def test_uncovered_duty_in_a_fixed_count(as_officer: Client, count: int) -> None:
    for weekday in (4, 5, 6)[:count]:
        slots(weekday=weekday)
    with CaptureQueriesContext(connection) as spent:
        page = as_officer.get(reverse("desk:duty"))
    assert page.content.decode().count("缺 1 人") == count
    assert len(spent) == 5


def test_two_forms_of_the_page_never_share_an_id(place: Place, as_officer: Client) -> None:
    address = reverse("desk:station", args=[make.make_station(place.tree.baihua).pk])
    found = re.findall(r' id="([^"]+)"', as_officer.get(address).content.decode())
    assert sorted(found) == sorted(set(found))

"""Stations over the wire: their level is that of the last assessment that stands, and the list narrows by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.faces.openapi.conftest import Caller
from tests.factories import registry as make
from tests.factories.station import level_of

pytestmark = pytest.mark.django_db


def test_a_level_is_told_with_its_days_and_one_that_ran_out_is_none(guest: Caller) -> None:
    held = level_of(make.make_station(name="好站"), "standardised")
    level_of(make.make_station(name="过期的站"), "basic", days_ago=800)
    make.make_station(name="新站")
    rows = {each["name"]: each for each in guest.get("/stations").json()["items"]}
    assert {name: each["level"] for name, each in rows.items()} == {
        "好站": "standardised", "过期的站": "none", "新站": "none",
    }  # fmt: skip
    assert rows["好站"]["assessed_on"] == held.assessed_on.isoformat()
    assert rows["好站"]["valid_until"] == (held.assessed_on + timedelta(days=730)).isoformat()
    assert rows["新站"]["assessed_on"] is None and rows["过期的站"]["valid_until"] is None


@pytest.mark.parametrize(("asked", "names"), [("standardised", ["好站"]), ("basic", []), ("none", ["新站"])])
def test_the_list_narrows_by_level(guest: Caller, asked: str, names: list[str]) -> None:
    level_of(make.make_station(name="好站"), "standardised")
    make.make_station(name="新站")
    found = guest.get(f"/stations?level={asked}").json()["items"]
    assert [each["name"] for each in found] == names


def test_a_page_ends_and_leads_on(guest: Caller) -> None:
    for turn in range(3):
        make.make_station(name=f"{turn}站")
    first = guest.get("/stations?limit=2").json()
    assert len(first["items"]) == 2 and first["next"]
    rest = guest.get(f"/stations?limit=2&after={first['next']}").json()
    assert len(rest["items"]) == 1 and rest["next"] is None


def test_another_citys_stations_are_not_in_it(guest: Caller) -> None:
    make.make_station(make.make_other_city(), name="焦作站")
    assert guest.get("/stations").json()["items"] == []


def test_skills_are_found_by_pinyin(guest: Caller) -> None:
    every = guest.get("/skills").json()["items"]
    assert {"key": "first-aid", "name": "急救", "group": "医疗健康"} in every
    found = guest.get("/skills?q=shouyu").json()["items"]
    assert [each["key"] for each in found] == ["sign-language"]
    assert guest.get(f"/skills?q={'x' * 41}").status_code == 422

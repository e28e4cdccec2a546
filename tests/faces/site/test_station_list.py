"""The city's stations for everybody, and joining a station's team."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.models import StationMember, Volunteer
from tests.faces.site.conftest import words
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.factories.station import fill, level_of

pytestmark = pytest.mark.django_db


def test_a_guest_finds_a_station_with_its_level(guest: Client) -> None:
    good = make.make_station(name="好站")
    level_of(good, "standardised", at=NOW)
    make.make_station(name="新站")
    make.make_station(make.make_other_city(), name="焦作站")
    page = words(guest.get(reverse("site:stations")))
    assert "好站" in page and "规范化" in page and "新站" in page and "焦作站" not in page
    page = words(guest.get(reverse("site:stations") + "?level=standardised"))
    assert "好站" in page and "新站" not in page
    assert "没有找到服务站" in words(guest.get(reverse("site:stations") + "?q=%00没有"))


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(guest: Client, many: int) -> None:
    for turn in range(many):
        level_of(make.make_station(name=f"{turn}站"), "basic", at=NOW)
    with CaptureQueriesContext(connection) as spent:
        guest.get(reverse("site:stations"))
    assert len(spent) == 1


def test_a_page_of_many_leads_to_the_next(guest: Client) -> None:
    region = make.make_region_tree().baihua
    for turn in range(61):
        make.make_station(region, name=f"站{turn:02}")
    page = guest.get(reverse("site:stations"))
    assert "站59" in words(page) and "站60" not in words(page)
    following = words(guest.get(reverse("site:stations") + page.context["pager"]["next_url"]))
    assert "站60" in following and "站59" not in following


def test_i_join_a_team_and_leave_it(me: Client, person: Volunteer) -> None:
    station = make.make_station()
    fill(station, members=0, services=2, sessions=0)
    address = reverse("site:station-team", args=[station.pk])
    page = words(me.post(address, {"verb": "join"}, follow=True))
    assert "你在这支队伍里" in page and "服务0" in page
    assert "已经在这个站的队伍里" in words(me.post(address, {"verb": "join"}, follow=True))
    assert StationMember.objects.get().volunteer_id == person.pk
    assert "加入队伍" in words(me.post(address, {"verb": "leave"}, follow=True))
    assert StationMember.objects.get().ends_on == TODAY


def test_a_guest_is_sent_to_sign_in_first(guest: Client) -> None:
    station = make.make_station()
    page = guest.post(reverse("site:station-team", args=[station.pk]), {"verb": "join"})
    assert page.status_code in (302, 401) and not StationMember.objects.exists()

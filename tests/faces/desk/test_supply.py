"""Supply and demand at the desk: the question is the address, the bars and the table say the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.care.choices import NeedState
from redvest.registry.models import Profile
from redvest.registry.rules.availability import encode
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry as make
from tests.factories.care import make_menu_item, make_need
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
URL = "/desk/supply/"


@pytest.fixture
def world(place: Place) -> None:
    make_need(state=NeedState.QUEUED, hands=2, starts_at=NOW, region=place.tree.baihua)
    make_need(state=NeedState.QUEUED, domain_key="xinyu:10", region=place.tree.zhanqian)
    make_need(state=NeedState.QUEUED, region=place.tree.qiandong)
    volunteer = make.make_volunteer(domains=("xinyu:02",))
    Profile.objects.create(volunteer=volunteer, slots=encode(["mon-morning"]), changed_at=NOW)
    make_menu_item(body=place.body, a_week=4)


def shown(client: Client, asked: str = "") -> dict[str, list[int]]:
    page = client.get(f"{URL}{asked}")
    assert page.status_code == 200
    lines = page.context["lines"]
    return {each["name"]: [each["line"].sum.hands, each["line"].people, each["line"].short] for each in lines}


def test_an_officer_sees_what_lacks_in_the_places_governed(
    world: None, as_officer: Client, as_centre: Client
) -> None:
    assert shown(as_officer) == {"邻里守望": [2, 1, 1], "老年介护": [1, 0, 1]}
    assert shown(as_officer, "?by=place") == {"城南街道": [3, 1, 2], "不分地方": [0, 0, 0]}
    assert shown(as_centre, "?by=place") == {"渝水区": [3, 1, 2], "分宜县": [1, 0, 1]}
    assert shown(as_officer, "?by=part") == {"上午": [2, 1, 1], "随时都行": [1, 1, 1]}


@pytest.fixture(autouse=True)
def named() -> None:
    make.make_domain("xinyu:10", "老年介护")


def test_the_address_narrows_and_each_line_leads_closer(world: None, as_centre: Client) -> None:
    page = as_centre.get(f"{URL}?domain=xinyu:02&days=90")
    text = said(page)
    assert [each["name"] for each in page.context["lines"]] == ["邻里守望"]
    assert "domain=xinyu%3A02&amp;days=90&amp;by=place" in text and '<option value="90" selected>' in text
    assert shown(as_centre, "?place=360521") == {"邻里守望": [1, 0, 1]}
    everything = shown(as_centre)
    assert shown(as_centre, "?domain=x&place=y&part=z&by=w&days=9999") == everything


def test_bars_and_table_say_the_same_and_the_sums_are_explained(world: None, as_officer: Client) -> None:
    text = said(as_officer.get(URL))
    assert 'class="want" max="2" value="2"' in text and 'class="have" max="2" value="1"' in text
    for words in ("合计", "找不到人", "这些数怎么算", "一个人勾几类就在几行里", "10:00"):
        assert words in text


def test_with_nothing_there_it_says_so(as_officer: Client) -> None:
    assert "这样筛下来什么也没有" in said(as_officer.get(f"{URL}?part=evening"))


def test_only_officers_look(place: Place, sign_in: SignIn) -> None:
    for account in (place.leader, place.stranger, place.member):
        assert sign_in(account).get(URL).status_code == 403
    assert shown(sign_in(place.far_officer)) == {}


@pytest.mark.parametrize("more", [1, 3])
def test_it_costs_the_same(
    place: Place, as_officer: Client, django_assert_num_queries: Any, more: int
) -> None:
    for _turn in range(more):
        make_need(state=NeedState.QUEUED)
        make.make_volunteer(domains=("xinyu:02",))
    with django_assert_num_queries(10):  # session, account, standing, kinds, places, four of the table, frame
        as_officer.get(URL)

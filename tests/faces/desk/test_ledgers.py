"""Ledgers (台账) at the desk: choosing a unit, looking it over, taking it home, and the long ones from the background."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Grant, Station
from redvest.service.models import HoursEntry
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry, service
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


def served(place: Place, times: int = 1) -> list[HoursEntry]:
    return [
        service.make_entry(volunteer=registry.make_volunteer(name="李明霞"), body=place.body)
        for _ in range(times)
    ]


def address(place: Place, name: str = "ledger") -> str:
    return reverse(f"desk:{name}", args=["body", place.body.pk])


def station(place: Place) -> Station:
    return Station.objects.create(
        id=uuid7(), city=registry.CITY, region=place.tree.baihua, name="百花湖社区志愿服务站",
        address="抱石大道 1 号", lon=114.9, lat=27.8, opened_on=TODAY,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["region", "station", "body"])
@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    place: Place, as_officer: Client, kind: str, more: int
) -> None:
    for turn in range(more):
        registry.make_body(name=f"第{turn}队", region=place.tree.yushui)
        station(place)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        page = as_officer.get(reverse("desk:ledgers"), {"kind": kind})
    assert page.status_code == 200
    assert len(spent) == 5


def test_everybody_finds_their_own_units_and_no_others(place: Place, sign_in: SignIn) -> None:
    mine = station(place)
    keeper = registry.make_account(name="何守站")
    Grant.objects.create(
        account=keeper, role=Role.STATION_KEEPER, station=mine, starts_on=TODAY, given_at=NOW
    )
    list_of = reverse("desk:ledgers")
    assert "渝水区" in sign_in(place.officer).get(list_of).content.decode()
    assert "站前社区" in sign_in(place.officer).get(list_of, {"q": "站前"}).content.decode()
    assert "百花湖社区" not in sign_in(place.officer).get(list_of, {"q": "站前"}).content.decode()
    far = sign_in(place.far_officer).get(list_of).content.decode()
    assert "分宜县" in far and "渝水区" not in far
    assert "黎明脚步" in sign_in(place.leader).get(list_of).content.decode()
    assert "百花湖社区志愿服务站" in sign_in(keeper).get(list_of).content.decode()

    page = sign_in(keeper).get(reverse("desk:ledger", args=["station", mine.pk]))
    assert page.status_code == 200
    assert sign_in(place.leader).get(reverse("desk:ledger", args=["station", mine.pk])).status_code == 404
    assert sign_in(keeper).get(reverse("desk:ledger", args=["region", "360502001001"])).status_code == 404


def test_the_page_tells_the_totals_and_the_first_rows(place: Place, as_officer: Client) -> None:
    served(place, 2)
    page = as_officer.get(address(place), YEAR).content.decode()
    assert "陪独居老人买菜" in page and "李明霞" in page
    assert "<b>4</b><span>服务小时</span>" in page
    assert (
        "这段时间还没有记录"
        in as_officer.get(address(place), {"from": "2020-01-01", "to": "2020-02-01"}).content.decode()
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"from": "gestern"}, "日期没看懂"), ({"from": "2026-02-01", "to": "2026-01-01"}, "不能晚于"),
     ({"from": "1990-01-01", "to": "2026-01-01"}, "十年")],
)  # fmt: skip
def test_a_period_that_cannot_be_is_a_sentence(
    place: Place, as_officer: Client, asked: dict[str, str], said: str
) -> None:
    page = as_officer.get(address(place), asked)
    assert page.status_code == 422 and said in page.content.decode()
    answer = as_officer.post(address(place, "ledger-file"), {**asked, "form": "xlsx"}, follow=True)
    assert said in answer.content.decode()
    assert not AuditLine.objects.filter(verb__startswith="export_ledger").exists()

"""The work log of a station at the desk."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.choices import Role
from redvest.registry.models import (
    DutyPattern,
    Station,
    StationFacility,
    StationNeed,
    StationOpening,
    StationService,
    StationSession,
)
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry as make
from tests.factories.station import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(place: Place) -> Station:
    return make.make_station(place.tree.baihua)


@pytest.fixture
def as_keeper(station: Station, sign_in: SignIn) -> Client:
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return sign_in(account)


def test_the_keeper_writes_a_day(station: Station, as_keeper: Client) -> None:
    address = reverse("desk:station-log", args=[station.pk])
    holding = reverse("desk:station-holding", args=[station.pk])
    for sent in (
        {"verb": "service", "name": "义务理发", "words": "周三"},
        {"verb": "thing", "name": "轮椅", "count": "2"},
    ):
        assert as_keeper.post(holding, sent).status_code == 302
    service = StationService.objects.get()
    for sent in (
        {"verb": "need", "words": "想学手机"},
        {
            "verb": "session", "kind": "service", "service": str(service.pk), "held_on": "2026-03-04", "helpers": "2",
            "visitors": "18",
        },
    ):  # fmt: skip
        assert as_keeper.post(address, sent).status_code == 302
    page = as_keeper.get(address).content.decode() + as_keeper.get(holding).content.decode()
    for words in ("义务理发", "轮椅 × 2", "想学手机", "近一年服务 1 场 18 人次"):
        assert words in page
    need = StationNeed.objects.get()
    answered = as_keeper.post(
        reverse("desk:station-need", args=[station.pk, need.pk]), {"answer": "周六有人教"}, follow=True
    )
    assert "办结了" in answered.content.decode()
    as_keeper.post(reverse("desk:station-service-end", args=[station.pk, service.pk]))
    assert StationService.objects.get().ends_on is not None and StationFacility.objects.get().count == 2


def test_what_is_wrong_is_said_beside_its_field(station: Station, as_keeper: Client) -> None:
    address = reverse("desk:station-log", args=[station.pk])
    wrong = {"verb": "session", "kind": "service", "held_on": "2020-01-01", "helpers": "2", "visitors": "3"}
    page = as_keeper.post(address, wrong)
    assert page.status_code == 422 and "最近 31 天" in page.content.decode()
    holding = reverse("desk:station-holding", args=[station.pk])
    assert as_keeper.post(holding, {"verb": "thing", "name": "", "count": "x"}).status_code == 422
    assert as_keeper.post(holding, {"verb": "thing", "name": "桌", "count": "1000"}).status_code == 422
    assert not StationSession.objects.exists() and not StationFacility.objects.exists()


def test_a_sibling_and_a_far_officer_do_not_know_it(
    station: Station, sign_in: SignIn, as_far_officer: Client, as_leader: Client
) -> None:
    fill(station, members=0, services=1, sessions=0)
    account = make.make_account(name="隔壁站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=make.make_station(name="隔壁站"))
    service = StationService.objects.get()
    for client in (sign_in(account), as_far_officer, as_leader):
        address = reverse("desk:station-log", args=[station.pk])
        assert client.get(address).status_code == 404
        assert client.post(address, {"verb": "need", "words": "x"}).status_code == 404
        assert client.get(reverse("desk:station-holding", args=[station.pk])).status_code == 404
        end = reverse("desk:station-service-end", args=[station.pk, service.pk])
        assert client.post(end).status_code == 404
    assert StationService.objects.get().ends_on is None and not StationNeed.objects.exists()


def test_an_opening_and_a_weekly_duty_end(station: Station, as_keeper: Client) -> None:
    desk = reverse("desk:station", args=[station.pk])
    as_keeper.post(desk, {"verb": "opening", "weekday": "3", "opens": "09:00", "closes": "12:00"})
    as_keeper.post(desk, {"verb": "duty", "weekday": "3", "begins": "09:00", "ends": "12:00", "places": "2"})
    assert "周四 09:00–12:00" in as_keeper.get(desk).content.decode()
    opening, pattern = StationOpening.objects.get(), DutyPattern.objects.get()
    for what, row in (("opening", opening.pk), ("duty", pattern.pk)):
        gone = as_keeper.post(reverse("desk:station-end", args=[station.pk, what, row]), follow=True)
        assert "今天是最后一天" in gone.content.decode()
        other = as_keeper.post(reverse("desk:station-end", args=[station.pk, what, station.pk]))
        assert other.status_code == 404
    assert not StationOpening.objects.exists()
    pattern.refresh_from_db()
    assert pattern.until is not None


@pytest.mark.parametrize("many", [1, 3])
def test_the_log_costs_the_same_for_one_and_for_three(station: Station, as_keeper: Client, many: int) -> None:
    fill(station, members=many, services=many, sessions=many)
    for name, queries in (("desk:station-log", 9), ("desk:station-holding", 9)):
        with CaptureQueriesContext(connection) as spent:
            as_keeper.get(reverse(name, args=[station.pk]))
        assert len(spent) == queries


def test_lines_are_put_right_taken_out_and_older_ones_are_found(station: Station, as_keeper: Client) -> None:
    address = reverse("desk:station-log", args=[station.pk])
    as_keeper.post(
        address,
        {"verb": "session", "kind": "visit", "held_on": "2026-03-04", "helpers": "0", "visitors": "9"},
    )
    line = StationSession.objects.get()
    one = reverse("desk:station-session", args=[station.pk, line.pk])
    wrong = as_keeper.post(one, {"verb": "fix", "helpers": "x", "visitors": "7"}, follow=True)
    assert "数量不对" in wrong.content.decode()
    assert (
        as_keeper.post(one, {"verb": "fix", "helpers": "0", "visitors": "7", "words": "雨天"}).status_code
        == 302
    )
    line.refresh_from_db()
    assert (line.visitors, line.words) == (7, "雨天")
    as_keeper.post(one, {"verb": "drop"})
    assert not StationSession.objects.exists()
    assert "没有找到这一条工作日志" in as_keeper.post(one, {"verb": "drop"}, follow=True).content.decode()
    page = as_keeper.post(address, {"verb": "need", "words": "找王奶奶 139 0000 1111"})
    assert (
        page.status_code == 422
        and "电话或证件号码" in page.content.decode()
        and not StationNeed.objects.exists()
    )
    for turn in range(14):
        as_keeper.post(address, {"verb": "need", "words": f"第{turn}条"})
    closed = StationNeed.objects.get(words="第0条")
    two = reverse("desk:station-need", args=[station.pk, closed.pk])
    as_keeper.post(two, {"verb": "fix", "words": "灯坏了"})
    as_keeper.post(two, {"verb": "answer", "answer": "换好了"})
    assert "换好了" not in as_keeper.get(address).content.decode()
    assert "换好了" in as_keeper.get(f"{address}?all=1").content.decode()
    for need in StationNeed.objects.filter(answered_on=None)[:10]:
        as_keeper.post(reverse("desk:station-need", args=[station.pk, need.pk]), {"verb": "drop"})
    assert "换好了" in as_keeper.get(address).content.decode() and StationNeed.objects.count() == 4

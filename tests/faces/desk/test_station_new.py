"""Putting a station on the register at the desk, and mending where it is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from redvest.registry.choices import Role
from redvest.registry.models import Station
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
URL = "/desk/stations/new/"


def test_an_officer_adds_one_and_goes_on_to_its_hours(place: Place, sign_in: SignIn) -> None:
    client, code = sign_in(place.officer), place.tree.baihua.pk
    sent = {
        "community": code,
        "name": "百花湖二站",
        "address": "幸福路 2 号",
        "lon": "114.93",
        "lat": "27.81",
    }
    assert URL in said(client.get("/desk/stations/"))
    assert code in said(client.get(f"{URL}?community={code}"))
    for change, sentence in (
        ({"community": place.tree.qiandong.pk}, "不在你负责的范围里"), ({"lon": "1"}, "不在国内"),
        ({"name": ""}, "请填写站点名称"),
    ):  # fmt: skip
        page = client.post(URL, sent | change)
        assert page.status_code == 422 and sentence in said(page)
    assert not Station.objects.exists()
    page = said(client.post(URL, sent, follow=True))
    assert "服务站建好了" in page and "开放时间" in page
    again = client.post(URL, sent)
    assert again.status_code == 422 and "同名的服务站" in said(again)


def test_only_who_governs_adds_and_mends(place: Place, sign_in: SignIn) -> None:
    station = make.make_station(place.tree.baihua, name="老站")
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    keeper, address = sign_in(account), reverse("desk:station", args=[station.pk])
    mended = {"verb": "place", "place-name": "新站", "place-address": "新路 1 号"}
    assert keeper.get(URL).status_code == 403 and URL not in said(keeper.get("/desk/stations/"))
    assert "改名称、地址或位置" not in said(keeper.get(address))
    assert keeper.post(address, mended).status_code == 403
    for who in (place.leader, place.member):
        assert sign_in(who).get(URL).status_code == 403
    officer = sign_in(place.officer)
    assert "改名称、地址或位置" in said(officer.get(address))
    assert officer.post(address, mended).status_code == 302
    station.refresh_from_db()
    assert (station.name, station.address) == ("新站", "新路 1 号")

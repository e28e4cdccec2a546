"""The desk's pages of screens and of askings for help: who sees which, pairing, switching off, answering."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.core.models import AuditLine
from redvest.registry.actions.help_call import Asking, take_help_calls
from redvest.registry.actions.kiosk import Receipt, keep_receipts, pair_kiosk
from redvest.registry.choices import HelpKind, Role
from redvest.registry.models import HelpCall, KioskDevice, Station, StationNeed
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import paired

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(place: Place) -> Station:
    return registry.make_station(place.tree.baihua)


@pytest.fixture
def keeper(station: Station, sign_in: SignIn) -> Client:
    account = registry.make_account(name="赵站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return sign_in(account)


def sibling(place: Place, sign_in: SignIn) -> Client:
    account = registry.make_account(name="隔壁站长")
    other = registry.make_station(place.tree.baihua, name="隔壁站")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=other)
    return sign_in(account)


def screen_of(station: Station) -> KioskDevice:
    return KioskDevice.objects.select_related("station__region").get(pk=paired(station)[0].pk)


def call_at(device: KioskDevice, nonce: str = "n") -> HelpCall:
    asked = Asking(nonce * 8, HelpKind.UNWELL, NOW, "13800138000")
    take_help_calls(device=device, calls=[asked], at=NOW, sent_at=NOW)
    return HelpCall.objects.get(nonce=nonce * 8)


def test_only_its_keeper_and_those_above_enter(
    place: Place, station: Station, keeper: Client, sign_in: SignIn
) -> None:
    device = screen_of(station)
    pages = {
        "kiosks": reverse("desk:kiosks"),
        "station": reverse("desk:station-kiosks", args=[station.pk]),
        "call": reverse("desk:help-call", args=[call_at(device).pk]),
    }
    expected = {
        "keeper": {"kiosks": 200, "station": 200, "call": 200},
        "officer": {"kiosks": 200, "station": 200, "call": 200},
        "centre": {"kiosks": 200, "station": 200, "call": 200},
        "sibling": {"kiosks": 200, "station": 404, "call": 404},
        "far_officer": {"kiosks": 200, "station": 404, "call": 404},
        "leader": {"kiosks": 200, "station": 404, "call": 404},
        "member": {"kiosks": 403, "station": 403, "call": 403},
        "outsider": {"kiosks": 302, "station": 302, "call": 302},
    }
    clients = {
        who: sign_in(getattr(place, who)) for who in ("officer", "centre", "far_officer", "leader", "member")
    } | {"keeper": keeper, "sibling": sibling(place, sign_in), "outsider": Client()}
    found = {
        who: {name: clients[who].get(url).status_code for name, url in pages.items()} for who in expected
    }
    assert found == expected
    for who in ("sibling", "far_officer", "leader"):
        page = clients[who].get(pages["kiosks"]).content.decode()
        assert station.name not in page and "身体不舒服" not in page


def test_who_does_not_keep_it_changes_nothing(place: Place, station: Station, sign_in: SignIn) -> None:
    device = screen_of(station)
    call = call_at(device)
    asked = [
        (reverse("desk:station-kiosks", args=[station.pk]), {"name": "我的"}),
        (reverse("desk:kiosk-off", args=[device.pk]), {}),
        (reverse("desk:help-call", args=[call.pk]), {"verb": "phone"}),
        (reverse("desk:help-call", args=[call.pk]), {"verb": "done", "note": "好了"}),
        (reverse("desk:help-call", args=[call.pk]), {"verb": "need"}),
    ]
    for client in (sibling(place, sign_in), sign_in(place.far_officer), sign_in(place.member), Client()):
        for url, said in asked:
            answer = client.post(url, said)
            assert answer.status_code in (302, 403, 404) and "13800138000" not in answer.content.decode()
    device.refresh_from_db()
    call.refresh_from_db()
    assert (device.revoked_at, call.done_at, KioskDevice.objects.count()) == (None, None, 1)
    assert not StationNeed.objects.exists()
    assert not AuditLine.objects.filter(verb="show_help_phone").exists()


def test_the_keeper_pairs_a_screen_and_switches_it_off(station: Station, keeper: Client) -> None:
    url = reverse("desk:station-kiosks", args=[station.pk])
    assert keeper.post(url, {"name": " "}).status_code == 422
    page = keeper.post(url, {"name": "大厅"}).content.decode()
    shown = re.search(r"data-pair-code>(\d{4} \d{4})<", page)
    assert shown and f"/kiosk/{station.pk}/" in page
    pair_kiosk(station=station, code=shown[1], at=NOW)
    page = keeper.get(url).content.decode()
    assert "在用" in page and shown[1] not in page
    off = reverse("desk:kiosk-off", args=[KioskDevice.objects.get().pk])
    assert keeper.post(off).headers["Location"] == url
    assert KioskDevice.objects.get().revoked_at == NOW
    assert "已经停用" in keeper.post(off, follow=True).content.decode()


def test_what_was_refused_is_read_with_its_reason(station: Station, keeper: Client) -> None:
    late = Receipt("n" * 8, "presence", NOW, "kiosk-too-late", "0123")
    keep_receipts(device=screen_of(station), receipts=[late], at=NOW)
    page = keeper.get(reverse("desk:station-kiosks", args=[station.pk])).content.decode()
    assert "编号尾号 0123" in page and "过了 24 小时才传上来" in page


def test_the_keeper_rings_back_and_says_what_was_done(station: Station, keeper: Client) -> None:
    call = call_at(screen_of(station))
    url = reverse("desk:help-call", args=[call.pk])
    assert "1 条求助还没有人处理" in keeper.get(reverse("desk:today")).content.decode()
    assert "13800138000" not in keeper.get(url).content.decode()
    assert "13800138000" in keeper.post(url, {"verb": "phone"}).content.decode()
    assert keeper.post(url, {"verb": "done", "note": ""}).status_code == 422
    assert keeper.post(url, {"verb": "done", "note": "陪去了卫生站"}).headers["Location"] == reverse(
        "desk:kiosks"
    )
    assert "陪去了卫生站" in keeper.get(url).content.decode()
    assert (
        "已经有人处理了" in keeper.post(url, {"verb": "done", "note": "再来"}, follow=True).content.decode()
    )
    call.refresh_from_db()
    assert call.done_note == "陪去了卫生站"


def test_one_list_and_one_tap_from_a_call_to_a_need(station: Station, keeper: Client) -> None:
    call = call_at(screen_of(station))
    log = reverse("desk:station-log", args=[station.pk])
    keeper.post(log, {"verb": "need", "words": "想学手机"})
    for page in (reverse("desk:kiosks"), log):
        text = keeper.get(page).content.decode()
        assert "身体不舒服" in text and "想学手机" in text and "手机尾号 8000" in text
    url = reverse("desk:help-call", args=[call.pk])
    turned = keeper.post(url, {"verb": "need"}, follow=True)
    assert turned.redirect_chain == [(f"{log}#needs", 302)]
    text = turned.content.decode()
    assert "转成需求了" in text and "自助机求助：身体不舒服" in text and "手机尾号 8000" in text
    assert "已经有人处理了" in keeper.post(url, {"verb": "need"}, follow=True).content.decode()
    need = StationNeed.objects.get(call=call)
    keeper.post(reverse("desk:station-need", args=[station.pk, need.pk]), {"answer": "陪去了医院"})
    text = keeper.get(reverse("desk:kiosks")).content.decode()
    assert "陪去了医院" in text and text.count("自助机求助：身体不舒服") == 1 and "1 条求助" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same(place: Place, as_officer: Client, count: int) -> None:
    stations = [registry.make_station(place.tree.baihua, name=f"站 {number}") for number in range(count)]
    for number, station in enumerate(stations):
        for name in "ab":
            call_at(screen_of(station), f"{name}{number}")
    with CaptureQueriesContext(connection) as spent:
        page = as_officer.get(reverse("desk:kiosks")).content.decode()
    assert (page.count("2 台在用"), page.count('<b><a href="/desk/help/'), len(spent)) == (
        count,
        2 * count,
        7,
    )
    with CaptureQueriesContext(connection) as spent:
        as_officer.get(reverse("desk:station-kiosks", args=[stations[0].pk]))
    assert len(spent) == 7

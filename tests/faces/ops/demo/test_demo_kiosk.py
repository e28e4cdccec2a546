"""The screen that a demo city offers to be tried: paired by the code that is told, and by nothing that is written down."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from rich.console import Console

from redvest.core.models import Installation
from redvest.faces.ops.address import Address
from redvest.faces.ops.demo.kiosk import demo_kiosk
from redvest.faces.ops.demo.logins import Login, accounts_of, write_down
from redvest.faces.ops.up import welcome
from redvest.registry.actions.kiosk import pair_kiosk
from redvest.registry.models import Account, KioskDevice, Station
from redvest.registry.queries.role import live_grants
from redvest.registry.rules.kiosk import MOST_AT_STATION

pytestmark = pytest.mark.django_db
LOGIN: Login = {"role": "keeper", "phone": "19900000200", "password": "redvest-demo-2026"}


def test_its_code_pairs_a_browser_once(xinyu, settings):
    settings.REDVEST_CITY = "360500"
    found = demo_kiosk(xinyu.at)
    assert found is not None and len(found.code) == 8
    station = Station.objects.get(name=found.station)
    assert found.path == reverse("kiosk:start", args=[station.pk])
    with time_machine.travel(xinyu.at + timedelta(minutes=1), tick=False):
        client = Client()
        assert "这台机器还没有配对" in client.get(found.path).content.decode()
        paired = client.post(
            f"{found.path}pair/", {"code": f"{found.code[:4]} {found.code[4:]}"}, follow=True
        )
        assert "你好，要办什么？" in paired.content.decode()
        assert "配对码不对" in Client().post(f"{found.path}pair/", {"code": found.code}).content.decode()


def test_it_is_the_station_of_the_keeper_who_is_handed_out(xinyu, settings):
    settings.REDVEST_CITY = "360500"
    found, keeper = demo_kiosk(xinyu.at), accounts_of("keeper", xinyu.at)[0]
    held = live_grants(xinyu.at.date()).get(account=keeper)
    assert found is not None and held.station is not None and held.station.name == found.station


def test_codes_that_nobody_used_go_and_screens_in_use_stay(xinyu, settings):
    settings.REDVEST_CITY = "360500"
    for start in range(3):
        assert demo_kiosk(xinyu.at + start * timedelta(hours=1)) is not None
    assert KioskDevice.objects.count() == 1
    for _screen in range(MOST_AT_STATION):
        found = demo_kiosk(xinyu.at + timedelta(hours=3))
        assert found is not None and found.code
        station = Station.objects.get(name=found.station)
        pair_kiosk(station=station, code=found.code, at=xinyu.at + timedelta(hours=3))
    full = demo_kiosk(xinyu.at + timedelta(hours=4))
    assert full is not None and full.code == ""


def test_without_a_demo_city_nobody_is_asked(xinyu, settings):
    settings.REDVEST_CITY = "410800"
    assert demo_kiosk(xinyu.at) is None
    settings.REDVEST_CITY = "360500"
    Installation.objects.all().delete()
    assert demo_kiosk(xinyu.at) is None and not KioskDevice.objects.exists()


def test_the_start_prints_it_in_a_demo_alone(xinyu, settings):
    settings.REDVEST_CITY = "360500"
    write_down(settings.REDVEST_DATA_DIR / "demo-logins.json", [LOGIN])
    said = {}
    with time_machine.travel(xinyu.at, tick=False):
        for settings.REDVEST_DEMO in (False, True):
            console = Console(file=io.StringIO(), width=200)
            welcome(console, Address("127.0.0.1", 8000))
            said[settings.REDVEST_DEMO] = console.file.getvalue()  # type: ignore[attr-defined]
    device = KioskDevice.objects.select_related("station").get()
    assert f"http://127.0.0.1:8000/kiosk/{device.station_id}/" in said[True] and "配对码" in said[True]
    assert "kiosk" not in said[False]
    assert Account.objects.filter(pk=device.asked_by_id).exists()
    assert "kiosk" not in (settings.REDVEST_DATA_DIR / "demo-logins.json").read_text(encoding="utf-8")

"""A station with a paired screen, as a client that holds nothing but the screen's cookie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from redvest.registry.actions.region import load_domains
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Account, KioskDevice, Station
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from tests.factories import registry
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import keeper_of, paired

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW + 2 * MINUTE, tick=False) as traveller:
        yield traveller


@dataclass(frozen=True)
class Kiosk:
    """``by`` keeps the station."""

    station: Station
    device: KioskDevice
    token: str
    by: Standing

    def url(self, page: str = "") -> str:
        return f"/kiosk/{self.station.pk}/{page}"

    def client(self, token: str | None = None) -> Client:
        client = Client()
        client.cookies["rv_kiosk"] = self.token if token is None else token
        return client


@pytest.fixture
def kiosk() -> Kiosk:
    load_domains()
    station = registry.make_station()
    by = keeper_of(station)
    device, token = paired(station, by)
    return Kiosk(station, device, token, by)


@pytest.fixture
def screen(kiosk: Kiosk) -> Client:
    return kiosk.client()


def say_who(client: Client, kiosk: Kiosk, phone: str, then: str = "") -> None:
    """Somebody says who they are, by phone and the code that came to it."""
    asked = client.post(kiosk.url("who/"), {"typed": phone, "next": kiosk.url(then)})
    registry.make_code(phone, CodePurpose.SIGN_IN, code="135790", at=NOW + 2 * MINUTE)
    told = {"typed": "135790", "carried": asked.context["carried"], "next": kiosk.url(then)}
    assert client.post(kiosk.url("who/"), told).headers["Location"] == kiosk.url(then)


def phone_of(account: Account | None) -> str:
    assert account is not None
    return secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)

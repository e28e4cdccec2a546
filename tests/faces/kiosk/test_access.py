"""Who sees what at /kiosk/: everybody what names nobody, a paired screen the rest, and no session opens anything."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from redvest.core.identifiers import uuid7
from redvest.registry.actions.kiosk import revoke_kiosk
from redvest.registry.models import Account, HelpCall, KioskDevice, KioskReceipt
from tests.faces.kiosk.conftest import MINUTE, Kiosk, phone_of, say_who
from tests.factories import registry
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import keeper_of, paired

pytestmark = pytest.mark.django_db
OPEN = ("", "offline/", "presence/", "help/", "activities/", "worker.js", "manifest.webmanifest")
SHUT = ("who/", "register/", "hours/", "papers/", f"papers/{uuid7()}/", f"papers/{uuid7()}/sheet.pdf")
PEOPLE = ("outsider", "volunteer", "keeper", "keeper of a sibling", "officer")


def session_of(who: str, kiosk: Kiosk) -> Client:
    """A browser that is no screen, of somebody signed in to the site."""
    client = Client()
    if who == "outsider":
        return client
    sibling = keeper_of(registry.make_station(kiosk.station.region, name="隔壁站"))
    accounts = {
        "volunteer": registry.make_volunteer().account_id,
        "keeper": kiosk.by.account_id,
        "keeper of a sibling": sibling.account_id,
        "officer": registry.make_officer().account_id,
    }
    client.force_login(Account.objects.get(pk=accounts[who]))
    return client


@pytest.mark.parametrize("who", PEOPLE)
def test_a_browser_that_is_no_screen_opens_what_names_nobody(kiosk: Kiosk, who: str) -> None:
    client = session_of(who, kiosk)
    assert {page: client.get(kiosk.url(page)).status_code for page in OPEN} == dict.fromkeys(OPEN, 200)
    assert {page: client.get(kiosk.url(page)).status_code for page in SHUT} == dict.fromkeys(SHUT, 403)
    refused = client.post(kiosk.url("flush/"), {"sent_at": NOW.isoformat(), "things": []}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "kiosk-not-paired")
    assert not KioskReceipt.objects.exists() and not HelpCall.objects.exists()


def test_a_screen_opens_them_and_asks_who_somebody_is(kiosk: Kiosk, screen: Client) -> None:
    assert {page: screen.get(kiosk.url(page)).status_code for page in OPEN} == dict.fromkeys(OPEN, 200)
    for page in ("register/", "hours/", "papers/"):
        assert (
            screen.get(kiosk.url(page)).headers["Location"] == f"{kiosk.url('who/')}?next={kiosk.url(page)}"
        )


def test_another_stations_screen_and_one_switched_off_are_none(kiosk: Kiosk) -> None:
    sibling = registry.make_station(kiosk.station.region, name="隔壁站")
    _device, other = paired(sibling)
    revoked = kiosk.client()
    revoke_kiosk(
        by=kiosk.by,
        device=KioskDevice.objects.select_related("station__region").get(pk=kiosk.device.pk),
        at=NOW,
    )
    for client in (kiosk.client(other), kiosk.client("x" * 43), kiosk.client("a%00b"), revoked):
        assert {page: client.get(kiosk.url(page)).status_code for page in SHUT} == dict.fromkeys(SHUT, 403)
        assert "这台机器还没有配对" in client.get(kiosk.url()).content.decode()


def test_a_station_that_is_not_there_is_404(screen: Client) -> None:
    for page in (*OPEN[:5], "who/", "manifest.webmanifest"):
        assert screen.get(f"/kiosk/{uuid7()}/{page}").status_code == 404


def test_who_keeps_the_station_is_nobody_at_its_screen(kiosk: Kiosk) -> None:
    """Roles stay at the desk: a keeper who says who he is has his own hours, or none, and opens no desk."""
    account = Account.objects.get(pk=kiosk.by.account_id)
    phone = phone_of(account)
    client = kiosk.client()
    say_who(client, kiosk, phone, "papers/")
    assert client.get(kiosk.url("papers/")).status_code == 403  # no volunteer record of his own
    assert client.get("/desk/").status_code == 302 and client.get("/me/").status_code == 302
    assert "sessionid" not in client.cookies


def test_ninety_seconds_and_nobody_is_known(kiosk: Kiosk, moment: time_machine.Traveller) -> None:
    person, client = registry.make_volunteer(name="李明霞"), kiosk.client()
    say_who(client, kiosk, phone_of(person.account), "hours/")
    assert "李明霞" in client.get(kiosk.url("hours/")).content.decode()
    moment.move_to(NOW + 2 * MINUTE + 91 * MINUTE / 60)
    assert client.get(kiosk.url("hours/")).status_code == 302


def test_a_quarter_of_an_hour_is_the_longest(kiosk: Kiosk, moment: time_machine.Traveller) -> None:
    person, client = registry.make_volunteer(name="李明霞"), kiosk.client()
    say_who(client, kiosk, phone_of(person.account), "hours/")
    for minute in range(3, 17):
        moment.move_to(NOW + minute * MINUTE)
        assert client.get(kiosk.url("hours/")).status_code == 200
    moment.move_to(NOW + 17 * MINUTE + MINUTE / 60)
    assert client.get(kiosk.url("hours/")).status_code == 302


def test_the_mark_is_of_one_screen_and_gone_at_the_end(kiosk: Kiosk) -> None:
    person, client = registry.make_volunteer(name="李明霞"), kiosk.client()
    say_who(client, kiosk, phone_of(person.account), "hours/")
    _second, token = paired(kiosk.station, kiosk.by)
    elsewhere = kiosk.client(token)
    elsewhere.cookies["rv_kiosk_who"] = client.cookies["rv_kiosk_who"].value
    assert elsewhere.get(kiosk.url("hours/")).status_code == 302
    client.post(kiosk.url("end/"))
    assert client.cookies["rv_kiosk_who"].value == ""
    assert client.get(kiosk.url("hours/")).status_code == 302

"""The queue's endpoint at its edges: who sends, how much, how often, when, and what an answer may not tell."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from redvest.faces.kiosk.queue import BATCHES, MOST
from redvest.registry.actions.kiosk import revoke_kiosk
from redvest.registry.models import HelpCall, KioskDevice, KioskReceipt, Volunteer
from redvest.service.actions.card import issue_card
from redvest.service.models import Attendance, Scan
from redvest.service.queries.codes import card_text
from tests.faces.kiosk.conftest import MINUTE, Kiosk, say_who
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import paired

pytestmark = pytest.mark.django_db
AT = NOW + 2 * MINUTE
SECOND = timedelta(seconds=1)


def sent(client: Client, kiosk: Kiosk, things: list[dict[str, Any]], at: datetime = AT) -> Any:
    body = json.dumps({"sent_at": at.isoformat(), "things": things})
    return client.post(kiosk.url("flush/"), body, "application/json")


def scan(nonce: str, at: datetime = AT, **more: Any) -> dict[str, Any]:
    return {"kind": "presence", "nonce": nonce * 8, "at": at.isoformat(), "direction": "in", **more}


def asking(nonce: str, **more: Any) -> dict[str, Any]:
    return {"kind": "help", "nonce": nonce * 8, "at": AT.isoformat(), "what": "way", **more}


def placed(name: str = "李明霞") -> tuple[Volunteer, str]:
    """Somebody with a place at an activity here and now, and their card."""
    person = registry.make_volunteer(name=name)
    post = service.make_post(activity=service.make_activity(starts_at=NOW, hours=2))
    service.make_signup(post=post, volunteer=person)
    return person, card_text(issue_card(by=registry.volunteer_standing(person), volunteer=person, at=NOW))


def test_an_empty_batch_is_answered_with_the_houses_clock(kiosk: Kiosk, screen: Client) -> None:
    answer = sent(screen, kiosk, [])
    assert answer.json() == {"results": [], "now": AT.isoformat()}
    assert "no-store" in answer["Cache-Control"]
    assert not KioskReceipt.objects.exists()


def test_a_hundred_things_are_taken_and_one_more_is_none(kiosk: Kiosk, screen: Client) -> None:
    things = [asking("x") | {"nonce": f"nonce-{number:04d}"} for number in range(MOST + 1)]
    assert sent(screen, kiosk, things).json()["code"] == "queue-unreadable"
    assert not HelpCall.objects.exists()
    assert len(sent(screen, kiosk, things[:MOST]).json()["results"]) == MOST
    assert HelpCall.objects.count() == MOST


def test_more_than_sixty_a_minute_wait_and_lose_nothing(
    kiosk: Kiosk, screen: Client, moment: time_machine.Traveller
) -> None:
    told = [sent(screen, kiosk, []).status_code for _n in range(BATCHES)]
    assert set(told) == {200}
    late = sent(screen, kiosk, [asking("a")])
    assert (late.status_code, late.json()["code"]) == (429, "too-many-tries")
    assert not HelpCall.objects.exists() and not KioskReceipt.objects.exists()
    moment.move_to(AT + MINUTE + SECOND)
    assert sent(screen, kiosk, [asking("a")], AT + MINUTE + SECOND).status_code == 200
    assert HelpCall.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "short"}, {"nonce": "n" * 65}, {"direction": "sideways"}, {"code": "c" * 201},
        {"number": "1" * 41}, {"at": "2026-03-05T10:00:00"}, {"name": "李明霞"}, {"kind": "hours"},
    ],
)  # fmt: skip
def test_one_thing_that_cannot_be_read_refuses_the_batch(
    kiosk: Kiosk, screen: Client, wrong: dict[str, Any]
) -> None:
    _person, card = placed()
    answer = sent(screen, kiosk, [scan("a", code=card), scan("b", code=card) | wrong])
    assert (answer.status_code, answer.json()["code"]) == (422, "queue-unreadable")
    assert not Scan.objects.exists() and not KioskReceipt.objects.exists()


@pytest.mark.parametrize("wrong", [{"what": "money"}, {"phone": "1" * 31}, {"number": "360500000001"}])
def test_an_asking_of_another_shape_is_refused(kiosk: Kiosk, screen: Client, wrong: dict[str, Any]) -> None:
    assert sent(screen, kiosk, [asking("a") | wrong]).status_code == 422
    assert not HelpCall.objects.exists()


def test_it_is_for_sending_only(kiosk: Kiosk, screen: Client) -> None:
    assert screen.get(kiosk.url("flush/")).status_code == 405
    assert screen.put(kiosk.url("flush/"), "{}", "application/json").status_code == 405


def test_an_answer_names_nobody(kiosk: Kiosk, screen: Client) -> None:
    """Who stands there knows who they are; whoever reads the network or the screen learns no name and no number."""
    person, card = placed("欧阳向阳")
    stranger = registry.make_volunteer(name="司马小路")
    answer = sent(screen, kiosk, [scan("a", code=card), scan("b", number=stranger.number)]).content.decode()
    for secret in ("欧阳", "司马", person.number, stranger.number, person.phone_tail, "陪独居老人买菜"):
        assert secret not in answer


def test_a_number_of_nobody_is_answered_as_one_without_a_place(kiosk: Kiosk, screen: Client) -> None:
    stranger = registry.make_volunteer()
    both = [scan("a", number=stranger.number), scan("b", number="360599999999")]
    known, unknown = sent(screen, kiosk, both).json()["results"]
    assert (known["outcome"], known["text"]) == (unknown["outcome"], unknown["text"])
    assert known["outcome"] == "not-on-roster" and not Attendance.objects.exists()


def test_a_day_late_to_the_second(kiosk: Kiosk, screen: Client, moment: time_machine.Traveller) -> None:
    _person, card = placed()
    later = NOW + timedelta(days=1)
    moment.move_to(later)
    things = [scan("a", NOW - SECOND, code=card), scan("b", NOW, code=card)]
    told = {
        each["nonce"][0]: each["outcome"] for each in sent(screen, kiosk, things, later).json()["results"]
    }
    assert told == {"a": "kiosk-too-late", "b": "accepted"}
    assert Attendance.objects.get().in_at == NOW


def test_switched_off_it_sends_nothing_more(kiosk: Kiosk, screen: Client) -> None:
    _person, card = placed()
    device = KioskDevice.objects.select_related("station__region").get(pk=kiosk.device.pk)
    revoke_kiosk(by=kiosk.by, device=device, at=AT)
    answer = sent(screen, kiosk, [scan("a", code=card), asking("b")])
    assert (answer.status_code, answer.json()["code"]) == (403, "kiosk-not-paired")
    assert not (Scan.objects.exists() or HelpCall.objects.exists() or KioskReceipt.objects.exists())


def test_the_same_nonce_of_two_screens_is_two_things(kiosk: Kiosk, screen: Client) -> None:
    _second, token = paired(kiosk.station, kiosk.by)
    for client in (screen, kiosk.client(token), screen):
        assert sent(client, kiosk, [asking("a")]).json()["results"][0]["ok"]
    assert HelpCall.objects.count() == KioskReceipt.objects.count() == 2


def test_whoever_is_identified_there_is_not_who_is_scanned(kiosk: Kiosk, screen: Client) -> None:
    person, card = placed()
    other = registry.make_volunteer(name="王小路", phone="13900002222")
    say_who(screen, kiosk, "13900002222", "hours/")
    assert sent(screen, kiosk, [scan("a", code=card)]).json()["results"][0]["ok"]
    stay = Attendance.objects.get()
    assert stay.volunteer_id == person.pk != other.pk

"""A station's screen from its pairing on: what it shows, what its queue is answered, and what one can do standing there."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.faces.kiosk.assets import PAGES, files_to_keep
from redvest.registry.actions.kiosk import ask_for_kiosk
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Account, HelpCall, KioskDevice, KioskReceipt, Volunteer
from redvest.registry.queries.volunteer import people_of
from redvest.service.actions.card import issue_card
from redvest.service.models import Attendance, Certificate, Scan, SignUp
from redvest.service.queries.codes import card_text
from tests.faces.kiosk.conftest import MINUTE, Kiosk, phone_of, say_who
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
AT = NOW + 2 * MINUTE


def sent(client: Client, kiosk: Kiosk, *things: dict[str, Any], at: datetime = AT) -> Any:
    body = {"sent_at": at.isoformat(), "things": list(things)}
    return client.post(kiosk.url("flush/"), json.dumps(body), "application/json")


def thing(nonce: str, **more: Any) -> dict[str, Any]:
    return {"kind": "presence", "nonce": nonce * 8, "at": AT.isoformat(), "direction": "in", **more}


def placed(person: Volunteer) -> str:
    """The person's card; the person has a place at an activity here and now."""
    post = service.make_post(activity=service.make_activity(starts_at=NOW, hours=2))
    service.make_signup(post=post, volunteer=person)
    return card_text(issue_card(by=registry.volunteer_standing(person), volunteer=person, at=NOW))


def test_a_code_typed_at_the_screen_makes_it_the_stations(kiosk: Kiosk) -> None:
    _device, code = ask_for_kiosk(by=kiosk.by, station=kiosk.station, name="二楼", at=AT)
    client = Client()
    assert "这台机器还没有配对" in client.get(kiosk.url()).content.decode()
    answer = client.post(kiosk.url("pair/"), {"code": code})
    assert answer.headers["Location"] == kiosk.url()
    cookie = client.cookies["rv_kiosk"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (kiosk.url(), True, "Strict")
    assert "你好，要办什么" in client.get(kiosk.url()).content.decode()


def test_a_wrong_code_is_refused_and_after_ten_nobody_may_guess(kiosk: Kiosk) -> None:
    _device, code = ask_for_kiosk(by=kiosk.by, station=kiosk.station, name="二楼", at=AT)
    client = Client()
    wrong = "00000000" if code != "00000000" else "11111111"
    told = [client.post(kiosk.url("pair/"), {"code": wrong}).status_code for _n in range(11)]
    assert told == [422] * 10 + [429]
    assert client.post(kiosk.url("pair/"), {"code": code}).status_code == 429
    assert "rv_kiosk" not in client.cookies
    assert KioskDevice.objects.filter(paired_at__isnull=False).count() == 1


def test_a_code_that_is_over_is_refused(kiosk: Kiosk) -> None:
    _device, code = ask_for_kiosk(by=kiosk.by, station=kiosk.station, name="二楼", at=AT - 10 * MINUTE)
    assert Client().post(kiosk.url("pair/"), {"code": code}).status_code == 422


def test_no_page_is_kept_by_the_browser_and_none_is_framed(kiosk: Kiosk, screen: Client) -> None:
    for page in ("", "presence/", "help/", "activities/", "offline/", "who/"):
        answer = screen.get(kiosk.url(page))
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Frame-Options"] == "DENY"
        assert 'data-elder="1"' in answer.content.decode()


def test_the_kept_pages_and_files_are_there(kiosk: Kiosk, screen: Client) -> None:
    source = screen.get(kiosk.url("worker.js")).content.decode()
    assert all(kiosk.url("" if page == "start" else f"{page}/") in source for page in PAGES)
    assert all(file in source for file in files_to_keep())
    told = screen.get(kiosk.url("manifest.webmanifest")).json()
    assert (told["start_url"], told["scope"]) == (kiosk.url(), kiosk.url())


def test_the_queue_is_answered_alike_however_often_it_comes(kiosk: Kiosk, screen: Client) -> None:
    card = placed(registry.make_volunteer())
    things = [
        thing("a", code=card),
        thing("b", code="RV1.C.x.1.y"),
        {"kind": "help", "nonce": "c" * 8, "at": AT.isoformat(), "what": "home", "phone": "13800138000"},
    ]
    first = sent(screen, kiosk, *things).json()["results"]
    assert {each["nonce"][0]: each["ok"] for each in first} == {"a": True, "b": False, "c": True}
    assert next(each for each in first if not each["ok"])["text"]
    again = sent(screen, kiosk, *things).json()["results"]
    assert {each["nonce"]: each["outcome"] for each in again} == {
        each["nonce"]: each["outcome"] for each in first
    }
    assert (Attendance.objects.count(), Scan.objects.count(), HelpCall.objects.count()) == (1, 1, 1)


def test_what_is_a_day_late_is_refused_with_words(kiosk: Kiosk, screen: Client) -> None:
    card = placed(registry.make_volunteer())
    old = thing("a", code=card) | {"at": (AT - timedelta(hours=25)).isoformat()}
    told = sent(screen, kiosk, old).json()["results"][0]
    assert (told["ok"], told["outcome"]) == (False, "kiosk-too-late")
    assert "24 小时" in told["text"]
    assert not Scan.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"sent_at": "gestern", "things": []}', '{"sent_at": "0001-01-01T00:00:00Z", "things": []}',
     '{"sent_at": "2026-03-05T02:00:00Z", "things": [{"kind": "presence"}]}'],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_whole(kiosk: Kiosk, screen: Client, body: str) -> None:
    answer = screen.post(kiosk.url("flush/"), body, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "queue-unreadable")
    assert not KioskReceipt.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_is_on_costs_the_same(kiosk: Kiosk, screen: Client, count: int) -> None:
    for number in range(count):
        service.make_post(
            activity=service.make_activity(title=f"量血压 {number}", starts_at=NOW + 30 * MINUTE)
        )
    with CaptureQueriesContext(connection) as spent:
        page = screen.get(kiosk.url("activities/")).content.decode()
    assert page.count("量血压") == count
    assert len(spent) == 3


def test_somebody_signs_up_standing_there(kiosk: Kiosk, screen: Client) -> None:
    activity = service.make_activity(starts_at=NOW + 3 * 60 * MINUTE)
    post = service.make_post(activity=activity)
    where, person = f"activities/{activity.pk}/", registry.make_volunteer()
    assert screen.post(kiosk.url(where), {"post": post.pk, "key": "k1"}).status_code == 302
    assert not SignUp.objects.exists()
    say_who(screen, kiosk, phone_of(person.account), where)
    for _twice in range(2):
        assert screen.post(kiosk.url(where), {"post": post.pk, "key": "k1"}).status_code == 200
    assert SignUp.objects.get().volunteer_id == person.pk


def test_a_number_of_nobody_is_answered_like_everybodys(kiosk: Kiosk, screen: Client) -> None:
    known = screen.post(kiosk.url("who/"), {"typed": registry.make_volunteer().number})
    unknown = screen.post(kiosk.url("who/"), {"typed": "360599999999"})
    assert known.status_code == unknown.status_code == 200
    assert "看一下手机短信" in unknown.content.decode()
    told = {"typed": "123456", "carried": unknown.context["carried"]}
    assert screen.post(kiosk.url("who/"), told).status_code == 422
    assert screen.post(kiosk.url("who/"), {"typed": "123456", "carried": "made-up"}).status_code == 422
    assert "rv_kiosk_who" not in screen.cookies


def test_afterwards_one_stays_on_this_screen(kiosk: Kiosk, screen: Client) -> None:
    for asked in ("https://elsewhere.example/", "//elsewhere.example/", "/desk/", "/kiosk/"):
        assert screen.get(kiosk.url("who/"), {"next": asked}).context["next"] == kiosk.url()


def test_a_certificate_is_made_and_shown_to_its_owner_alone(kiosk: Kiosk, screen: Client) -> None:
    person, body = registry.make_volunteer(), registry.make_body()
    service.make_entry(volunteer=person, body=body)
    say_who(screen, kiosk, phone_of(person.account), "papers/")
    assert screen.post(kiosk.url("papers/"), {"body": body.pk}).status_code == 200
    paper = f"papers/{Certificate.objects.get().pk}/"
    assert screen.get(kiosk.url(paper)).status_code == 200
    sheet = screen.get(kiosk.url(f"{paper}sheet.pdf"))
    assert (sheet["Content-Type"], sheet["X-Frame-Options"]) == ("application/pdf", "SAMEORIGIN")
    assert "no-store" in sheet["Cache-Control"]
    assert b"".join(sheet.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    other = registry.make_volunteer(name="王小路")
    say_who(screen, kiosk, phone_of(other.account), "papers/")
    for page in (paper, f"{paper}sheet.pdf"):
        assert screen.get(kiosk.url(page)).status_code in (403, 404)


def register(screen: Client, kiosk: Kiosk, phone: str, **more: Any) -> Any:
    asked = {
        "step": "finish", "phone": phone, "code": "246810", "name": "王桂兰", "id_number": registry.next_id_number(),
        "domains": [screen.get(kiosk.url("register/")).context["form"].fields["domains"].choices[0][0]], "consent": "on",
    }  # fmt: skip
    return screen.post(kiosk.url("register/"), asked | more)


def test_a_helper_registers_somebody_whose_own_phone_agrees(kiosk: Kiosk, screen: Client) -> None:
    helper, phone = registry.make_volunteer(name="陈小梅"), registry.next_phone()
    say_who(screen, kiosk, phone_of(helper.account), "register/")
    assert screen.post(kiosk.url("register/"), {"step": "send", "phone": phone}).status_code == 200
    registry.make_code(phone, CodePurpose.REGISTER, at=AT)
    before = Volunteer.objects.count()
    for wrong in ({"consent": ""}, {"code": "999999"}, {"id_number": "110101199001011234"}):
        assert register(screen, kiosk, phone, **wrong).status_code == 422
    assert (Volunteer.objects.count(), Account.objects.filter(name="王桂兰").count()) == (before, 0)
    page = register(screen, kiosk, phone).content.decode()
    person = people_of(registry.make_centre()).get(name="王桂兰")
    assert "登记好了" in page and person.number[:4] in page
    assert person.account is not None and phone_of(person.account) == phone
    assert "王桂兰" not in screen.get(kiosk.url("register/")).content.decode()


def test_nobody_registers_anybody_without_saying_who_helps(kiosk: Kiosk, screen: Client) -> None:
    phone = registry.next_phone()
    registry.make_code(phone, CodePurpose.REGISTER, at=AT)
    assert screen.post(kiosk.url("register/"), {"step": "finish", "phone": phone}).status_code == 302
    assert not Volunteer.objects.exists()

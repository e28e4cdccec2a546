"""The gate without a network, from the house's side: the shell, the roster, and what a phone's queue is answered."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Volunteer
from redvest.registry.rules.volunteer_number import grouped
from redvest.service.actions.attendance import my_code
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Attendance, Scan
from tests.faces.desk.conftest import Place, SignIn, join
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def address(name: str, found: Activity) -> str:
    return reverse(f"desk:{name}", args=[found.pk])


def take(client: Client, found: Activity) -> dict[str, Any]:
    answer = client.post(address("offline-roster", found))
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def seen(
    volunteer: Volunteer | None = None, minute: int = 0, way: str = "in", **other: Any
) -> dict[str, Any]:
    scan = {
        "nonce": str(uuid4()),
        "direction": way,
        "at": (NOW + minute * MINUTE).isoformat(),
        "device": "gate-1",
    }
    return scan | ({"volunteer": str(volunteer.pk)} if volunteer else {}) | other


def send(
    client: Client, found: Activity, carried: dict[str, Any], scans: list[dict[str, Any]], /, **other: Any
) -> Any:
    body = {"roster": carried, "sent_at": NOW.isoformat(), "scans": scans} | other
    return client.post(address("offline-scans", found), body, content_type="application/json")


def outcomes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [each["outcome"] for each in answer.json()["results"]]


# ---- the shell


def test_the_shell_names_nobody(as_leader: Client, running: Activity, place: Place) -> None:
    volunteer = join(running, name="欧阳娜娜")

    page = as_leader.get(address("offline", running)).content.decode()

    assert running.title in page
    for personal in (volunteer.name, volunteer.phone_tail, str(volunteer.pk), place.leader.name):
        assert personal not in page


def test_the_manifest_keeps_to_its_own_page(as_leader: Client, running: Activity) -> None:
    answer = as_leader.get(address("offline-manifest", running))
    told = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    home = address("offline", running)
    assert (told["start_url"], told["scope"], told["display"]) == (home, home, "standalone")
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_the_worker_is_open_and_keeps_only_files_that_exist(running: Activity) -> None:
    volunteer = join(running)
    answer = Client().get(address("offline-worker", running))
    source = answer.content.decode()

    assert answer["Content-Type"].startswith("text/javascript")
    assert volunteer.name not in source and running.title not in source
    kept = json.loads(source.split("keep(", 1)[1].rsplit(");", 1)[0])
    assert kept["page"] == address("offline", running)
    for file in kept["files"]:
        assert file.startswith("/static/")
        assert file == "/static/redvest/icons.svg" or finders.find(file.removeprefix("/static/")), file
    for module in ("sync", "store", "queue"):
        assert f"/static/desk/offline/{module}.js" in kept["files"]


def test_the_gate_leads_here(as_leader: Client, running: Activity) -> None:
    assert address("offline", running) in as_leader.get(address("gate", running)).content.decode()


# ---- the roster


def test_the_roster_says_what_a_gate_needs_and_no_more(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)

    told = take(as_leader, running)

    person = {
        "id": str(volunteer.pk),
        "name": "李明霞",
        "pinyin": volunteer.pinyin,
        "tail": volunteer.phone_tail,
    }
    assert told["people"] == [person | {"post": "陪同员", "state": "none"}]
    assert told["pass"]["activity"] == str(running.pk)
    assert told["pass"]["keep_until"] == "2026-03-06T11:00:00+08:00"  # a day after the end
    line = AuditLine.objects.get(verb="take_roster")
    assert (line.target_id, line.details) == (str(running.pk), {"people": 1})


@pytest.mark.parametrize("people", [1, 3])
def test_the_roster_takes_a_fixed_number_of_queries(
    as_leader: Client, running: Activity, people: int, django_assert_num_queries: Any
) -> None:
    for n in range(people):
        join(running, name=f"李明{n}")
    with django_assert_num_queries(7):
        take(as_leader, running)


def test_it_says_where_people_are(as_leader: Client, running: Activity) -> None:
    here, gone = join(running, name="王在场"), join(running, name="赵走了")
    service.make_stay(signup=running.signups.get(volunteer=here), in_at=NOW - 9 * MINUTE)
    service.make_stay(signup=running.signups.get(volunteer=gone), in_at=NOW - 9 * MINUTE, out_at=NOW)

    assert {each["name"]: each["state"] for each in take(as_leader, running)["people"]} == {
        "王在场": "here", "赵走了": "gone",
    }  # fmt: skip


@pytest.mark.parametrize("state", [ActivityState.DRAFT, ActivityState.CANCELLED])
def test_no_roster_of_what_does_not_take_place(
    as_leader: Client, running: Activity, state: ActivityState
) -> None:
    Activity.objects.filter(pk=running.pk).update(state=state)
    answer = as_leader.post(address("offline-roster", running))
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")
    assert not AuditLine.objects.filter(verb="take_roster").exists()


def test_a_day_after_the_end_no_list_leaves_the_house(
    place: Place, sign_in: SignIn, running: Activity
) -> None:
    with time_machine.travel(running.ends_at + timedelta(days=1), tick=False):
        answer = sign_in(place.leader).post(address("offline-roster", running))
    assert (answer.status_code, answer.json()["code"]) == (409, "roster-too-late")
    assert not AuditLine.objects.filter(verb="take_roster").exists()


# ---- the queue


def test_a_queue_is_taken_in_once_however_often_it_is_sent(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    carried = take(as_leader, running)["pass"]
    code = my_code(by=registry.volunteer_standing(volunteer), at=NOW - 30 * MINUTE).text
    scans = [seen(minute=-30, code=code), seen(volunteer, -1, "out")]

    assert outcomes(send(as_leader, running, carried, scans)) == ["accepted", "accepted"]
    assert outcomes(send(as_leader, running, carried, scans)) == ["repeated", "repeated"]

    stay = Attendance.objects.get()
    assert (stay.in_at, stay.out_at) == (NOW - 30 * MINUTE, NOW - MINUTE)
    assert Scan.objects.count() == 2


def test_a_typed_number_finds_its_person(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    carried = take(as_leader, running)["pass"]

    assert outcomes(send(as_leader, running, carried, [seen(number=grouped(volunteer.number))])) == [
        "accepted"
    ]
    assert Attendance.objects.get().volunteer_id == volunteer.pk


def test_each_refusal_is_explained_and_keeps_nobody_else_out(as_leader: Client, running: Activity) -> None:
    volunteer, stranger = join(running), registry.make_volunteer(name="路人甲")
    carried = take(as_leader, running)["pass"]
    old = my_code(by=registry.volunteer_standing(volunteer), at=NOW - 9 * MINUTE).text
    scans = [
        seen(stranger), seen(number="360500000000"), seen(code=old), seen(code="RV1.V.x.1.y"), seen(volunteer, 60 * 24),
        seen(volunteer),
    ]  # fmt: skip

    answer = send(as_leader, running, carried, scans)

    assert outcomes(answer) == [
        "not-on-roster", "not-on-roster", "expired-code", "bad-code", "outside-hours", "accepted",
    ]  # fmt: skip
    for told, scan in zip(answer.json()["results"], scans, strict=True):
        assert told["nonce"] == scan["nonce"]
        assert bool(told["text"]) is not told["ok"]
    assert Attendance.objects.count() == 1


def test_a_way_out_before_its_way_in_is_kept(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    carried = take(as_leader, running)["pass"]

    answer = send(as_leader, running, carried, [seen(volunteer, -5, "out")])
    assert [each["ok"] for each in answer.json()["results"]] == [True]
    send(as_leader, running, carried, [seen(volunteer, -50)])

    stay = Attendance.objects.get()
    assert (stay.in_at, stay.out_at) == (NOW - 50 * MINUTE, NOW - 5 * MINUTE)


def test_a_clock_that_is_off_is_flagged_and_its_person_still_right(
    as_leader: Client, running: Activity
) -> None:
    volunteer = join(running)
    carried = take(as_leader, running)["pass"]
    fast = {"sent_at": (NOW + 5 * MINUTE).isoformat()}

    told = send(as_leader, running, carried, [seen(volunteer, 5 - 20)], **fast).json()

    assert (told["skew_seconds"], told["skewed"]) == (300, True)
    assert Attendance.objects.get().in_at == NOW - 20 * MINUTE
    told = send(as_leader, running, carried, [seen(volunteer)]).json()
    assert (told["skew_seconds"], told["skewed"]) == (0, False)


# ---- whose queue


def test_a_queue_stays_its_leaders(
    place: Place, sign_in: SignIn, as_leader: Client, running: Activity
) -> None:
    second = registry.make_account(name="李副队")
    registry.make_grant(account=second, role=Role.ACTIVITY_LEADER, body=place.body)
    volunteer = join(running)
    carried = take(as_leader, running)["pass"]

    answer = send(sign_in(second), running, carried, [seen(volunteer)])

    assert (answer.status_code, answer.json()["code"]) == (403, "not-your-queue")
    assert not Scan.objects.exists()


def test_a_roster_of_another_activity_opens_nothing(
    as_leader: Client, running: Activity, activity: Activity
) -> None:
    volunteer = join(running)
    carried = take(as_leader, activity)["pass"]

    answer = send(as_leader, running, carried, [seen(volunteer)])

    assert (answer.status_code, answer.json()["code"]) == (422, "roster-unknown")
    assert not Scan.objects.exists()


@pytest.mark.parametrize("field", ["account", "taken_at", "keep_until", "digest", "signature"])
def test_an_altered_roster_opens_nothing(as_leader: Client, running: Activity, field: str) -> None:
    volunteer = join(running)
    carried = take(as_leader, running)["pass"]

    answer = send(as_leader, running, carried | {field: f"{carried[field][:-1]}~"}, [seen(volunteer)])

    assert (answer.status_code, answer.json()["code"]) == (422, "roster-unknown")
    assert not Scan.objects.exists()


def test_when_the_session_has_ended_the_phone_is_sent_to_sign_in(
    place: Place, as_leader: Client, running: Activity
) -> None:
    volunteer = join(running)
    carried = take(as_leader, running)["pass"]
    as_leader.logout()

    answer = send(as_leader, running, carried, [seen(volunteer)])

    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")
    assert not Scan.objects.exists()


def test_a_queue_without_the_form_token_is_refused(place: Place, running: Activity) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.leader)
    client.get(address("offline", running))
    token = client.cookies["csrftoken"].value

    assert client.post(address("offline-roster", running)).status_code == 403
    assert client.post(address("offline-roster", running), headers={"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize(
    "spoilt",
    [
        {"scans": []},
        {"scans": [{"nonce": "1", "direction": "in", "at": NOW.isoformat()}]},
        {"scans": [seen(code="RV1.V.a.1.b", number="360500000000")]},
        {"scans": [seen(number="360500000000", direction="up")]},
        {"scans": [seen(number="360500000000", at="9999-12-31T23:59:59-12:00")]},
        {"scans": [seen(number="360500000000", at="2026-03-05T10:00:00")]},
        {"scans": [seen(number="360500000000", nonce="n" * 65)]},
        {"scans": [seen(number="360500000000")] * 201},
        {"sent_at": "yesterday"},
        {"roster": {}},
        {"more": 1},
    ],
)
def test_a_batch_that_cannot_be_read_writes_nothing(
    as_leader: Client, running: Activity, spoilt: dict[str, Any]
) -> None:
    carried = take(as_leader, running)["pass"]
    answer = send(as_leader, running, carried, [seen(number="360500000000")], **spoilt)
    assert (answer.status_code, answer.json()["code"]) == (422, "batch-unreadable")
    assert not Scan.objects.exists()


def test_what_is_no_json_is_said_to_be_unreadable(as_leader: Client, running: Activity) -> None:
    answer = as_leader.post(address("offline-scans", running), b"\xff{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "batch-unreadable")


def test_who_does_not_lead_is_told_so_in_data(place: Place, sign_in: SignIn, running: Activity) -> None:
    for account, status in ((place.officer, 403), (place.stranger, 404), (place.far_officer, 404)):
        answer = sign_in(account).post(address("offline-roster", running))
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
        assert send(sign_in(account), running, {}, []).status_code == status
    assert not AuditLine.objects.filter(verb="take_roster").exists()

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
from redvest.registry.models import Volunteer
from redvest.service.choices import ActivityState
from redvest.service.models import Activity
from tests.faces.desk.conftest import Place, SignIn, join
from tests.factories import service
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

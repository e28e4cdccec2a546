"""A queue belongs to who recorded it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.service.models import Activity, Scan
from tests.faces.desk.conftest import Place, SignIn, join
from tests.faces.desk.test_offline import address, seen, send, take
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


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

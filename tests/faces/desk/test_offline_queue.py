"""What was scanned without a network is taken in once, in its own time."""

from __future__ import annotations

import pytest
from django.test import Client

from redvest.registry.rules.volunteer_number import grouped
from redvest.service.actions.attendance import my_code
from redvest.service.models import Activity, Attendance, Scan
from tests.faces.desk.conftest import join
from tests.faces.desk.test_offline import MINUTE, outcomes, seen, send, take
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


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

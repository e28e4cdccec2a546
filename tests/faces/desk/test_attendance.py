"""The gate: the code that rotates, scanning and typing, ticking, forgotten ways out, and what each refusal says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from redvest.service.actions.attendance import check_in_with_venue_code
from redvest.service.choices import Direction, SignUpState
from redvest.service.models import Activity, Attendance, SignUp
from tests.faces.desk.conftest import Place, join, said
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def gate(found: Activity) -> str:
    return reverse("desk:gate", args=[found.pk])


def test_the_venue_code_changes_and_is_read(as_leader: Client, running: Activity) -> None:
    url = reverse("desk:venue-code", args=[running.pk])
    first = as_leader.get(url)
    shown = first.json()
    assert shown["svg"].startswith("<svg")
    assert "style=" not in shown["svg"]
    assert 1 <= shown["expires_in"] <= shown["period"] == 10
    assert "no-store" in first["Cache-Control"]

    with time_machine.travel(NOW + timedelta(seconds=21), tick=False):
        assert as_leader.get(url).json()["svg"] != shown["svg"]


def test_the_picture_on_the_page_is_the_venues(
    as_leader: Client, place: Place, running: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(
        "redvest.faces.desk.attendance.qr_svg", lambda text: drawn.append(text) or "<svg></svg>"
    )
    as_leader.get(gate(running))
    volunteer = join(running)

    check_in_with_venue_code(
        by=registry.volunteer_standing(volunteer), code=drawn[0], direction=Direction.IN, nonce="n1", at=NOW
    )

    assert Attendance.objects.get().proofs == ["venue-code"]


def test_once_it_is_over_the_camera_is_set_to_leaving(
    as_leader: Client, over: Activity, running: Activity
) -> None:
    assert 'name="direction" value="out"' in said(as_leader.get(gate(over)))
    assert 'action="/desk/activities/' in said(as_leader.get(gate(running)))
    assert 'type="hidden" name="direction" value="in"' in said(as_leader.get(gate(running)))


def test_the_list_alone_is_fetched_after_a_scan(as_leader: Client, running: Activity) -> None:
    join(running)
    page = said(as_leader.get(reverse("desk:gate-list", args=[running.pk])))
    assert "<html" not in page
    assert "李明霞" in page


def test_the_gate_of_one_and_of_three_asks_the_same(
    as_leader: Client, running: Activity, django_assert_num_queries: Any
) -> None:
    for names in (["甲一"], ["乙二", "丙三"]):
        for name in names:
            volunteer = join(running, name=name)
            service.make_stay(signup=SignUp.objects.get(volunteer=volunteer), in_at=NOW)
        with django_assert_num_queries(10):
            as_leader.get(gate(running))


def test_those_still_to_come_stand_first(as_leader: Client, running: Activity) -> None:
    here, gone, missing = join(running, name="甲在"), join(running, name="乙走"), join(running, name="丙没来")
    service.make_stay(signup=SignUp.objects.get(volunteer=here), in_at=NOW)
    service.make_stay(signup=SignUp.objects.get(volunteer=gone), in_at=running.starts_at, out_at=NOW)
    join(running, name="候补的", state=SignUpState.WAITING)

    people = as_leader.get(gate(running)).context["people"]

    assert [person["volunteer"] for person in people] == [missing.pk, here.pk, gone.pk]


def test_the_gate_says_from_when_on_it_is_open(
    as_leader: Client, activity: Activity, running: Activity
) -> None:
    assert "还没到时候" in said(as_leader.get(gate(activity)))
    assert "还没到时候" not in said(as_leader.get(gate(running)))

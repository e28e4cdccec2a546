"""By hand at the gate: ticking on the list, and ways out that were forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from redvest.core.clock import CHINA
from redvest.faces.desk.gate_by_hand import clock_time
from redvest.service.models import Activity, Attendance, SignUp
from tests.faces.desk.conftest import Place, join, said
from tests.faces.desk.test_attendance import gate
from tests.factories import service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def test_ticking_in_and_out_on_the_list(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    url = reverse("desk:tick", args=[running.pk])

    page = said(as_leader.post(url, {"volunteer": str(volunteer.pk), "direction": "in"}, follow=True))
    assert "李*霞 签到了" in page
    assert "1 / 1 人到了，1 人还在" in page

    with time_machine.travel(NOW + timedelta(minutes=9), tick=False):
        as_leader.post(url, {"volunteer": str(volunteer.pk), "direction": "out"})
    assert Attendance.objects.get().out_at == NOW + timedelta(minutes=9)


@pytest.mark.parametrize("who", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_ticking_nobody_is_said(as_leader: Client, running: Activity, who: str) -> None:
    response = as_leader.post(reverse("desk:tick", args=[running.pk]), {"volunteer": who}, follow=True)
    assert "名单里没有这个人" in said(response)
    assert not Attendance.objects.exists()


@pytest.fixture
def forgotten(over: Activity) -> Attendance:
    volunteer = join(over)
    signup = SignUp.objects.get(volunteer=volunteer)
    return service.make_stay(signup=signup, in_at=over.starts_at)


def test_a_forgotten_way_out_is_shown_and_closed(
    as_leader: Client, over: Activity, forgotten: Attendance
) -> None:
    page = said(as_leader.get(gate(over)))
    assert '<li class="forgotten">' in page
    assert "还有 1 人没有签退" in page
    # It ended at nine.
    assert 'name="out_at" value="09:00"' in page

    url = reverse("desk:end-stay", args=[over.pk, forgotten.pk])
    response = as_leader.post(url, {"out_at": "8:45"}, follow=True)

    forgotten.refresh_from_db()
    assert forgotten.out_at == NOW - timedelta(minutes=75)
    assert forgotten.closed_by_id == over.leader_id
    assert "签退补上了" in said(response)


@pytest.mark.parametrize(
    ("out_at", "sentence"),
    [("", "请写成 10:30"), ("25:00", "请写成 10:30"), ("06:00", "签退时间不能早于签到时间")],
)
def test_a_time_that_cannot_be_is_refused(
    as_leader: Client, over: Activity, forgotten: Attendance, out_at: str, sentence: str
) -> None:
    url = reverse("desk:end-stay", args=[over.pk, forgotten.pk])

    assert sentence in said(as_leader.post(url, {"out_at": out_at}, follow=True))

    forgotten.refresh_from_db()
    assert forgotten.out_at is None


def test_who_is_still_at_it_is_not_called_forgotten(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    service.make_stay(signup=SignUp.objects.get(volunteer=volunteer), in_at=NOW)
    page = said(as_leader.get(gate(running)))
    assert 'class="forgotten"' not in page
    assert 'name="out_at"' not in page


def test_after_midnight_a_time_is_of_the_next_day(as_leader: Client, place: Place) -> None:
    evening = NOW - timedelta(hours=13)
    late = service.make_activity(body=place.body, leader=place.leader, starts_at=evening, hours=5)
    service.make_post(activity=late)
    volunteer = join(late)
    stay = service.make_stay(signup=SignUp.objects.get(volunteer=volunteer), in_at=evening)

    # From nine in the evening until two; out at half past one.
    as_leader.post(reverse("desk:end-stay", args=[late.pk, stay.pk]), {"out_at": "01:30"})

    stay.refresh_from_db()
    assert stay.out_at == evening + timedelta(hours=4, minutes=30)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("22:30", "2026-03-05 22:30"),
        ("0:15", "2026-03-06 00:15"),
        (" 1:05 ", "2026-03-06 01:05"),
        (
            "21:59",
            "2026-03-06 21:59",
        ),  # before it begins: read as the day after, and refused as beyond its end
        ("25:00", ""),
        ("half past", ""),
        ("", ""),
    ],
)
def test_a_time_of_day_is_of_the_day_or_of_the_night_after_it(typed: str, expected: str) -> None:
    begins = datetime(2026, 3, 5, 22, tzinfo=CHINA)
    found = Activity(starts_at=begins, ends_at=begins + timedelta(hours=4))
    moment = clock_time(typed, found)
    assert (f"{moment:%Y-%m-%d %H:%M}" if moment else "") == expected


def test_before_it_begins_is_not_the_next_day_where_it_ends_on_its_own() -> None:
    begins = datetime(2026, 3, 5, 8, tzinfo=CHINA)
    found = Activity(starts_at=begins, ends_at=begins + timedelta(hours=4))
    assert clock_time("7:30", found) == begins - timedelta(minutes=30)

"""Hours that wait on the desk's first page: whose they are, until when, and when they are left in peace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity
from tests.faces.desk.conftest import Place, join
from tests.faces.desk.test_today import URL, titles
from tests.factories import service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def test_hours_not_recorded_stand_with_their_leader(place: Place, over: Activity, as_leader: Client) -> None:
    join(over)
    task = as_leader.get(URL).context["tasks"][0]
    assert task["url"] == reverse("desk:activity-hours", args=[over.pk])
    assert "3月19日" in task["due"]


def test_an_officer_is_led_to_the_activity(over: Activity, as_officer: Client) -> None:
    assert as_officer.get(URL).context["tasks"][0]["url"] == reverse("desk:activity", args=[over.pk])


def test_a_closed_activity_with_somebody_forgotten_comes_back(
    place: Place, as_leader: Client, over: Activity
) -> None:
    Activity.objects.filter(pk=over.pk).update(state=ActivityState.CLOSED)
    assert titles(as_leader) == []

    volunteer = join(over, state=SignUpState.SERVED)
    assert titles(as_leader) == [over.title]

    service.make_entry(volunteer=volunteer, body=place.body, activity=over)
    assert titles(as_leader) == []


def test_what_is_long_past_is_left_in_peace(place: Place, as_leader: Client) -> None:
    service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - timedelta(days=200))
    assert titles(as_leader) == []


def test_the_overdue_says_so(place: Place, as_leader: Client) -> None:
    service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - timedelta(days=40))
    task = as_leader.get(URL).context["tasks"][0]
    assert (task["due"], task["urgent"]) == ("已经超过记录期限", True)

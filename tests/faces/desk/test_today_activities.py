"""Today's activities on the desk's first page, and those that run just now."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.models import Activity, SignUp
from tests.faces.desk.conftest import join, said
from tests.faces.desk.test_today import URL
from tests.factories import service

pytestmark = pytest.mark.django_db


def test_a_running_activity_says_who_came_and_leads_to_the_gate(
    as_leader: Client, as_officer: Client, running: Activity
) -> None:
    gate = reverse("desk:gate", args=[running.pk])
    volunteer = join(running)
    join(running, name="王建国")
    signup = SignUp.objects.get(volunteer=volunteer)
    service.make_stay(signup=signup, in_at=running.starts_at, out_at=None, proofs=("leader-tick",))

    page = said(as_leader.get(URL))
    assert "正在进行 · 1 / 2 人到了" in page and gate in page
    assert "还没报满" not in page
    assert gate not in said(as_officer.get(URL))
    head = said(as_leader.get(reverse("desk:activity", args=[running.pk])))
    assert "正在进行" in head and "已发布" not in head.split('class="steps"')[0]


def test_todays_activities_with_taken_and_places(
    as_leader: Client, running: Activity, activity: Activity
) -> None:
    join(running)
    context = as_leader.get(URL).context
    assert [(row["id"], row["taken"], row["places"]) for row in context["activities"]] == [(running.pk, 1, 5)]
    assert [row["id"] for row in context["next_up"]] == [activity.pk]

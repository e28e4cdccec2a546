"""The first page: what waits for whom, today's activities, figures that open to their rows, and one search box."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, SignUp
from tests.faces.desk.conftest import Place, SignIn, join, said
from tests.factories import service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
URL = "/desk/"


def titles(client: Client) -> list[str]:
    return [task["title"] for task in client.get(URL).context["tasks"]]


def test_an_activity_to_review_stands_with_the_officer_alone(
    place: Place, as_officer: Client, as_leader: Client, sign_in: SignIn
) -> None:
    service.make_activity(
        body=place.body, leader=place.leader, title="冬日送温暖", state=ActivityState.SUBMITTED,
        starts_at=NOW + timedelta(hours=5),
    )  # fmt: skip
    assert titles(as_officer) == ["冬日送温暖"]
    assert titles(sign_in(place.centre)) == ["冬日送温暖"]
    assert titles(as_leader) == []
    assert titles(sign_in(place.far_officer)) == []

    page = said(as_officer.get(URL))
    assert "还剩 5 小时 0 分" in page
    assert 'class="num due"' in page
    assert "<em>1</em>" in page


def test_nothing_to_do_is_said_kindly(as_leader: Client) -> None:
    page = said(as_leader.get(URL))
    assert "现在没有要处理的事" in page
    assert "发布活动" in page


def test_the_frame_says_where_and_who(place: Place, as_officer: Client, as_leader: Client) -> None:
    page = said(as_officer.get(URL))
    assert "渝水区" in page
    assert "刘区域 · 区域管理员" in page
    page = said(as_leader.get(URL))
    assert "陈小梅 · 活动领队" in page
    assert 'href="/desk/roles/"' not in page
    assert 'href="/desk/import/"' not in page


def test_one_and_three_of_everything_ask_the_same(
    place: Place, as_officer: Client, django_assert_num_queries: Any
) -> None:
    for count in (1, 2):
        for _ in range(count):
            for state in (ActivityState.SUBMITTED, ActivityState.PUBLISHED):
                for hours in (-5, 0, 48):
                    found = service.make_activity(
                        body=place.body,
                        leader=place.leader,
                        state=state,
                        starts_at=NOW + timedelta(hours=hours),
                    )
                    service.make_post(activity=found)
        with django_assert_num_queries(17):
            as_officer.get(URL)


def test_signups_of_others_are_not_touched_by_looking(as_leader: Client, activity: Activity) -> None:
    join(activity)
    as_leader.get(URL)
    assert SignUp.objects.get().state == SignUpState.CONFIRMED

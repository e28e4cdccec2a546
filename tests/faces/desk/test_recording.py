"""The list of what is not recorded, and refusing somebody's hours on the page of an activity."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.models import OutgoingMessage
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, HoursEntry, RefusedRecord
from tests.faces.desk.conftest import Place, SignIn, join, said
from tests.factories import service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def ended(place: Place, days_ago: int, title: str) -> Activity:
    found = service.make_activity(
        body=place.body, leader=place.leader, starts_at=NOW - timedelta(days=days_ago), title=title,
        state=ActivityState.CLOSED,
    )  # fmt: skip
    service.make_post(activity=found)
    join(found, state=SignUpState.SERVED)
    return found


def test_what_is_late_stands_apart(place: Place, as_leader: Client, as_officer: Client) -> None:
    ended(place, 3, "刚结束的活动")
    ended(place, 30, "拖了很久的活动")

    page = said(as_leader.get("/desk/overdue/"))
    assert "刚结束的活动" in page and "拖了很久的活动" in page
    assert "3月16日" in page  # ten working days after Monday, 2 March

    late = said(as_officer.get("/desk/overdue/", {"late": "1"}))
    assert "拖了很久的活动" in late and "已逾期" in late
    assert "刚结束的活动" not in late


def test_one_body_is_asked_for_by_address(place: Place, as_officer: Client, sign_in: SignIn) -> None:
    ended(place, 3, "我们的活动")
    other = service.make_activity(
        starts_at=NOW - timedelta(days=3), title="别家的活动", state=ActivityState.CLOSED
    )
    service.make_post(activity=other)
    join(other, state=SignUpState.SERVED)

    page = said(as_officer.get("/desk/overdue/", {"body": str(place.body.pk)}))
    assert "我们的活动" in page and "别家的活动" not in page
    assert sign_in(place.stranger).get("/desk/overdue/", {"body": str(place.body.pk)}).status_code == 404
    assert as_officer.get("/desk/overdue/", {"body": "nonsense"}).status_code == 404


def test_everything_recorded_teaches(as_leader: Client) -> None:
    assert "都记录完了" in said(as_leader.get("/desk/overdue/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_three(
    place: Place, as_leader: Client, django_assert_num_queries: Any, count: int
) -> None:
    for turn in range(count):
        ended(place, 3 + turn, f"第 {turn} 场")
    with django_assert_num_queries(7):
        as_leader.get("/desk/overdue/")


# ---- refusing


def refuse(client: Client, over: Activity, volunteer: Any, **sent: str) -> Any:
    url = reverse("desk:refuse-person", args=[over.pk, volunteer.pk])
    return client.post(url, sent, follow=True)


def test_a_leader_refuses_with_a_reason_and_another_takes_it_up_again(
    place: Place, over: Activity, as_leader: Client, sign_in: SignIn
) -> None:
    volunteer = join(over, name="李明霞")
    assert "请选择为什么不记" in said(refuse(as_leader, over, volunteer))
    assert "请写明是什么原因" in said(refuse(as_leader, over, volunteer, kind="other"))
    assert not RefusedRecord.objects.exists()

    page = said(refuse(as_leader, over, volunteer, kind="duty", note="当天值班"))
    assert "不予记录" in page and "属于本职工作，当天值班" in page
    assert "重新受理" not in page  # not for who refused

    confirmed = as_leader.post(
        reverse("desk:activity-hours", args=[over.pk]),
        {"which": "chosen", "who": str(volunteer.pk), f"minutes-{volunteer.pk}": "60"},
    )
    assert "已经定为不予记录" in said(confirmed)
    assert not HoursEntry.objects.exists()

    url = reverse("desk:reopen-person", args=[over.pk, volunteer.pk])
    as_leader.post(url, {"reason": "我又想了想"})
    assert RefusedRecord.objects.get().reopened_at is None
    other = sign_in(place.admin)
    assert "重新受理" in said(other.get(reverse("desk:activity-hours", args=[over.pk])))
    other.post(url, {"reason": "查了排班"})
    assert RefusedRecord.objects.get().reopen_reason == "查了排班"


def test_the_leader_is_reminded_once_a_day(place: Place, as_officer: Client, settings: Any) -> None:
    settings.REDVEST_DEMO = True
    found = ended(place, 30, "拖了很久的活动")
    assert "提醒领队" in said(as_officer.get("/desk/overdue/"))

    first = said(as_officer.post("/desk/overdue/", {"activity": str(found.pk)}, follow=True))
    as_officer.post("/desk/overdue/", {"activity": str(found.pk)})

    assert "提醒发给领队" in first and "今天已提醒" in first
    assert OutgoingMessage.objects.filter(text__contains="拖了很久的活动").count() == 1


def test_nobody_else_reminds(place: Place, sign_in: SignIn, settings: Any) -> None:
    settings.REDVEST_DEMO = True
    found = ended(place, 30, "拖了很久的活动")
    for key in (str(found.pk), "nonsense"):
        page = said(sign_in(place.far_officer).post("/desk/overdue/", {"activity": key}, follow=True))
        assert "不在你负责的范围里" in page
    assert not OutgoingMessage.objects.exists()

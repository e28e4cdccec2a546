"""The buttons of an activity's page: who may press them, what they change, what a refusal says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from redvest.registry.models import Message
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.jobs import tell_reviewed
from redvest.service.models import Activity, SignUp
from tests.faces.desk.conftest import Place, SignIn, join, said
from tests.faces.openapi.caller import caller_for
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(place: Place) -> Activity:
    found = service.make_activity(body=place.body, leader=place.leader, state=ActivityState.SUBMITTED)
    service.make_post(activity=found)
    return found


def press(client: Client, name: str, found: Activity, **sent: str) -> Any:
    response = client.post(reverse(f"desk:{name}", args=[found.pk]), sent, follow=True)
    found.refresh_from_db()
    return response


def test_an_officer_publishes(as_officer: Client, submitted: Activity) -> None:
    page = said(as_officer.get(reverse("desk:activity", args=[submitted.pk])))
    assert "通过并发布" in page

    response = press(as_officer, "approve", submitted, affirms="yes")

    assert submitted.state == ActivityState.PUBLISHED
    assert "已经发布" in said(response)


def test_where_nobody_stated_that_it_is_volunteer_service_the_officer_affirms_it(
    place: Place, as_officer: Client, submitted: Activity
) -> None:
    assert "我核实过" in said(as_officer.get(reverse("desk:activity", args=[submitted.pk])))

    response = press(as_officer, "approve", submitted)

    assert "请你先核实三条" in said(response)
    assert submitted.state == ActivityState.SUBMITTED

    service.make_statement(activity=submitted, by=place.leader)
    assert "我核实过" not in said(as_officer.get(reverse("desk:activity", args=[submitted.pk])))
    press(as_officer, "approve", submitted)
    assert submitted.state == ActivityState.PUBLISHED


def test_the_leader_neither_sees_the_button_nor_can_press_it(as_leader: Client, submitted: Activity) -> None:
    assert "通过并发布" not in said(as_leader.get(reverse("desk:activity", args=[submitted.pk])))
    assert press(as_leader, "approve", submitted).status_code == 403
    assert submitted.state == ActivityState.SUBMITTED


def test_an_officer_who_leads_it_does_not_review_it(place: Place, as_officer: Client) -> None:
    own = service.make_activity(body=place.body, leader=place.officer, state=ActivityState.SUBMITTED)
    page = said(as_officer.get(reverse("desk:activity", args=[own.pk])))
    assert "等别人审核" in page
    assert "通过并发布" not in page

    assert press(as_officer, "approve", own).status_code == 403
    assert own.state == ActivityState.SUBMITTED


def test_sending_back_needs_a_note_and_shows_it(
    as_officer: Client, as_leader: Client, submitted: Activity
) -> None:
    response = press(as_officer, "refuse", submitted, note="  ")
    assert "退回时请写明要改什么" in said(response)
    assert submitted.state == ActivityState.SUBMITTED

    press(as_officer, "refuse", submitted, note="写清楚集合地点")
    assert submitted.state == ActivityState.REFUSED
    assert "写清楚集合地点" in said(as_leader.get(reverse("desk:activity", args=[submitted.pk])))


def test_two_officers_decide_at_once_and_one_is_told(as_officer: Client, submitted: Activity) -> None:
    press(as_officer, "approve", submitted, affirms="yes")

    response = press(as_officer, "refuse", submitted, note="再改改")

    assert "现在的状态不能做这一步" in said(response)
    assert submitted.state == ActivityState.PUBLISHED


def test_handing_in(as_leader: Client, place: Place) -> None:
    draft = service.make_activity(body=place.body, leader=place.leader, state=ActivityState.DRAFT)
    service.make_post(activity=draft)
    assert "信息齐了" in said(as_leader.get(reverse("desk:activity", args=[draft.pk])))

    press(as_leader, "submit", draft)

    assert draft.state == ActivityState.SUBMITTED


def test_handing_in_what_is_incomplete_leads_to_the_form(as_leader: Client, place: Place) -> None:
    draft = service.make_activity(
        body=place.body, leader=place.leader, state=ActivityState.DRAFT, complete=False
    )

    response = as_leader.post(reverse("desk:submit", args=[draft.pk]))

    assert response["Location"] == reverse("desk:activity-edit", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.state == ActivityState.DRAFT


def test_cancelling_needs_a_reason_and_ends_the_signups(as_leader: Client, activity: Activity) -> None:
    volunteer = join(activity)
    response = press(as_leader, "cancel", activity, reason=" ")
    assert "取消要写明原因" in said(response)
    assert activity.state == ActivityState.PUBLISHED

    press(as_leader, "cancel", activity, reason="下大雨")

    assert (activity.state, activity.review_note) == (ActivityState.CANCELLED, "下大雨")
    assert SignUp.objects.get(volunteer=volunteer).state == SignUpState.CANCELLED
    page = said(as_leader.get(reverse("desk:activity", args=[activity.pk])))
    assert "已经取消" in page
    assert "下大雨" in page


def test_what_people_have_come_to_is_not_cancelled(as_leader: Client, running: Activity) -> None:
    join(running)
    service.make_stay(signup=SignUp.objects.get(), in_at=NOW)

    response = press(as_leader, "cancel", running, reason="不办了")

    assert "已经有人签到" in said(response)
    assert running.state == ActivityState.PUBLISHED


def test_closing_sorts_who_was_there_from_who_was_not(as_leader: Client, over: Activity) -> None:
    came, stayed_away = join(over), join(over, name="王建国")
    service.make_stay(signup=SignUp.objects.get(volunteer=came), in_at=over.starts_at, out_at=over.ends_at)

    press(as_leader, "close", over)

    states = dict(SignUp.objects.values_list("volunteer_id", "state"))
    assert states == {came.pk: SignUpState.SERVED, stayed_away.pk: SignUpState.ABSENT}
    assert over.state == ActivityState.CLOSED


def test_closing_before_it_began_is_refused_in_words(as_leader: Client, activity: Activity) -> None:
    response = press(as_leader, "close", activity)

    assert "活动还没开始" in said(response)
    assert activity.state == ActivityState.PUBLISHED


STEPS = [
    (timedelta(days=1), "招募中", "看名单"),
    (timedelta(minutes=30), "正在签到", "打开签到页"),
    (timedelta(hours=-1), "正在签到", "打开签到页"),
    (timedelta(hours=-3), "确认这场活动的时长", "去确认时长"),
]


@pytest.mark.parametrize(("starts_in", "title", "cta"), STEPS)
def test_the_next_step_follows_the_clock(
    as_leader: Client, place: Place, starts_in: timedelta, title: str, cta: str
) -> None:
    found = service.make_activity(body=place.body, leader=place.leader, starts_at=NOW + starts_in)

    page = said(as_leader.get(reverse("desk:activity", args=[found.pk])))

    assert f'<h2 id="next-step">{title}</h2>' in page
    assert cta in page


def test_an_officer_sees_who_has_to_confirm_and_by_when(as_officer: Client, over: Activity) -> None:
    page = said(as_officer.get(reverse("desk:activity", args=[over.pk])))

    assert "等领队确认时长" in page
    # Thursday the 5th and ten working days.
    assert "3月19日 周四" in page


def test_the_posts_show_who_waits(as_leader: Client, place: Place) -> None:
    found = service.make_activity(body=place.body, leader=place.leader)
    post = service.make_post(activity=found, places=1)
    for number, state in enumerate((SignUpState.CONFIRMED, SignUpState.WAITING, SignUpState.WAITING)):
        volunteer = registry.make_volunteer(name=f"志愿者{number}")
        service.make_signup(post=post, volunteer=volunteer, state=state)

    page = said(as_leader.get(reverse("desk:activity", args=[found.pk])))

    assert '<td class="n" data-label="已报 / 名额">1 / 1</td>' in page
    assert '<td class="n" data-label="候补">2</td>' in page


def test_the_page_of_another_city_is_not_found(sign_in: SignIn, activity: Activity) -> None:
    from redvest.registry.choices import Role

    jiaozuo = registry.make_other_city()
    account = registry.make_account(city=jiaozuo.code)
    registry.make_grant(account=account, role=Role.CENTRE, region=jiaozuo)

    assert sign_in(account).get(reverse("desk:activity", args=[activity.pk])).status_code == 404


@pytest.mark.parametrize("door", ["desk", "api"])
def test_what_was_decided_stands_in_the_leaders_inbox(
    place: Place, as_officer: Client, as_leader: Client, submitted: Activity, door: str
) -> None:
    if door == "desk":
        press(as_officer, "refuse", submitted, note="写明在哪里集合")
    else:
        api = caller_for(place.officer)
        answer = api.post(f"/activities/{submitted.pk}/refuse", {"note": "写明在哪里集合"})
        assert answer.status_code == 200, answer.content
    (queued,) = DBTaskResult.objects.filter(task_path="redvest.service.jobs.tell_reviewed")
    tell_reviewed.func(*queued.args_kwargs["args"])

    page = said(as_leader.get("/me/inbox/"))
    assert "退回来了，请改好再提交。审核意见：写明在哪里集合" in page
    message = Message.objects.get(account=place.leader)
    opened = as_leader.post(reverse("site:message-read", args=[message.pk]))
    assert opened["Location"] == reverse("desk:activity", args=[submitted.pk])
    assert "退回来了" not in said(as_officer.get("/me/inbox/"))

"""A need for many hands becomes an activity's draft in one step, and follows it to its end."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.care.actions.dispatch import ask_in_waves, dispatch_to_body
from redvest.care.actions.dispatch_answer import accept_for_body
from redvest.care.actions.need_activity import NeedActivityForm, follow_activities, turn_into_activity
from redvest.care.actions.need_climb import remind_overdue
from redvest.care.actions.need_confirm import confirm_by_tap
from redvest.care.actions.need_link import link_of
from redvest.care.actions.need_read import read_private
from redvest.care.choices import AskState, ConfirmAnswer, DispatchState, NeedState
from redvest.care.dispatch_errors import NeedHasPeople, PrivateReasonNeeded
from redvest.care.models import Dispatch, Need, NeedAsk
from redvest.care.need_errors import NeedMoved
from redvest.core.errors import NotAllowed
from redvest.registry.choices import Role
from redvest.registry.models import Body
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.service.activity_errors import BadActivity
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Post, Project
from tests.factories import registry as make
from tests.factories.care import GRANNY, make_need
from tests.factories.dispatch import HOUR, offered, person, taken
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_project

pytestmark = pytest.mark.django_db


def form(project: Project, **more: Any) -> NeedActivityForm:
    given = {"starts_at": NOW + 48 * HOUR, "ends_at": NOW + 51 * HOUR, "places": 12} | more
    return NeedActivityForm(project_id=project.pk, **given)


def with_body() -> tuple[Need, Standing, Project, Body]:
    body = make.make_body()
    leader, project = make.make_leader(body), make_project(body=body)
    need = make_need(state=NeedState.QUEUED, hands=12, title="帮老小区清理楼道")
    accept_for_body(
        by=leader, dispatch=dispatch_to_body(by=make.make_officer(), need=need, body=body, at=NOW), at=NOW
    )
    need.refresh_from_db()
    return need, leader, project, body


def test_one_step_makes_a_draft_that_names_no_home() -> None:
    need, leader, project, body = with_body()
    activity = turn_into_activity(by=leader, need=need, form=form(project), at=NOW)
    need.refresh_from_db()
    assert (need.state, need.activity, need.body) == (NeedState.ACCEPTED, activity, body)
    assert (activity.state, activity.title, activity.place_name) == (
        ActivityState.DRAFT,
        need.title,
        "百花湖社区",
    )
    post = Post.objects.get()
    assert (post.places, post.min_age) == (12, 18)
    said = f"{activity.content} {activity.place_name} {activity.conditions}"
    assert "刘桂英" not in said and "百花路 8 号" not in said
    with pytest.raises(NeedMoved):
        turn_into_activity(by=leader, need=need, form=form(project), at=NOW)
    assert Activity.objects.count() == 1


def test_from_the_queue_by_who_dispatches_there_and_leads_a_body() -> None:
    body = make.make_body()
    both = make.make_account(name="社区的队长")
    make.make_grant(account=both, role=Role.ACTIVITY_LEADER, body=body)
    make.make_grant(account=both, role=Role.REGION_OFFICER, region=make.make_region_tree().baihua)
    asked = person()
    need = make_need(state=NeedState.QUEUED)
    ask_in_waves(by=make.standing_of(both), need=need, at=NOW)
    turn_into_activity(by=make.standing_of(both), need=need, form=form(make_project(body=body)), at=NOW)
    need.refresh_from_db()
    assert (need.state, need.body) == (NeedState.ACCEPTED, body)
    assert Dispatch.objects.get().state == DispatchState.ACCEPTED
    assert NeedAsk.objects.get(volunteer_id=asked.volunteer_id).state == AskState.TAKEN


def test_who_may_not_and_what_cannot() -> None:
    need, leader, project, _body = with_body()
    for by in (make.make_officer(), person(), make.make_leader(make.make_body())):
        with pytest.raises(NotAllowed):
            turn_into_activity(by=by, need=need, form=form(project), at=NOW)
    other = make.make_body()
    with pytest.raises(NotAllowed):  # a body that nobody gave it to
        turn_into_activity(by=make.make_leader(other), need=need, form=form(make_project(body=other)), at=NOW)
    with pytest.raises(BadActivity):
        turn_into_activity(by=leader, need=need, form=form(project, ends_at=NOW), at=NOW)
    need.refresh_from_db()
    assert (need.activity, Activity.objects.count()) == (None, 0)


def test_not_over_the_head_of_who_said_yes() -> None:
    body = make.make_body()
    both = make.make_account(name="社区的队长")
    make.make_grant(account=both, role=Role.ACTIVITY_LEADER, body=body)
    make.make_grant(account=both, role=Role.REGION_OFFICER, region=make.make_region_tree().baihua)
    need = offered(hands=2)
    taken(need)
    with pytest.raises(NeedHasPeople):
        turn_into_activity(by=make.standing_of(both), need=need, form=form(make_project(body=body)), at=NOW)
    assert not Activity.objects.exists()


def test_held_it_is_to_be_confirmed_called_off_it_is_queued_again() -> None:
    for end, expected in (
        (ActivityState.CLOSED, NeedState.SERVED),
        (ActivityState.CANCELLED, NeedState.QUEUED),
    ):
        need, leader, project, _body = with_body()
        activity = turn_into_activity(by=leader, need=need, form=form(project), at=NOW)
        assert follow_activities(city=CITY, at=NOW) == 0
        Activity.objects.filter(pk=activity.pk).update(state=end)
        assert follow_activities(city=CITY, at=NOW + 60 * HOUR) == 1
        assert follow_activities(city=CITY, at=NOW + 60 * HOUR) == 0
        need.refresh_from_db()
        assert need.state == expected
    assert need.activity is None


def test_it_is_late_only_after_its_activity_also_when_that_was_put_off() -> None:
    need, leader, project, _body = with_body()
    activity = turn_into_activity(by=leader, need=need, form=form(project), at=NOW)
    need.refresh_from_db()
    late = NOW + (51 + 168) * HOUR
    assert need.due_at == late
    Activity.objects.filter(pk=activity.pk).update(starts_at=late + HOUR, ends_at=late + 2 * HOUR)
    assert remind_overdue(city=CITY, at=late) == 0
    need.refresh_from_db()
    assert need.due_at == late + (2 + 168) * HOUR
    assert remind_overdue(city=CITY, at=need.due_at) == 1


def test_the_requester_confirms_what_an_activity_did() -> None:
    need, leader, project, _body = with_body()
    activity = turn_into_activity(by=leader, need=need, form=form(project), at=NOW)
    Activity.objects.filter(pk=activity.pk).update(state=ActivityState.CLOSED)
    follow_activities(city=CITY, at=NOW + 60 * HOUR)
    confirm_by_tap(
        by=GUEST_STANDING(CITY), need=need, token=link_of(need=need, at=NOW), answer=ConfirmAnswer.DONE,
        at=NOW + 61 * HOUR,
    )  # fmt: skip
    need.refresh_from_db()
    assert need.state == NeedState.CLOSED


def test_its_leader_reads_where_to_go_with_a_reason() -> None:
    need, leader, project, _body = with_body()
    turn_into_activity(by=leader, need=need, form=form(project), at=NOW)
    with pytest.raises(PrivateReasonNeeded):
        read_private(by=leader, need=need, at=NOW)
    assert read_private(by=leader, need=need, reason="带队上门", at=NOW) == GRANNY

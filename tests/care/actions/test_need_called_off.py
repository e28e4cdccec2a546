"""A need that is taken back: whoever was to come, or was asked, hears it once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django_tasks_db.models import DBTaskResult

from redvest.care.actions.dispatch import ask_in_waves, dispatch_to_body
from redvest.care.actions.dispatch_answer import accept_for_body, decline_for_body
from redvest.care.actions.need_merge import merge_needs
from redvest.care.actions.need_review import cancel_need
from redvest.care.actions.serving import cancel_serving
from redvest.care.choices import AskState, NeedState, ServingState
from redvest.care.jobs import climb_needs, on_volunteer_state, release_servings, remind_servings, send_waves
from redvest.care.models import Dispatch, Need, NeedAsk, NeedServing
from redvest.registry.actions.suspension import suspend_volunteer
from redvest.registry.choices import VolunteerState
from redvest.registry.events import VolunteerStateChanged
from redvest.registry.models import Message
from redvest.service.choices import ActivityState
from tests.factories import registry as make
from tests.factories.care import GRANNY, make_need
from tests.factories.dispatch import HOUR, by_of, offered, person, taken
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_activity

pytestmark = pytest.mark.django_db


def told(account: object, words: str) -> int:
    return Message.objects.filter(account_id=account, text__contains=words).count()


def test_who_was_on_the_way_is_told_not_to_go() -> None:
    serving = taken()
    cancel_need(by=make.make_officer(), need=serving.need, reason="家里人回来了", at=NOW + HOUR)
    serving.refresh_from_db()
    assert (serving.state, serving.cancelled_at) == (ServingState.CANCELLED, NOW + HOUR)
    assert told(by_of(serving).account_id, "不用去了") == 1


def test_who_was_asked_is_told_not_to_answer() -> None:
    asked = person()
    need = make_need(state=NeedState.QUEUED)
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    cancel_need(by=make.make_officer(), need=Need.objects.get(pk=need.pk), reason="家里来人了", at=NOW + HOUR)
    assert NeedAsk.objects.get().state == AskState.LAPSED
    assert told(asked.account_id, "不用答复了") == 1


def test_who_gave_it_back_before_is_left_alone() -> None:
    serving = taken()
    cancel_serving(by=by_of(serving), serving=serving, at=NOW)
    need = Need.objects.get(pk=serving.need_id)
    cancel_need(by=make.make_officer(), need=need, reason="家里来人了", at=NOW + HOUR)
    assert told(by_of(serving).account_id, "不用去了") == 0
    serving.refresh_from_db()
    assert serving.cancelled_at == NOW


@pytest.mark.parametrize("taken_on", [False, True])
def test_the_organisation_that_was_asked_or_had_taken_it_hears_it(taken_on: bool) -> None:
    body = make.make_body()
    head, other = make.make_body_admin(body), make.make_body_admin(make.make_body())
    need = make_need(state=NeedState.QUEUED)
    round_ = dispatch_to_body(by=make.make_officer(), need=need, body=body, at=NOW)
    if taken_on:
        accept_for_body(by=head, dispatch=round_, at=NOW)
    need.refresh_from_db()
    cancel_need(by=make.make_officer(), need=need, reason="家里来人了", at=NOW + HOUR)
    assert told(head.account_id, "不用再安排人去") == 1
    assert told(other.account_id, "撤回") == 0


def test_an_organisation_that_had_declined_hears_nothing() -> None:
    body = make.make_body()
    head = make.make_body_admin(body)
    need = make_need(state=NeedState.QUEUED)
    round_ = dispatch_to_body(by=make.make_officer(), need=need, body=body, at=NOW)
    decline_for_body(by=head, dispatch=round_, reason="人手不够", at=NOW)
    need.refresh_from_db()
    cancel_need(by=make.make_officer(), need=need, reason="家里来人了", at=NOW + HOUR)
    assert told(head.account_id, "撤回") == 0


@pytest.mark.parametrize(("state", "count"), [(ActivityState.DRAFT, 1), (ActivityState.CANCELLED, 0)])
def test_who_leads_the_activity_that_it_became_hears_it(state: ActivityState, count: int) -> None:
    activity = make_activity(state=state)
    need = make_need(state=NeedState.ACCEPTED, activity=activity, body=activity.body)
    cancel_need(by=make.make_officer(), need=need, reason="家里来人了", at=NOW + HOUR)
    assert told(activity.leader_id, "活动还要不要办") == count


def test_who_asked_for_the_same_and_was_merged_into_it_hears_it() -> None:
    officer, asker = make.make_officer(), make.make_account()
    kept = make_need(state=NeedState.QUEUED)
    elsewhere = replace(GRANNY, phone="13907900077")
    first = make_need(state=NeedState.QUEUED, requester=asker, private=elsewhere)
    same = make_need(state=NeedState.QUEUED)  # from the same phone as the one that is kept
    merge_needs(by=officer, need=first, into=same, at=NOW)
    same.refresh_from_db()
    merge_needs(by=officer, need=same, into=kept, at=NOW)
    kept.refresh_from_db()
    cancel_need(by=officer, need=kept, reason="家里来人了", at=NOW + HOUR)
    assert told(asker.pk, "请再提一次") == 1
    assert Message.objects.filter(text__contains="请再提一次").count() == 1


# --- the clock, and people who may not serve any more ---


def test_the_clock_sends_climbs_and_reminds(settings: object) -> None:
    settings.REDVEST_CITY = CITY  # type: ignore[attr-defined]
    for _ in range(7):
        make.make_volunteer()
    ask_in_waves(by=make.make_officer(), need=make_need(state=NeedState.QUEUED), at=NOW)
    assert send_waves(NOW + HOUR) == 2
    assert climb_needs(NOW + 24 * HOUR) == 1
    taken(offered(at=NOW))
    assert remind_servings(NOW + 168 * HOUR) == 1


def test_somebody_suspended_comes_to_nobody() -> None:
    serving = taken()
    make.make_volunteer()
    suspend_volunteer(by=make.make_officer(), volunteer=serving.volunteer, reason="正在核实情况", at=NOW)
    queued = DBTaskResult.objects.get(task_path=release_servings.module_path)
    release_servings.call(*queued.args_kwargs["args"])
    serving.refresh_from_db()
    assert (serving.state, Need.objects.get().state) == (ServingState.CANCELLED, NeedState.QUEUED)


def test_coming_back_brings_nothing_back() -> None:
    serving = taken()
    on_volunteer_state(VolunteerStateChanged(CITY, serving.volunteer_id, VolunteerState.ACTIVE))
    assert NeedServing.objects.get().state == ServingState.ACCEPTED
    assert Dispatch.objects.count() == 1

"""Sending a need out: who may, to whom, one open round at a time, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.care.actions.dispatch import (
    ask_in_waves,
    dispatch_to_body,
    open_for_grabbing,
    withdraw_dispatch,
)
from redvest.care.choices import AskState, DispatchState, DispatchWay, NeedState
from redvest.care.dispatch_errors import (
    BodyCannotServe,
    DispatchEnded,
    DispatchReasonNeeded,
    NeedHasPeople,
    NobodyNear,
)
from redvest.care.models import Dispatch, Need, NeedAsk, NeedStep
from redvest.care.need_errors import NeedMoved
from redvest.core.errors import NotAllowed, NotFound
from redvest.core.models import AuditLine
from redvest.registry.choices import BodyState, MessageKind, Role
from redvest.registry.models import Message
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import offered, person, taken
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def need() -> Need:
    return make_need(state=NeedState.QUEUED)


def test_to_a_body_its_heads_are_told_and_the_story_says_so(need: Need) -> None:
    body, officer = make.make_body(), make.make_officer()
    head = make.make_body_admin(body)
    round_ = dispatch_to_body(by=officer, need=need, body=body, at=NOW)

    need.refresh_from_db()
    assert (need.state, need.due_at) == (NeedState.OFFERED, NOW + timedelta(hours=24))
    assert (round_.round, round_.way, round_.body, round_.state) == (
        1,
        DispatchWay.BODY,
        body,
        DispatchState.OPEN,
    )
    assert round_.due_at == need.due_at and round_.made_by_id == officer.account_id
    step = NeedStep.objects.get()
    assert (step.verb, step.before, step.after, step.words) == (
        "dispatch_to_body",
        "queued",
        "offered",
        body.name,
    )
    told = Message.objects.get()
    assert (told.account_id, told.kind, told.about_id) == (head.account_id, MessageKind.WORK, str(round_.pk))
    assert "刘桂英" not in told.text and "百花路" not in told.text
    assert AuditLine.objects.get(verb="dispatch_to_body").actor_id == officer.account_id


@pytest.mark.parametrize("state", [BodyState.APPLIED, BodyState.SUSPENDED])
def test_not_to_a_body_that_may_not_serve(need: Need, state: BodyState) -> None:
    with pytest.raises(BodyCannotServe):
        dispatch_to_body(by=make.make_officer(), need=need, body=make.make_body(state=state), at=NOW)
    need.refresh_from_db()
    assert (need.state, Dispatch.objects.count(), Message.objects.count()) == (NeedState.QUEUED, 0, 0)


def test_who_may_dispatch(need: Need) -> None:
    tree = make.make_region_tree()
    keeper = make.make_account(name="站长")
    make.make_grant(account=keeper, role=Role.STATION_KEEPER, station=make.make_station(tree.baihua))
    for by in (make.make_centre(), make.make_officer(tree.chengnan), make.standing_of(keeper)):
        open_for_grabbing(by=by, need=need, at=NOW)
        withdraw_dispatch(by=by, need=need, reason="换一种派法", at=NOW)
    assert list(Dispatch.objects.order_by("round").values_list("round", "state")) == [
        (1, "withdrawn"), (2, "withdrawn"), (3, "withdrawn"),
    ]  # fmt: skip


def test_who_may_not(need: Need) -> None:
    tree = make.make_region_tree()
    elsewhere = make.make_account(name="别处站长")
    make.make_grant(account=elsewhere, role=Role.STATION_KEEPER, station=make.make_station(tree.zhanqian))
    body = make.make_body()
    for by in (
        make.make_officer(tree.fenyi), make.make_member(), person(), make.make_leader(body), make.standing_of(elsewhere),
    ):  # fmt: skip
        for step in (open_for_grabbing, ask_in_waves):
            with pytest.raises(NotAllowed):
                step(by=by, need=need, at=NOW)
        with pytest.raises(NotAllowed):
            dispatch_to_body(by=by, need=need, body=body, at=NOW)
        with pytest.raises(NotAllowed):
            withdraw_dispatch(by=by, need=need, reason="不给", at=NOW)
    stranger = make.make_account(city="410800")
    make.make_grant(account=stranger, role=Role.CENTRE, region=make.make_other_city())
    with pytest.raises(NotFound):
        open_for_grabbing(by=make.standing_of(stranger), need=need, at=NOW)
    need.refresh_from_db()
    assert (need.state, Dispatch.objects.count(), NeedStep.objects.count()) == (NeedState.QUEUED, 0, 0)


def test_one_open_round_at_a_time(need: Need) -> None:
    officer = make.make_officer()
    open_for_grabbing(by=officer, need=need, at=NOW)
    with pytest.raises(NeedMoved):
        open_for_grabbing(by=officer, need=need, at=NOW)
    with pytest.raises(NeedMoved):
        dispatch_to_body(by=officer, need=need, body=make.make_body(), at=NOW)
    assert Dispatch.objects.count() == 1


@pytest.mark.parametrize(
    "state", [NeedState.SUBMITTED, NeedState.REFUSED, NeedState.CLOSED, NeedState.SERVING]
)
def test_only_what_waits_is_sent_out(state: NeedState) -> None:
    with pytest.raises(NeedMoved):
        open_for_grabbing(by=make.make_officer(), need=make_need(state=state), at=NOW)
    assert not Dispatch.objects.exists()


def test_nobody_near_is_said_at_once_and_nothing_changed(need: Need) -> None:
    with pytest.raises(NobodyNear):
        ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    need.refresh_from_db()
    assert (need.state, Dispatch.objects.count()) == (NeedState.QUEUED, 0)


def test_taken_back_with_a_reason_and_the_asked_are_told(need: Need) -> None:
    asked = person()
    officer = make.make_officer()
    ask_in_waves(by=officer, need=need, at=NOW)
    with pytest.raises(DispatchReasonNeeded):
        withdraw_dispatch(by=officer, need=need, reason=" ", at=NOW)
    withdraw_dispatch(by=officer, need=need, reason="家里人来了", at=NOW)

    need.refresh_from_db()
    assert (need.state, need.taken) == (NeedState.QUEUED, 0)
    assert Dispatch.objects.get().reason == "家里人来了"
    assert NeedAsk.objects.get().state == AskState.LAPSED
    texts = Message.objects.filter(account_id=asked.account_id).order_by("created_at", "id")
    assert "不用答复了" in texts.last().text  # type: ignore[union-attr]
    with pytest.raises(DispatchEnded):
        withdraw_dispatch(by=officer, need=need, reason="再来一次", at=NOW)


def test_whoever_said_yes_is_not_sent_off() -> None:
    need = offered(hands=2)
    taken(need)
    with pytest.raises(NeedHasPeople):
        withdraw_dispatch(by=make.make_officer(), need=need, reason="换人", at=NOW)
    need.refresh_from_db()
    assert (need.state, need.taken) == (NeedState.OFFERED, 1)

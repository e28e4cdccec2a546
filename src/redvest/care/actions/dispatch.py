"""Sending a need out: to an organisation, to volunteers in waves, or to whoever comes first. One open round a need.

Nobody is assigned by it (design invariant 10): a round only asks, and a need is taken by a yes alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from redvest.care.actions.need_hold import hold_need
from redvest.care.actions.need_review import words_of_story
from redvest.care.actions.need_step import move_need
from redvest.care.actions.need_word import page_of, tell_asked, tell_heads
from redvest.care.actions.wave import Proposed, send_wave
from redvest.care.choices import AskState, DispatchState, DispatchWay, NeedState
from redvest.care.dispatch_errors import (
    BodyCannotServe,
    DispatchEnded,
    DispatchReasonNeeded,
    NeedHasPeople,
    NobodyNear,
)
from redvest.care.models import Dispatch, Need, NeedAsk
from redvest.care.need_errors import NeedMoved
from redvest.care.policy import require_may_dispatch
from redvest.core import clock
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import BodyState, MessageKind
from redvest.registry.models import Body
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.role import heads_of

LONGEST = 200


@transaction.atomic
def dispatch_to_body(*, by: Standing, need: Need, body: Body, at: datetime) -> Dispatch:
    """Ask an organisation whether it takes the need. Raises NotFound, NotAllowed, BodyCannotServe, NeedMoved."""
    if body.state != BodyState.ACTIVE or body.city != need.city:
        raise BodyCannotServe
    round_ = _send_out(by, need, "dispatch_to_body", at, body.name, way=DispatchWay.BODY, body=body)
    need.refresh_from_db()
    text = (
        f"【{body.name}】有一条需求派给你们：“{need.title}”（{need.region.name}，{need.hands} 人）。"
        f"请在 {_until(round_)} 前答复：{page_of(path=f'/desk/dispatches/{round_.pk}/')}"
    )
    accounts = list(heads_of(body.pk, clock.day_of(at)))
    tell_accounts(accounts=accounts, text=text, at=at, notice=Notice(MessageKind.WORK, about=round_))
    return round_


@transaction.atomic
def ask_in_waves(*, by: Standing, need: Need, at: datetime, first: Proposed = ()) -> Dispatch:
    """Ask volunteers a few at a time, the first at once; ``first`` are those whom a day's matching proposes.

    Raises NotFound, NotAllowed, NeedMoved, NobodyNear.
    """
    round_ = _send_out(by, need, "ask_in_waves", at, "", way=DispatchWay.WAVES, next_wave_at=at)
    if not send_wave(dispatch=round_, at=at, first=first):
        raise NobodyNear
    round_.refresh_from_db()
    return round_


@transaction.atomic
def open_for_grabbing(*, by: Standing, need: Need, at: datetime) -> Dispatch:
    """Let any volunteer who fits take the need. Raises NotFound, NotAllowed, NeedMoved."""
    return _send_out(by, need, "open_for_grabbing", at, "", way=DispatchWay.GRAB)


def _send_out(by: Standing, need: Need, verb: str, at: datetime, words: str, **how: Any) -> Dispatch:
    """A new round. A need that some have taken and that lacks more is sent out again as it is."""
    require_may_dispatch(by, need)
    need = hold_need(key=need.pk)
    lacks = need.state == NeedState.ACCEPTED and need.taken < need.hands and need.activity_id is None
    if need.state != NeedState.QUEUED and not lacks:
        raise NeedMoved
    before, body_id = NeedState(need.state), need.body_id
    need = move_need(
        by=by, need=need, before=(before,), after=NeedState.OFFERED, verb=verb, at=at, words=words, body=None,
    )  # fmt: skip
    asked = how.get("body")
    _tell_former(need, None if asked is not None and asked.pk == body_id else body_id, at)
    assert need.due_at is not None
    return Dispatch.objects.create(
        city=need.city, need=need, round=need.dispatches.count() + 1, made_by_id=require_member(by),
        made_at=at, due_at=need.due_at, **how,
    )  # fmt: skip


def _tell_former(need: Need, body_id: UUID | None, at: datetime) -> None:
    """The organisation that had taken it finds no more hands for it; who said yes for it still goes."""
    asks = lapse_asks(need=need, state=AskState.LAPSED, at=at)
    tell_asked(asks=asks, text=f"之前问过你的“{need.title}”另外找人了，不用再答复。", at=at)
    text = f"你们接的“{need.title}”还差人，派单的人另外去找了；已经答应去的照常去，别的人不用再问。"
    tell_heads(body_id=body_id, need=need, text=text, at=at)


@transaction.atomic
def withdraw_dispatch(*, by: Standing, need: Need, reason: str, at: datetime) -> Need:
    """Take a need back from whom it was sent to. Raises NotFound, NotAllowed, DispatchReasonNeeded, NeedHasPeople, DispatchEnded.

    An organisation that accepted and found nobody can be asked for it back as well; whoever said yes is never sent off.
    """
    require_may_dispatch(by, need)
    if not reason.strip():
        raise DispatchReasonNeeded
    need = hold_need(key=need.pk)
    if need.taken:
        raise NeedHasPeople
    if need.state not in (NeedState.OFFERED, NeedState.ACCEPTED) or need.activity_id is not None:
        raise DispatchEnded
    words = words_of_story(text=reason)
    sent = need.dispatches.filter(state=DispatchState.OPEN).values_list("body_id", flat=True).first()
    body_id = sent or need.body_id
    end_round(need=need, state=DispatchState.WITHDRAWN, at=at, reason=words)
    asks = lapse_asks(need=need, state=AskState.LAPSED, at=at)
    text = f"之前问过你的“{need.title}”不用答复了：派单的人收回了，会另外安排。"
    tell_asked(asks=asks, text=text, at=at)
    text = f"派给你们的“{need.title}”收回了：{words}。不用再找人了，谢谢你们。"
    tell_heads(body_id=body_id, need=need, text=text, at=at)
    return move_need(
        by=by, need=need, before=(NeedState.OFFERED, NeedState.ACCEPTED), after=NeedState.QUEUED,
        verb="withdraw_dispatch", at=at, words=words, body=None,
    )  # fmt: skip


def end_round(*, need: Need, state: DispatchState, at: datetime, reason: str = "") -> bool:
    """End the open round of a need whose row the caller holds; whether there was one."""
    rows = Dispatch.objects.filter(need=need, state=DispatchState.OPEN)
    return bool(rows.update(state=state, ended_at=at, reason=reason[:LONGEST], next_wave_at=None))


def lapse_asks(*, need: Need, state: AskState, at: datetime) -> list[NeedAsk]:
    """End the askings that still wait for an answer; returns them, to be told."""
    rows = NeedAsk.objects.select_related("need", "volunteer", "volunteer__account")
    open_ = list(rows.filter(need=need, state=AskState.ASKED).order_by("volunteer_id"))
    NeedAsk.objects.filter(pk__in=[each.pk for each in open_]).update(state=state, answered_at=at)
    return open_


def _until(round_: Dispatch) -> str:
    return f"{round_.due_at.astimezone(clock.CHINA):%m-%d %H:%M}"

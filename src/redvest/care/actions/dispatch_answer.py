"""An organisation's answer to a need that was sent to it, and its asking of its own members."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.care.actions.dispatch import end_round
from redvest.care.actions.need_hold import hold_need
from redvest.care.actions.need_review import words_of_story
from redvest.care.actions.need_step import move_need, note_step
from redvest.care.actions.need_word import page_of, tell_asked, tell_dispatcher
from redvest.care.choices import DispatchState, DispatchWay, NeedState
from redvest.care.dispatch_errors import DispatchEnded, DispatchReasonNeeded, NotAMember
from redvest.care.models import Dispatch, Need, NeedAsk
from redvest.care.policy import require_may_answer_for
from redvest.care.rules.ask_reasons import reason
from redvest.registry.choices import BodyState, VolunteerState
from redvest.registry.models import Membership
from redvest.registry.policy import Standing


@transaction.atomic
def accept_for_body(*, by: Standing, dispatch: Dispatch, at: datetime) -> Need:
    """The organisation takes the need; who goes there still says yes for themselves. Raises NotAllowed, DispatchEnded."""
    need = _answered(by, dispatch, DispatchState.ACCEPTED, "", at)
    need = move_need(
        by=by, need=need, before=(NeedState.OFFERED,), after=NeedState.ACCEPTED, verb="accept_for_body",
        at=at, words=dispatch.body.name if dispatch.body else "", body=dispatch.body,
    )  # fmt: skip
    tell_dispatcher(
        need=need, text=f"“{need.title}”{dispatch.body.name if dispatch.body else ''}接了。", at=at
    )
    return need


@transaction.atomic
def decline_for_body(*, by: Standing, dispatch: Dispatch, reason: str, at: datetime) -> Need:
    """The organisation does not take it, and says why. Raises NotAllowed, DispatchReasonNeeded, DispatchEnded."""
    if not reason.strip():
        require_may_answer_for(by, dispatch.body_id)
        raise DispatchReasonNeeded
    require_may_answer_for(by, dispatch.body_id)
    words = words_of_story(text=reason)
    need = _answered(by, dispatch, DispatchState.DECLINED, words, at)
    back = NeedState.ACCEPTED if need.taken else NeedState.QUEUED
    need = move_need(
        by=by, need=need, before=(NeedState.OFFERED,), after=back, verb="decline_for_body", at=at,
        words=words,
    )  # fmt: skip
    tell_dispatcher(need=need, text=f"“{need.title}”没有被接：{words[:80]}。请另外派单。", at=at)
    return need


def _answered(by: Standing, dispatch: Dispatch, state: DispatchState, reason: str, at: datetime) -> Need:
    """The open round ended by its body's answer; the need's row is held first, as everywhere."""
    require_may_answer_for(by, dispatch.body_id)
    need = hold_need(key=dispatch.need_id)
    open_ = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.OPEN, way=DispatchWay.BODY)
    if dispatch.body is None or dispatch.body.state != BodyState.ACTIVE or not open_.exists():
        raise DispatchEnded
    end_round(need=need, state=state, at=at, reason=reason)
    return need


@transaction.atomic
def ask_members(*, by: Standing, need: Need, volunteers: Collection[UUID], at: datetime) -> list[NeedAsk]:
    """The organisation that took a need asks members of its own, who may say no. Asked before: not asked again.

    Raises NotAllowed, DispatchEnded, NotAMember; then nobody was asked.
    """
    require_may_answer_for(by, need.body_id)
    need = hold_need(key=need.pk)
    rounds = Dispatch.objects.filter(need=need, body=need.body_id, state=DispatchState.ACCEPTED)
    round_ = rounds.order_by("-round").first()
    if need.state != NeedState.ACCEPTED or round_ is None or need.activity_id is not None:
        raise DispatchEnded
    wanted = set(volunteers)
    members = Membership.objects.filter(
        body=need.body_id,
        left_on__isnull=True,
        volunteer_id__in=wanted,
        volunteer__state=VolunteerState.ACTIVE,
    )
    if not wanted or set(members.values_list("volunteer_id", flat=True)) != wanted:
        raise NotAMember
    before = set(NeedAsk.objects.filter(dispatch=round_).values_list("volunteer_id", flat=True))
    fresh = sorted(wanted - before)
    NeedAsk.objects.bulk_create(
        [
            NeedAsk(
                city=need.city, dispatch=round_, need=need, volunteer_id=who, wave=0, reasons=[reason("member")],
                asked_at=at, due_at=_answer_by(need, at),
            )
            for who in fresh
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    rows = NeedAsk.objects.select_related("need", "volunteer", "volunteer__account")
    asks = list(rows.filter(dispatch=round_, volunteer_id__in=fresh).order_by("volunteer_id"))
    words = f"问了 {len(asks)} 位成员"
    note_step(by=by, need=need, before=need.state, verb="ask_members", at=at, words=words)
    text = f"队里接了“{need.title}”，想请你去，大约 {need.minutes} 分钟。去不去由你，请答复：{page_of(path=f'/help/{need.pk}/')}"
    tell_asked(asks=asks, text=text, at=at)
    return asks


def _answer_by(need: Need, at: datetime) -> datetime:
    """Members answer before it begins, however long the organisation has."""
    due = need.due_at or at
    return min(due, need.starts_at) if need.starts_at is not None and need.starts_at > at else due

"""A need was taken back while people were asked or on their way: whoever counts on it is told, so that none goes for nothing."""

from __future__ import annotations

from redvest.care.actions.need_word import tell_asked, tell_heads, tell_requester
from redvest.care.choices import AskState, DispatchState, NeedState, ServingState
from redvest.care.events import NeedCancelled
from redvest.care.models import Need, NeedAsk, NeedServing
from redvest.core import clock
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.service.choices import ActivityState
from redvest.service.queries.coleader import leaders_to_tell

OVER = (ActivityState.CLOSED, ActivityState.CANCELLED)


def tell_called_off(event: NeedCancelled) -> None:
    """In the transaction of the cancelling, once: who was to come has no time of cancelling of their own yet."""
    _tell_volunteers(event)
    need = Need.objects.select_related("activity__leader").get(pk=event.need_id)
    _tell_bodies(need, event)
    _tell_leaders(need, event)
    _tell_merged(need, event)


def _tell_volunteers(event: NeedCancelled) -> None:
    rows = NeedServing.objects.select_related("need", "volunteer", "volunteer__account")
    off = rows.filter(need=event.need_id, state=ServingState.CANCELLED, cancelled_at__isnull=True)
    for serving in off.order_by("volunteer_id"):
        NeedServing.objects.filter(pk=serving.pk).update(cancelled_at=event.at)
        text = f"你接的“{serving.need.title}”撤回了，不用去了。谢谢你愿意帮忙。"
        notice = Notice(MessageKind.GROUP, about=serving, urgent=True)
        tell_person(volunteer=serving.volunteer, text=text, at=event.at, notice=notice)
    asks = NeedAsk.objects.select_related("need", "volunteer", "volunteer__account")
    lapsed = asks.filter(need=event.need_id, state=AskState.LAPSED, answered_at=event.at)
    for ask in lapsed.order_by("volunteer_id"):
        tell_asked(asks=[ask], text=f"之前问过你的“{ask.need.title}”撤回了，不用答复了。", at=event.at)


def _tell_bodies(need: Need, event: NeedCancelled) -> None:
    """The organisation that was being asked, and the one that had taken it."""
    asked = need.dispatches.filter(
        state=DispatchState.WITHDRAWN, ended_at=event.at, body__isnull=False
    ).values_list("body_id", flat=True)
    for body_id in sorted({*asked, *([need.body_id] if need.body_id else [])}):
        text = f"派给你们的“{need.title}”撤回了，不用再安排人去。谢谢你们。"
        tell_heads(body_id=body_id, need=need, text=text, at=event.at)


def _tell_leaders(need: Need, event: NeedCancelled) -> None:
    """Whoever leads the activity that it became decides what becomes of that."""
    activity = need.activity
    if activity is None or activity.state in OVER:
        return
    text = f"“{activity.title}”是为一条需求办的，那条需求撤回了。活动还要不要办，请看一下。"
    people = leaders_to_tell([activity], clock.day_of(event.at))[activity.pk]
    notice = Notice(MessageKind.WORK, about=activity)
    tell_accounts(accounts=people, text=text, at=event.at, notice=notice)


def _tell_merged(need: Need, event: NeedCancelled) -> None:
    """Who asked for the same and whose need went into this one: nobody comes to them either, unless they say so."""
    for other in need.merged.select_related("requester").filter(state=NeedState.MERGED).order_by("pk"):
        if other.private_gone_at is None and not _of_one_person(need, other):
            text = f"你提的“{other.title}”和另一条并在一起办，那一条撤回了。还需要的话，请再提一次，或者告诉社区。"
            tell_requester(need=other, text=text, at=event.at)
        _tell_merged(other, event)


def _of_one_person(one: Need, other: Need) -> bool:
    if one.requester_id is not None and one.requester_id == other.requester_id:
        return True
    return (
        one.phone_hash is not None
        and other.phone_hash is not None
        and bytes(one.phone_hash) == bytes(other.phone_hash)
    )

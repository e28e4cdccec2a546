"""A need was taken back while people were asked or on their way: they are told, so that nobody goes for nothing."""

from __future__ import annotations

from redvest.care.actions.need_word import tell_asked
from redvest.care.choices import AskState, ServingState
from redvest.care.events import NeedCancelled
from redvest.care.models import NeedAsk, NeedServing
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind


def tell_called_off(event: NeedCancelled) -> None:
    """In the transaction of the cancelling, once: who was to come has no time of cancelling of their own yet."""
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

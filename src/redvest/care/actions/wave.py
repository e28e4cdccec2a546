"""The next wave of volunteers who are asked about a need: due by the clock, sent once, also when a worker is killed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.care.actions.need_hold import hold_need
from redvest.care.actions.need_step import note_step
from redvest.care.actions.need_word import page_of, tell_asked, tell_dispatcher
from redvest.care.choices import DispatchState, DispatchWay, NeedState
from redvest.care.models import Dispatch, Need, NeedAsk
from redvest.care.queries.candidates import Reasons, choose_wave, still_fit
from redvest.care.rules.ask_reasons import in_words
from redvest.core import clock
from redvest.registry.queries.setting import rules

KEYS = ("dispatch.wave_minutes", "dispatch.most_waves")
Proposed = Sequence[tuple[UUID, Reasons]]
AT_ONCE = 200  # rounds that one run of the clock looks at


@transaction.atomic
def send_wave(*, dispatch: Dispatch, at: datetime, first: Proposed = ()) -> int:
    """Ask the next volunteers of a round whose moment has come; how many. 0 where another worker was first.

    ``first``: whom a matching proposed; only where none of them fits any more others are looked for.

    The guarded update of ``next_wave_at`` decides who sends it, and stands or falls with the askings: a worker that is
    killed in the middle has asked nobody, and the next one asks them all.
    """
    need = hold_need(key=dispatch.need_id)
    found = rules(KEYS, need.region_path, clock.day_of(at))
    after = at + timedelta(minutes=int(found[KEYS[0]]))
    mine = Dispatch.objects.filter(
        pk=dispatch.pk, state=DispatchState.OPEN, way=DispatchWay.WAVES, next_wave_at__lte=at
    )
    if not mine.update(waves=F("waves") + 1, next_wave_at=after):
        return 0
    dispatch.refresh_from_db()
    left = int(found[KEYS[1]]) - dispatch.waves + 1
    people = _people(need, first, at, left) if need.state == NeedState.OFFERED else []
    asks = [
        NeedAsk(
            city=need.city, dispatch=dispatch, need=need, volunteer_id=who, wave=dispatch.waves, reasons=why,
            asked_at=at, due_at=dispatch.due_at,
        )
        for who, why in people
    ]  # fmt: skip
    NeedAsk.objects.bulk_create(asks, ignore_conflicts=True)
    last = dispatch.waves >= int(found[KEYS[1]]) or not asks
    if last:
        Dispatch.objects.filter(pk=dispatch.pk).update(next_wave_at=None)
    _say(need, dispatch, asks, at)
    return len(asks)


def _people(need: Need, first: Proposed, at: datetime, waves: int) -> Proposed:
    fit = still_fit(need, (who for who, _why in first), at) if first else set()
    return [each for each in first if each[0] in fit] or choose_wave(need, at, waves)


def _say(need: Need, dispatch: Dispatch, asks: list[NeedAsk], at: datetime) -> None:
    """The story and the messages: whom to go to, what and where about; nothing of whose home it is."""
    words = f"第 {dispatch.waves} 批，问了 {len(asks)} 位"
    note_step(by=None, need=need, before=need.state, verb="send_wave", at=at, words=words)
    if not asks:
        if dispatch.waves > 1:  # the first is answered to whoever pressed the button
            tell_dispatcher(
                need=need, at=at,
                text=f"“{need.title}”附近合适的志愿者都问过了，还没人接。可以公开抢单，或者派给组织。",
            )  # fmt: skip
        return
    where = page_of(path=f"/help/{need.pk}/")
    until = f"{dispatch.due_at.astimezone(clock.CHINA):%m-%d %H:%M}"
    rows = NeedAsk.objects.filter(dispatch=dispatch, wave=dispatch.waves)
    for ask in rows.select_related("need", "volunteer", "volunteer__account").order_by("volunteer_id"):
        why = "，".join(in_words(ask.reasons)[:2])
        text = (
            f"{need.region.name}有人想请你帮忙：“{need.title}”，大约 {need.minutes} 分钟。问你是因为{why}。"
            f"去不去由你，{until} 前请答复：{where}"
        )
        tell_asked(asks=[ask], text=text, at=at)


def send_due_waves(*, city: str, at: datetime) -> int:
    """Every round whose next wave is due, each in a transaction of its own; how many volunteers were asked."""
    due = Dispatch.objects.filter(city=city, state=DispatchState.OPEN, next_wave_at__lte=at)
    keys: list[UUID] = list(due.order_by("next_wave_at", "id").values_list("pk", flat=True)[:AT_ONCE])
    return sum(send_wave(dispatch=Dispatch.objects.get(pk=key), at=at) for key in keys)

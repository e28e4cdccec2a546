"""Silence escalates: a need that nobody answered in time climbs one place up; what was accepted and not done is reminded of."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.care.actions.dispatch import end_round, lapse_asks
from redvest.care.actions.need_hold import hold_need, hold_people
from redvest.care.actions.need_step import agreed_at, move_need, note_step
from redvest.care.actions.need_word import page_of, tell_asked, tell_desk, tell_dispatcher
from redvest.care.choices import TAKEN_NEEDS, AskState, DispatchState, NeedState
from redvest.care.models import Need
from redvest.care.rules.climb import place_above
from redvest.care.rules.need_clock import KEYS, due_at
from redvest.core import clock
from redvest.registry.queries.setting import rule, rules

CLIMBING = (NeedState.SUBMITTED, NeedState.QUEUED, NeedState.OFFERED)
AT_ONCE = 200  # needs that one run of the clock takes


def climb_due(*, city: str, at: datetime) -> int:
    """Every need whose answer is overdue, each in a transaction of its own; how many moved. Again: nothing."""
    due = Need.objects.filter(city=city, state__in=CLIMBING, due_at__lte=at).order_by("due_at", "id")
    keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
    return sum(climb_need(key=key, at=at) for key in keys)


@transaction.atomic
def climb_need(*, key: UUID, at: datetime) -> bool:
    """One need, one place up; at the city it stays and is reminded of. False where somebody was first.

    An offer that nobody took is over: it waits for the next officer's own idea. What some have taken already they keep.
    """
    hold_people(needs=[key])
    rows = Need.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    free = rows.filter(pk=key, state__in=CLIMBING, due_at__lte=at)
    if not free.exists():
        return False
    need = hold_need(key=key)
    was, above = NeedState(need.state), place_above(need.desk_path)
    up = {"desk_path": above, "climbs": need.climbs + 1} if above else {}
    words = "到期没有人答复，报上一级" if above else "到期没有人答复，已经在市一级，再提醒"
    if was == NeedState.OFFERED:
        _lapse(need, at)
    after = was if was != NeedState.OFFERED else (NeedState.ACCEPTED if need.taken else NeedState.QUEUED)
    need = move_need(
        by=None, need=need, before=CLIMBING, after=after, verb="climb_need", at=at, words=words, **up
    )
    state = NeedState(after).label
    where = page_of(path=f"/desk/needs/{need.pk}/")
    text = f"需求“{need.title}”（{need.region.name}，{state}）到期没有人答复，现在归你们办：{where}"
    tell_desk(need=need, text=text, at=at)
    return True


def _lapse(need: Need, at: datetime) -> None:
    end_round(need=need, state=DispatchState.LAPSED, at=at)
    text = f"之前问过你的“{need.title}”过了答复时间，会另外安排，不用再答复了。"
    tell_asked(asks=lapse_asks(need=need, state=AskState.LAPSED, at=at), text=text, at=at)


def remind_overdue(*, city: str, at: datetime) -> int:
    """What was accepted and is not done, or done and not confirmed, in time: whoever sent it out hears of it, and again."""
    due = Need.objects.filter(city=city, state__in=TAKEN_NEEDS, due_at__lte=at).order_by("due_at", "id")
    return sum(remind_need(key=key, at=at) for key in list(due.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def remind_need(*, key: UUID, at: datetime) -> bool:
    """One reminder, and the moment of the next. False where somebody was first, or its activity was put off since."""
    hold_people(needs=[key])
    rows = Need.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    if not rows.filter(pk=key, state__in=TAKEN_NEEDS, due_at__lte=at).exists():
        return False
    need = hold_need(key=key)
    if later := _agreed_later(need, at):
        Need.objects.filter(pk=key).update(due_at=later)
        return False
    hours = int(rule("dispatch.remind_hours", need.region_path, clock.day_of(at)))
    Need.objects.filter(pk=key).update(due_at=at + timedelta(hours=hours))
    need.refresh_from_db(fields=("due_at",))
    note_step(by=None, need=need, before=need.state, verb="remind_need", at=at)
    if need.state == NeedState.SERVED:
        text = f"“{need.title}”办完了，还没人确认，请打电话回访：{page_of(path=f'/desk/needs/{need.pk}/')}"
    else:
        text = f"“{need.title}”接了单还没办完，过了期限，请问一下：{page_of(path=f'/desk/needs/{need.pk}/')}"
    tell_dispatcher(need=need, text=text, at=at)
    return True


def _agreed_later(need: Need, at: datetime) -> datetime | None:
    """The deadline of what is to be done later than it was when somebody took it."""
    agreed = agreed_at(need=need, activity=need.activity)
    if need.state != NeedState.ACCEPTED or agreed is None or agreed <= at:
        return None
    return due_at(
        NeedState.ACCEPTED, need.urgency, rules(KEYS, need.region_path, clock.day_of(at)), at, agreed
    )

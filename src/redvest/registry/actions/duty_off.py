"""Duty that is not needed after all: one slot with a reason, or many at once; whoever took it or was asked is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import DutyOff, DutyTurnState, MessageKind
from redvest.registry.duty_errors import DutyReasonMissing, DutySlotBegun, DutySlotCalledOff
from redvest.registry.models import DutySlot, DutyTurn
from redvest.registry.policy import Standing, require_keeps
from redvest.registry.queries.duty import slot_words
from redvest.registry.rules.delivery import about_to_leave

_TOLD = (DutyTurnState.ASKED, DutyTurnState.TAKEN)


@transaction.atomic
def call_off_slot(*, by: Standing, slot: DutySlot, words: str, at: datetime) -> None:
    """The keeper does without this once. Raises NotAllowed, DutyReasonMissing, DutySlotBegun, DutySlotCalledOff."""
    require_keeps(by, slot.station_id, slot.station.region.path)
    words = " ".join(words.split())
    if not 2 <= len(words) <= 60:
        raise DutyReasonMissing
    if slot.starts_at <= at:
        raise DutySlotBegun
    if not call_off_slots(by=by, slots=[slot], as_=DutyOff.SINGLE, words=words, at=at):
        raise DutySlotCalledOff


@transaction.atomic
def call_off_slots(*, by: Standing, slots: Iterable[DutySlot], as_: DutyOff, words: str, at: datetime) -> int:
    """Inside the action that makes them needless, which asked who may. Returns how many were still on."""
    count = 0
    for each in sorted(slots, key=lambda slot: slot.pk):
        # The slot first, as in taking and giving back: the same order of locks.
        slot = DutySlot.objects.select_related("station").select_for_update(of=("self",)).get(pk=each.pk)
        if slot.called_off_at is not None:
            continue
        DutySlot.objects.filter(pk=slot.pk).update(
            called_off_at=at, called_off_as=as_, called_off_words=words[:60], taken=0
        )
        _tell(slot, words or str(DutyOff(as_).label), at)
        write_line(by=by.actor, at=at, city=slot.city, verb="call_off_duty", target=slot, why=as_.value)
        count += 1
    return count


def _tell(slot: DutySlot, why: str, at: datetime) -> None:
    turns = DutyTurn.objects.filter(slot=slot, state__in=_TOLD).select_related("volunteer__account")
    for turn in turns:
        text = f"{slot_words(slot)}的值班取消了：{why}。不用来了，谢谢你。"
        notice = Notice(MessageKind.GROUP, about=turn, urgent=about_to_leave(slot.starts_at, at))
        tell_person(volunteer=turn.volunteer, text=text, at=at, notice=notice)
    turns.update(state=DutyTurnState.CALLED_OFF, changed_at=at)

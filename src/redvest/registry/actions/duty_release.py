"""Duty of somebody who may not serve any more: given back, so that the alert goes out for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.core.audit import SYSTEM, write_line
from redvest.registry.choices import DutyTurnState
from redvest.registry.models import DutySlot, DutyTurn


@transaction.atomic
def release_turns(*, volunteer_id: UUID, at: datetime) -> int:
    """Every turn taken that is still to come; what was only asked counts as declined. Returns how many were taken."""
    coming = DutyTurn.objects.filter(volunteer_id=volunteer_id, starts_at__gt=at)
    coming.filter(state=DutyTurnState.ASKED).update(state=DutyTurnState.DECLINED, changed_at=at)
    count = 0
    for turn in coming.filter(state=DutyTurnState.TAKEN).order_by("slot_id"):
        # The slot first, as in taking and giving back: the same order of locks.
        slot = DutySlot.objects.select_for_update().get(pk=turn.slot_id)
        mine = DutyTurn.objects.filter(pk=turn.pk, state=DutyTurnState.TAKEN)
        if not mine.update(state=DutyTurnState.GIVEN_BACK, changed_at=at):
            continue
        DutySlot.objects.filter(pk=slot.pk).update(taken=F("taken") - 1)
        write_line(by=SYSTEM, at=at, city=slot.city, verb="release_duty", target=slot)
        count += 1
    return count

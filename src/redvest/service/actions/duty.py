"""Duty at a station beside the activities that somebody signed up for: nobody is in two places at once.

Both ask under the person's locks (``actions/person_lock.py``), so that of a duty and a sign-up at the same moment one is
refused: that statement looks at duties, this one at sign-ups.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.registry.actions.duty import take_slot
from redvest.registry.models import DutySlot, DutyTurn
from redvest.registry.policy import Standing, require_volunteer
from redvest.service.actions.plans import hold_plans
from redvest.service.signup_errors import Overlaps


@transaction.atomic
def take_duty(*, by: Standing, slot: DutySlot, at: datetime) -> DutyTurn:
    """A volunteer's yes to a slot. Raises Overlaps, and what ``take_slot`` does; then nothing changed."""
    me = require_volunteer(by)
    other = (
        hold_plans(person=me, records=by.records)
        .filter(period__overlap=(slot.starts_at, slot.ends_at))
        .select_related("activity")
        .first()
    )
    if other is not None:
        raise Overlaps(f"同一时间你已经报了“{other.activity.title}”。", signup=str(other.pk))
    return take_slot(by=by, slot=slot, at=at)

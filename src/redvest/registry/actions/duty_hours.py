"""Duty follows the opening hours: called off where the station closes, back where it opens after all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from redvest.core.clock import day_of
from redvest.registry.actions.duty_off import call_off_slots
from redvest.registry.actions.duty_roster import lay_out_pattern
from redvest.registry.choices import DutyOff
from redvest.registry.models import DutySlot, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.duty import every_coming_slot, patterns_on
from redvest.registry.queries.station_life import hours_from
from redvest.registry.rules.opening import covers


@transaction.atomic
def fit_duty(
    *, by: Standing, station: Station, closing: Callable[[date], bool], words: str, at: datetime
) -> int:
    """Inside the action that changed the hours. ``closing`` names the days on which slots may be called off by it.

    Slots that a closing called off come back, free, where the hours cover them again. Returns how many were called off.
    """
    today = day_of(at)
    week, days = hours_from(station.pk, today)
    off, back = [], []
    for slot in every_coming_slot(station.pk, at):
        fits = covers(slot.starts_at, slot.ends_at, week, days)
        if slot.called_off_at is None and not fits and closing(day_of(slot.starts_at)):
            off.append(slot)
        elif slot.called_off_as == DutyOff.CLOSED and fits:
            back.append(slot.pk)
    DutySlot.objects.filter(pk__in=back, called_off_as=DutyOff.CLOSED).update(
        called_off_at=None, called_off_as="", called_off_words="", alerted_at=None
    )
    for pattern in patterns_on(station.city, today).filter(station=station):
        lay_out_pattern(pattern=pattern, at=at)
    return call_off_slots(by=by, slots=off, as_=DutyOff.CLOSED, words=words, at=at)

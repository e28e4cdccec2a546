"""Reads duty at stations: live patterns, slots to come, those that lack people, and a person's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from redvest.core.clock import CHINA
from redvest.registry.choices import DutyTurnState, Role
from redvest.registry.duty_errors import DutySlotUnknown
from redvest.registry.models import Account, DutyPattern, DutySlot, DutyTurn
from redvest.registry.queries.role import live_grants
from redvest.registry.queries.within import within
from redvest.registry.rules.standing import Standing

_YES_FIRST = (
    DutyTurnState.TAKEN, DutyTurnState.ASKED, DutyTurnState.DECLINED, DutyTurnState.GIVEN_BACK,
    DutyTurnState.CALLED_OFF,
)  # fmt: skip


def patterns_on(city: str, day: date) -> QuerySet[DutyPattern]:
    """The weekly patterns of a city that hold on a day or later."""
    live = Q(until__isnull=True) | Q(until__gte=day)
    return DutyPattern.objects.filter(live, station__city=city).select_related("station")


def coming_slots(station_id: UUID, at: datetime) -> QuerySet[DutySlot]:
    """A station's slots that have not begun and are still on, soonest first."""
    return every_coming_slot(station_id, at).filter(called_off_at__isnull=True)


def every_coming_slot(station_id: UUID, at: datetime) -> QuerySet[DutySlot]:
    """With those that were called off."""
    return DutySlot.objects.filter(station_id=station_id, starts_at__gt=at).order_by("starts_at", "id")


def uncovered(city: str, after: datetime, until: datetime) -> QuerySet[DutySlot]:
    """Slots that begin after one moment and at the latest at another, and lack people."""
    slots = DutySlot.objects.filter(
        city=city,
        starts_at__gt=after,
        starts_at__lte=until,
        taken__lt=F("places"),
        called_off_at__isnull=True,
    )
    return slots.select_related("station__region").order_by("starts_at", "id")


def uncovered_for(by: Standing, after: datetime, until: datetime) -> QuerySet[DutySlot]:
    """Those of the stations that somebody keeps or of the places that they govern."""
    where = Q(
        station__in=[each.station_id for each in by.grants if each.role == Role.STATION_KEEPER]
    ) | within(by, "station__region__path")
    return uncovered(by.city, after, until).filter(where)


def slot_for(city: str, key: UUID) -> DutySlot:
    """One slot of a city. Raises DutySlotUnknown."""
    found = DutySlot.objects.select_related("station__region").filter(pk=key, city=city).first()
    if found is None:
        raise DutySlotUnknown
    return found


def roster_of(slots: Iterable[DutySlot]) -> dict[UUID, list[DutyTurn]]:
    """Who said what to each slot, a yes first. One query."""
    found: dict[UUID, list[DutyTurn]] = defaultdict(list)
    turns = DutyTurn.objects.filter(slot__in=list(slots)).select_related("volunteer")
    order = list(_YES_FIRST)
    for turn in sorted(turns, key=lambda each: (order.index(DutyTurnState(each.state)), each.changed_at)):
        found[turn.slot_id].append(turn)
    return found


def turns_of(volunteer_id: UUID, at: datetime) -> QuerySet[DutyTurn]:
    """What a volunteer took, was asked for or was spared and has not ended, soonest first."""
    live = (DutyTurnState.TAKEN, DutyTurnState.ASKED, DutyTurnState.CALLED_OFF)
    found = DutyTurn.objects.filter(volunteer_id=volunteer_id, ends_at__gt=at, state__in=live)
    return found.select_related("slot__station").order_by("starts_at", "id")


def keepers_of(station_id: UUID, on: date) -> QuerySet[Account]:
    """Who keeps a station on a day."""
    grants = live_grants(on).filter(station_id=station_id, role=Role.STATION_KEEPER)
    return Account.objects.filter(is_active=True, grants__in=grants).distinct().order_by("id")


def slot_words(slot: DutySlot) -> str:
    """Where and when, for a text message; the station must be at hand."""
    start, end = slot.starts_at.astimezone(CHINA), slot.ends_at.astimezone(CHINA)
    return f"【{slot.station.name}】{start.month}月{start.day}日 {start:%H:%M}到{end:%H:%M}"

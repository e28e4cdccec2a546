"""Reads the own records of a station for its ledger: work log, needs, duty, loans as counts. Four queries."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q

from redvest.core.clock import CHINA, day_of
from redvest.oversight.choices import UnitKind
from redvest.oversight.rules.unit_ledger import StationBook, Unit, span_words
from redvest.registry.choices import SessionKind
from redvest.registry.models import DutySlot, StationLoan, StationNeed, StationSession
from redvest.service.rules.measure import Slice


def book_of(unit: Unit, part: Slice, at: datetime) -> StationBook | None:
    """None for a unit that is no station. Duty counts when it has begun by ``at``."""
    if unit.kind != UnitKind.STATION:
        return None
    assert part.since is not None and part.until is not None
    station, since, until = UUID(unit.key), part.since, part.until
    return StationBook(
        _sessions(station, since, until), _needs(station, since, until), _duty(station, since, until, at),
        _loans(station, since, until),
    )  # fmt: skip


def _sessions(station: UUID, since: date, until: date) -> list[tuple[date, str, str, int, int, str]]:
    rows = StationSession.objects.filter(station=station, held_on__range=(since, until)).select_related(
        "service"
    )
    return [
        (
            each.held_on, str(SessionKind(each.kind).label), each.service.name if each.service else "", each.helpers,
            each.visitors, each.words,
        )
        for each in rows.order_by("held_on", "id")
    ]  # fmt: skip


def _needs(station: UUID, since: date, until: date) -> list[tuple[date, str, date | None, str]]:
    rows = StationNeed.objects.filter(station=station, asked_on__range=(since, until))
    return list(rows.order_by("asked_on", "id").values_list("asked_on", "words", "answered_on", "answer"))


def _duty(station: UUID, since: date, until: date, at: datetime) -> list[tuple[date, str, int, int]]:
    first = datetime.combine(since, time(), CHINA)
    last = min(datetime.combine(until + timedelta(days=1), time(), CHINA), at)
    rows = DutySlot.objects.filter(
        station=station, called_off_at__isnull=True, starts_at__gte=first, starts_at__lt=last
    )
    return [
        (day_of(each.starts_at), span_words(each.starts_at, each.ends_at), each.places, each.taken)
        for each in rows.order_by("starts_at", "id")
    ]


def _loans(station: UUID, since: date, until: date) -> list[tuple[str, int, int, int]]:
    """By thing; who borrowed it is forgotten after thirty days."""
    rows = StationLoan.objects.filter(station=station, lent_on__lte=until).filter(
        Q(returned_on__isnull=True) | Q(returned_on__gte=since)
    )
    counts = rows.values("thing").annotate(
        lent=Count("pk", filter=Q(lent_on__gte=since)),
        back=Count("pk", filter=Q(returned_on__range=(since, until))),
        out=Count("pk", filter=Q(returned_on__isnull=True) | Q(returned_on__gt=until)),
    )
    return [(each["thing"], each["lent"], each["back"], each["out"]) for each in counts.order_by("thing")]

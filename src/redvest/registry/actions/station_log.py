"""A station's work log: occasions with how many came, and what people asked for."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.choices import SessionKind
from redvest.registry.models import HelpCall, Station, StationNeed, StationService, StationSession
from redvest.registry.policy import Standing, require_keeps
from redvest.registry.rules.station_holding import counted, names_nobody, recent, short_words
from redvest.registry.station_errors import (
    NeedAnswered,
    SessionRecorded,
    StationServiceUnknown,
    StationWordsMissing,
)

MOST_HELPERS, MOST_VISITORS = 500, 20_000


@transaction.atomic
def record_session(
    *,
    by: Standing,
    station: Station,
    kind: SessionKind,
    service_id: UUID | None,
    held_on: date,
    helpers: int,
    visitors: int,
    words: str,
    at: datetime,
) -> StationSession:
    """One occasion. Service to people names its service; training and meetings say in words what they were about,
    people who simply came by need neither.

    Raises NotAllowed, StationWordsPrivate, StationDayWrong, StationNumberWrong, StationServiceUnknown,
    StationWordsMissing, SessionRecorded.
    """
    require_keeps(by, station.pk, station.region.path)
    recent(held_on, day_of(at))
    counted(helpers, 0 if kind == SessionKind.VISIT else 1, MOST_HELPERS)
    counted(visitors, 0, MOST_VISITORS)
    words = names_nobody(" ".join(words.split())[:200])
    if kind == SessionKind.SERVICE:
        offered = StationService.objects.filter(station=station)
        if service_id is None or not offered.filter(pk=service_id).exists():
            raise StationServiceUnknown
    elif not words and kind != SessionKind.VISIT:
        raise StationWordsMissing
    try:
        with transaction.atomic():
            made = StationSession.objects.create(
                station=station, kind=kind, service_id=service_id if kind == SessionKind.SERVICE else None,
                held_on=held_on, helpers=helpers, visitors=visitors, words=words, recorded_by_id=by.account_id,
                recorded_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise SessionRecorded from fault
    write_line(
        by=by.actor, at=at, city=station.city, verb="record_session", target=made, helpers=helpers, visitors=visitors
    )  # fmt: skip
    return made


@transaction.atomic
def record_need(
    *, by: Standing, station: Station, words: str, at: datetime, call: HelpCall | None = None
) -> StationNeed:
    """What somebody asked for, in words that name nobody; ``call`` is the asking at the screen that it was.

    Raises NotAllowed, StationWordsMissing, StationWordsPrivate.
    """
    require_keeps(by, station.pk, station.region.path)
    made = StationNeed.objects.create(
        station=station, words=names_nobody(short_words(words, 200)), asked_on=day_of(call.at if call else at),
        recorded_by_id=by.account_id, call=call,
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=station.city, verb="record_need", target=made)
    return made


@transaction.atomic
def answer_need(*, by: Standing, need: StationNeed, answer: str, at: datetime) -> None:
    """What came of it, once. Raises NotAllowed, StationWordsMissing, NeedAnswered."""
    station = need.station
    require_keeps(by, station.pk, station.region.path)
    said = names_nobody(short_words(answer, 200))
    waiting = StationNeed.objects.filter(pk=need.pk, answered_on__isnull=True)
    if not waiting.update(answer=said, answered_on=day_of(at)):
        raise NeedAnswered
    write_line(by=by.actor, at=at, city=station.city, verb="answer_need", target=need)

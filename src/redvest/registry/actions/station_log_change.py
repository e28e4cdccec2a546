"""Mending a station's work log: a line put right, or taken out again. What it said before stays in the audit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.registry.actions.station_log import MOST_HELPERS, MOST_VISITORS
from redvest.registry.choices import SessionKind
from redvest.registry.models import StationNeed, StationSession
from redvest.registry.policy import Standing, require_keeps
from redvest.registry.rules.station_holding import counted, names_nobody, short_words
from redvest.registry.station_errors import NeedUnknown, SessionUnknown


@transaction.atomic
def correct_session(
    *, by: Standing, session: StationSession, helpers: int, visitors: int, words: str, at: datetime
) -> None:
    """Other numbers or words. Raises NotAllowed, StationNumberWrong, StationWordsMissing, StationWordsPrivate,
    SessionUnknown."""
    require_keeps(by, session.station_id, session.station.region.path)
    counted(helpers, 0 if session.kind == SessionKind.VISIT else 1, MOST_HELPERS)
    counted(visitors, 0, MOST_VISITORS)
    needed = session.kind not in (SessionKind.SERVICE, SessionKind.VISIT)
    words = short_words(words, 200) if needed else " ".join(words.split())[:200]
    rows = StationSession.objects.filter(pk=session.pk)
    if not rows.update(helpers=helpers, visitors=visitors, words=names_nobody(words)):
        raise SessionUnknown
    write_line(
        by=by.actor, at=at, city=session.station.city, verb="correct_session", target=session,
        helpers=helpers, visitors=visitors, helpers_before=session.helpers, visitors_before=session.visitors,
    )  # fmt: skip


@transaction.atomic
def withdraw_session(*, by: Standing, session: StationSession, at: datetime) -> None:
    """It did not happen. Raises NotAllowed, SessionUnknown."""
    require_keeps(by, session.station_id, session.station.region.path)
    write_line(
        by=by.actor, at=at, city=session.station.city, verb="withdraw_session", target=session,
        kind=session.kind, held_on=str(session.held_on), helpers=session.helpers, visitors=session.visitors,
    )  # fmt: skip
    if not StationSession.objects.filter(pk=session.pk).delete()[0]:
        raise SessionUnknown


@transaction.atomic
def correct_need(*, by: Standing, need: StationNeed, words: str, at: datetime) -> None:
    """What was asked for, in other words. Raises NotAllowed, StationWordsMissing, StationWordsPrivate, NeedUnknown."""
    require_keeps(by, need.station_id, need.station.region.path)
    said = names_nobody(short_words(words, 200))
    if not StationNeed.objects.filter(pk=need.pk).update(words=said):
        raise NeedUnknown
    write_line(by=by.actor, at=at, city=need.station.city, verb="correct_need", target=need)


@transaction.atomic
def withdraw_need(*, by: Standing, need: StationNeed, at: datetime) -> None:
    """Written down by mistake. Its words go with it: they may be what should not have been there.

    Raises NotAllowed, NeedUnknown.
    """
    require_keeps(by, need.station_id, need.station.region.path)
    write_line(
        by=by.actor,
        at=at,
        city=need.station.city,
        verb="withdraw_need",
        target=need,
        asked_on=str(need.asked_on),
    )
    if not StationNeed.objects.filter(pk=need.pk).delete()[0]:
        raise NeedUnknown

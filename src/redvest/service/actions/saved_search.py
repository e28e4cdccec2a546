"""Keeps people's searches. Nothing else writes the ``SavedSearch`` table but forgetting a person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core.audit import GUEST, write_line
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.record import hold_living
from redvest.registry.policy import Standing, require_volunteer
from redvest.service.finding_errors import (
    SearchEmpty,
    SearchesTooMany,
    SearchKept,
    SearchNameWrong,
    SearchUnknown,
)
from redvest.service.models import SavedSearch, WatchNotice
from redvest.service.queries.saved_search import searches_of
from redvest.service.rules.look import Look

MOST, LONGEST_NAME = 20, 40


@transaction.atomic
def keep_search(*, by: Standing, name: str, look: Look, watched: bool, at: datetime) -> SavedSearch:
    """Keep a search under a name. Raises SearchEmpty, SearchNameWrong, SearchKept, SearchesTooMany."""
    if look == Look():
        raise SearchEmpty
    volunteer_id = require_volunteer(by)
    hold_living(volunteer_id=volunteer_id)  # of two at once one counts after the other
    if searches_of(by.records).count() >= MOST:
        raise SearchesTooMany
    made = SavedSearch(
        city=by.city, volunteer_id=volunteer_id, name=_name(name), asked=look.kept(), watched=watched, created_at=at
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        if broken_constraint(fault) != "one_search_kept_once":
            raise
        raise SearchKept from fault
    write_line(by=by.actor, at=at, city=by.city, verb="keep_search", target=made, watched=watched)
    return made


@transaction.atomic
def change_search(
    *, by: Standing, key: UUID, name: str | None = None, watched: bool | None = None, at: datetime
) -> SavedSearch:
    """Another name, or watched or not; what is not given stays. Raises SearchUnknown, SearchNameWrong."""
    kept = _own(by, key)
    kept.name = kept.name if name is None else _name(name)
    kept.watched = kept.watched if watched is None else watched
    kept.save(update_fields=["name", "watched"])
    _drop_untold(kept)
    write_line(by=by.actor, at=at, city=by.city, verb="change_search", target=kept, watched=kept.watched)
    return kept


@transaction.atomic
def drop_search(*, by: Standing, key: UUID, at: datetime) -> None:
    """Let a search go, with what it found. Raises SearchUnknown."""
    kept = _own(by, key)
    write_line(by=by.actor, at=at, city=by.city, verb="drop_search", target=kept)
    kept.delete()


@transaction.atomic
def stop_watch(*, stop_key: UUID, at: datetime) -> SavedSearch:
    """End a watch by the key in its messages, without signing in; again changes nothing. Raises SearchUnknown."""
    kept = SavedSearch.objects.select_for_update().filter(stop_key=stop_key).first()
    if kept is None:
        raise SearchUnknown
    if kept.watched:
        kept.watched = False
        kept.save(update_fields=["watched"])
        _drop_untold(kept)
        write_line(by=GUEST, at=at, city=kept.city, verb="stop_watch", target=kept)
    return kept


def _own(by: Standing, key: UUID) -> SavedSearch:
    require_volunteer(by)
    kept = searches_of(by.records).select_for_update().filter(pk=key).first()
    if kept is None:
        raise SearchUnknown
    return kept


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise SearchNameWrong
    return name


def _drop_untold(kept: SavedSearch) -> None:
    """Who stops a watch does not hear of what it had found meanwhile."""
    if not kept.watched:
        WatchNotice.objects.filter(search=kept, told_at__isnull=True).delete()

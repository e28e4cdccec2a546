"""The one way a need moves from a state to the next: guarded, with its deadline, its line of the story and its audit line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from redvest.care.choices import ENDED_NEEDS, NeedState
from redvest.care.models import Need, NeedStep
from redvest.care.need_errors import NeedMoved
from redvest.care.rules.need_clock import KEYS, due_at
from redvest.core import clock
from redvest.core.audit import SYSTEM, write_line
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rules
from redvest.service.models import Activity


def move_need(
    *,
    by: Standing | None,
    need: Need,
    before: Collection[NeedState],
    after: NeedState,
    verb: str,
    at: datetime,
    words: str = "",
    **changed: Any,
) -> Need:
    """Bring a need from one of ``before`` to ``after``, in the caller's transaction. ``by`` is None where the clock acts.

    One guarded statement: of two at once the second finds it moved and raises NeedMoved. ``changed`` are further
    columns (``desk_path``, ``body``, ``reason`` …); ``words`` are kept in the story and name nobody.
    """
    found = rules(KEYS, need.region_path, clock.day_of(at))
    agreed = agreed_at(need=need, activity=changed.get("activity", need.activity))
    changed.setdefault("due_at", due_at(after, need.urgency, found, at, agreed))
    changed["closed_at"] = at if after in ENDED_NEEDS else None
    was = need.state
    moved = Need.objects.filter(pk=need.pk, state__in=set(before) & {NeedState(was)})
    if not moved.update(state=after, **changed):
        raise NeedMoved
    need.refresh_from_db()
    note_step(by=by, need=need, before=was, verb=verb, at=at, words=words)
    return need


def agreed_at(*, need: Need, activity: Activity | None) -> datetime | None:
    """When somebody is to have come: at the end of the activity that a need became, else when it was asked for.

    None while hands are missing: a need that nobody is going to is late as soon as it always was.
    """
    if activity is not None:
        return activity.ends_at
    return need.starts_at if need.taken >= need.hands else None


def note_step(
    *, by: Standing | None, need: Need, before: str, verb: str, at: datetime, words: str = ""
) -> None:
    """A line of the story, and one of the audit trail, for what was done to a need as it now is."""
    NeedStep.objects.create(
        need=need, at=at, verb=verb, by_id=by.account_id if by else None, before=before, after=need.state,
        desk_path=need.desk_path, due_at=need.due_at, words=words[:200],
    )  # fmt: skip
    write_line(
        by=by.actor if by else SYSTEM, at=at, city=need.city, verb=verb, target=need,
        before=before, after=str(need.state),
    )  # fmt: skip

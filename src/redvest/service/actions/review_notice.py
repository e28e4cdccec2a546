"""Telling those who lead an activity what an officer decided on it: one message each, also for a whole series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit, clock
from redvest.registry.actions.message import Notice
from redvest.registry.choices import MessageKind
from redvest.registry.models import Account
from redvest.service.actions.answer_notice import short, told
from redvest.service.actions.telling import tell_accounts
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Series
from redvest.service.queries.coleader import leaders_to_tell, who_handed_in

DECIDED = (ActivityState.PUBLISHED, ActivityState.REFUSED)
VERB = "told_reviewed"


@dataclass(frozen=True)
class Decision:
    """Of whom and when; ``whole``: on all that waited of a series."""

    by_id: UUID | None
    at: datetime
    whole: bool = False


@transaction.atomic
def tell_reviewed(*, activity_id: UUID, decision: Decision, at: datetime) -> None:
    """It was published or sent back. Silent when it was handed in anew or called off meanwhile.

    The same thing sent back twice is told twice, each decision once.
    """
    decided = Activity.objects.filter(decided_at=decision.at, state__in=DECIDED)
    found = decided.filter(pk=activity_id).select_related("body", "leader", "series")
    first = found.select_for_update(of=("self",), no_key=True).first()
    if first is None:
        return
    rows: list[Activity] = [first]
    about: Activity | Series = first
    what = f"“{first.title}”（{short(moment=first.starts_at)}）"
    if decision.whole and first.series is not None:
        others = decided.filter(series=first.series_id).select_related("body", "leader")
        rows, about = list(others.order_by("starts_at", "id")), first.series
        what = f"系列“{about.title}”（{len(rows)} 场）"
    moment = decision.at.isoformat()
    if told(row=about, verb=VERB, decided=moment):
        return
    people = _people(rows, decision.by_id, at)
    text = f"【{first.body.name}】{what}{_said(first)}"
    tell_accounts(accounts=people, text=text, at=at, notice=Notice(MessageKind.WORK, about=about))
    audit.write_line(
        by=audit.SYSTEM, at=at, city=first.city, verb=VERB, target=about, people=len(people), decided=moment
    )


def _said(activity: Activity) -> str:
    if activity.state == ActivityState.REFUSED:
        return f"退回来了，请改好再提交。审核意见：{activity.review_note}"
    return "审核通过，已经发布。"


def _people(rows: Sequence[Activity], by_id: UUID | None, at: datetime) -> list[Account]:
    """Who leads any of them, then whoever handed them in."""
    led = leaders_to_tell(rows, clock.day_of(at))
    found = {each.pk: each for row in rows for each in led[row.pk]}
    found |= {each.pk: each for each in who_handed_in(rows) if each.pk not in found}
    return [each for key, each in found.items() if key != by_id]

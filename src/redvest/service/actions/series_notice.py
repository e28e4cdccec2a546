"""Telling people of a series, or of a change: one message each, whatever the number of occurrences it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from redvest.core import audit, clock
from redvest.core.models import AuditLine
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.rules.delivery import about_to_leave
from redvest.service.actions.moving import CLASH
from redvest.service.actions.notice import already_told
from redvest.service.actions.roster_change_notice import tell_asked_changed
from redvest.service.choices import LIVE_SIGNUPS, SignUpState
from redvest.service.models import Activity, ActivityChange, SignUp
from redvest.service.rules.change import TOLD, told_words

NAMED = 3  # days that a message names; the others are counted


@transaction.atomic
def tell_occurrences_cancelled(*, series_id: UUID, cancelled_at: datetime, at: datetime) -> None:
    """Occurrences are off: everybody whose sign-ups ended with them hears so, once for all of theirs."""
    ended = SignUp.objects.filter(
        activity__series=series_id, activity__closed_at=cancelled_at, cancelled_at=cancelled_at
    )
    rows = list(_with_people(ended))
    told = already_told(rows=rows, verb="told_cancelled") if rows else set()
    for mine in _by_person([row for row in rows if str(row.pk) not in told]):
        activity = mine[0].activity
        reason = f"原因：{activity.review_note}。" if activity.review_note else ""
        text = f"【{activity.body.name}】“{activity.title}”{_days(mine)}取消了。{reason}给你添麻烦了。"
        _tell(mine, text, "told_cancelled", at, urgent=_soon(mine, None, at))


@transaction.atomic
def tell_changed(*, edit: UUID, at: datetime) -> None:
    """Time or place changed: who comes still or is asked to is told the new one, whose place ended with it why."""
    changes = {each.activity_id: each for each in ActivityChange.objects.filter(edit=edit)}
    here = SignUp.objects.filter(activity__in=changes)
    made_at = min((each.made_at for each in changes.values()), default=at)
    lines = AuditLine.objects.filter(verb="told_changed", details__edit=str(edit))
    told = set(lines.values_list("target_id", flat=True))
    for ended in (False, True):
        rows = here.filter(state__in=LIVE_SIGNUPS)
        if ended:
            rows = here.filter(state=SignUpState.CANCELLED, cancel_reason=CLASH, cancelled_at=made_at)
        for mine in _by_person([row for row in _with_people(rows) if str(row.pk) not in told]):
            change = changes[mine[0].activity_id]
            if set(change.after) & TOLD:
                text = _changed_text(mine, change, ended=ended)
                _tell(mine, text, "told_changed", at, urgent=_soon(mine, change, at), edit=str(edit))
    tell_asked_changed(changes=changes, told=told, edit=edit, at=at)


def _changed_text(mine: Sequence[SignUp], change: ActivityChange, *, ended: bool) -> str:
    activity = mine[0].activity
    said = told_words(change.after, activity.starts_at, activity.ends_at)
    more = f"；另外 {len(mine) - 1} 场也改了，请到“我的报名”看" if len(mine) > 1 else ""
    begins = f"【{activity.body.name}】“{activity.title}”有变动：{said}{more}。"
    if ended:
        return f"{begins}和你别的安排冲突，这份报名已经取消，对不起。"
    return f"{begins}去不了请尽早取消。"


def _with_people(rows: QuerySet[SignUp]) -> list[SignUp]:
    """Locked in the order of their keys, as whoever moves them does, then in the order of people."""
    found = rows.select_related("activity__body", "post", "volunteer__account").select_for_update(
        of=("self",), no_key=True
    )
    return sorted(
        found.order_by("pk"), key=lambda each: (each.volunteer_id, each.activity.starts_at, each.pk)
    )


def _by_person(rows: Sequence[SignUp]) -> list[list[SignUp]]:
    found: dict[UUID, list[SignUp]] = defaultdict(list)
    for row in rows:
        found[row.volunteer_id].append(row)
    return list(found.values())


def _soon(mine: Sequence[SignUp], change: ActivityChange | None, at: datetime) -> bool:
    """Whether a shift of theirs begins soon, or would have before the change."""
    begins = [row.post.starts_at or row.activity.starts_at for row in mine]
    was = change.before.get("starts_at") if change is not None else None
    if was is not None and mine[0].post.starts_at is None:
        begins.append(datetime.fromisoformat(was))
    return about_to_leave(min(begins), at)


def _tell(
    mine: Sequence[SignUp], text: str, verb: str, at: datetime, *, urgent: bool, **details: str
) -> None:
    notice = Notice(MessageKind.ACTIVITY, about=mine[0], urgent=urgent, many=True)
    tell_person(volunteer=mine[0].volunteer, text=text, at=at, notice=notice)
    for row in mine:
        audit.write_line(by=audit.SYSTEM, at=at, city=row.city, verb=verb, target=row, **details)


def _days(mine: Sequence[SignUp]) -> str:
    """`11月28日、12月5日`, and how many more."""
    days = [_day(row.activity) for row in mine]
    more = f"等 {len(days)} 场" if len(days) > NAMED else ""
    return "、".join(days[:NAMED]) + more


def _day(activity: Activity) -> str:
    begins = activity.starts_at.astimezone(clock.CHINA)
    return f"{begins.month}月{begins.day}日"

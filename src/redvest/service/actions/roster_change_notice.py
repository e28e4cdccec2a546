"""Telling who is asked on a roster and has not answered that the shift they are asked for has another time or place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from redvest.core import audit, clock
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.rules.delivery import about_to_leave
from redvest.service.choices import ProposalState
from redvest.service.models import ActivityChange, RosterProposal
from redvest.service.queries.roster_problem import begins_at
from redvest.service.rules.change import TOLD, told_words


def tell_asked_changed(
    *, changes: Mapping[UUID, ActivityChange], told: Collection[str], edit: UUID, at: datetime
) -> None:
    """One message each, in the caller's transaction. Who has not been told of the ask yet reads the new time in it."""
    rows = RosterProposal.objects.filter(
        post__activity__in=changes, state=ProposalState.ASKED, told_at__isnull=False, answer_by__gt=at
    ).select_related("roster__body", "post__activity", "volunteer__account")
    found: dict[UUID, list[RosterProposal]] = defaultdict(list)
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    for each in sorted(locked, key=lambda row: (begins_at(row.post), row.pk)):
        change = changes[each.post.activity_id]
        asked_before = each.told_at is not None and each.told_at <= change.made_at
        if set(change.after) & TOLD and asked_before and str(each.pk) not in told:
            found[each.volunteer_id].append(each)
    for mine in found.values():
        _tell(mine, changes[mine[0].post.activity_id], edit, at)


def _tell(mine: list[RosterProposal], change: ActivityChange, edit: UUID, at: datetime) -> None:
    first = mine[0]
    until = min(each.answer_by for each in mine if each.answer_by is not None)
    ends = until.astimezone(clock.CHINA)
    said = told_words(change.after, *first.post.times)
    more = f"；另外 {len(mine) - 1} 班也改了，请到“排班征求”看" if len(mine) > 1 else ""
    text = (
        f"【{first.roster.body.name}】请你来的“{first.post.activity.title}”有变动：{said}{more}。"
        f"来不来还是由你，请在 {ends.month}月{ends.day}日 {ends:%H:%M} 前答复。"
    )
    urgent = about_to_leave(begins_at(first.post), at)
    notice = Notice(MessageKind.SIGNUP, about=first, until=until, urgent=urgent)
    tell_person(volunteer=first.volunteer, text=text, at=at, notice=notice)
    for each in mine:
        audit.write_line(
            by=audit.SYSTEM, at=at, city=each.city, verb="told_changed", target=each, edit=str(edit)
        )

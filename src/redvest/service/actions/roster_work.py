"""What the worker does for rosters: solves those that wait, asks on where they go on by themselves, tells who is asked."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from redvest.core import audit, clock
from redvest.core.errors import DomainError
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.service.actions.roster_ask import ask_on
from redvest.service.actions.roster_solve import queue_solving, solve_for
from redvest.service.choices import ProposalState, RosterState
from redvest.service.models import Roster, RosterProposal
from redvest.service.queries.offer import terms_at
from redvest.service.queries.roster import BEGINS
from redvest.service.queries.roster_problem import begins_at
from redvest.service.roster_errors import RosterMoved
from redvest.service.rules.offer import rings_at_once

STALE = timedelta(minutes=10)  # a worker that was killed in the middle


def work_on(*, roster_id: UUID, at: datetime) -> None:
    """Solve one, then ask those newly drafted, if it goes on. What cannot be solved now waits for the next change."""
    try:
        solve_for(actor=audit.SYSTEM, roster_id=roster_id, at=at)
    except RosterMoved:
        Roster.objects.filter(pk=roster_id).update(waits_since=None)
        queue_again(roster_id=roster_id, at=at)
        return
    except DomainError:
        Roster.objects.filter(pk=roster_id).update(waits_since=None)
        return
    ask_on(roster_id=roster_id, at=at)


@transaction.atomic
def queue_again(*, roster_id: UUID, at: datetime) -> bool:
    """In a transaction of its own."""
    return queue_solving(roster_id=roster_id, at=at)


def take_up_stale(*, at: datetime) -> int:
    """Rosters whose worker never came back are queued anew; returns how many."""
    lost = Roster.objects.filter(waits_since__lt=at - STALE).exclude(state=RosterState.CLOSED)
    keys = list(lost.order_by("pk").values_list("pk", flat=True)[:50])
    Roster.objects.filter(pk__in=keys).update(waits_since=None)
    return sum(queue_again(roster_id=key, at=at) for key in keys)


def tell_people(*, roster_id: UUID, at: datetime) -> int:
    """Who is asked and who need not come any more, one text each; the receipts on the rows let a repeat tell nobody.

    Nobody reads a question whose deadline is past: it ends by itself. Returns how many texts.
    """
    return _tell(roster_id, ProposalState.ASKED, at) + _tell(roster_id, ProposalState.WITHDRAWN, at)


@transaction.atomic
def _tell(roster_id: UUID, state: ProposalState, at: datetime) -> int:
    roster = Roster.objects.select_for_update(of=("self",)).select_related("body").get(pk=roster_id)
    asked = state == ProposalState.ASKED
    receipt = "told_at" if asked else "told_off_at"
    rows = roster.proposals.filter(state=state, **{f"{receipt}__isnull": True}).annotate(begins=BEGINS)
    still = {"answer_by__gt": at} if asked else {"told_at__isnull": False, "begins__gt": at}
    rows = rows.filter(**still)
    still_on = set(roster.shifts.values_list("post_id", flat=True))
    mine: dict[tuple[UUID, bool], list[RosterProposal]] = defaultdict(list)
    for each in rows.select_related("volunteer__account", "post__activity").order_by("begins", "id"):
        mine[each.volunteer_id, each.post_id in still_on].append(each)
    for (_who, on_it), theirs in mine.items():
        first = theirs[0]
        until = _answer_by(theirs) if asked else begins_at(first.post)
        text = _asking(roster, theirs, until) if asked else _sparing(roster, theirs, on_it=on_it)
        urgent = asked and rings_at_once(at, begins_at(first.post), terms_at(first.post))
        notice = Notice(MessageKind.SIGNUP, about=first, until=until, urgent=urgent)
        tell_person(volunteer=first.volunteer, text=text, at=at, notice=notice)
    keys = [each.pk for theirs in mine.values() for each in theirs]
    RosterProposal.objects.filter(pk__in=keys).update(**{receipt: at})
    if keys:
        audit.write_line(
            by=audit.SYSTEM, at=at, city=roster.city, verb="told_roster", target=roster, people=len(mine)
        )
    return len(mine)


def _which(theirs: list[RosterProposal], between: str) -> str:
    """`3月8日 10:00 来“陪独居老人买菜”`: read aloud, a sentence goes through it."""
    post = theirs[0].post
    when = begins_at(post).astimezone(clock.CHINA)
    return f"{when.month}月{when.day}日 {when:%H:%M} {between}“{post.activity.title}”"


def _answer_by(theirs: list[RosterProposal]) -> datetime:
    return min(each.answer_by for each in theirs if each.answer_by is not None)


def _asking(roster: Roster, theirs: list[RosterProposal], until: datetime) -> str:
    ends = until.astimezone(clock.CHINA)
    where = f"{settings.REDVEST_BASE_URL}/me/roster/" if settings.REDVEST_BASE_URL else "“排班征求”"
    several = f"，另外还有 {len(theirs) - 1} 班" if len(theirs) > 1 else ""
    return (
        f"【{roster.body.name}】想请你 {_which(theirs, '来')}{several}。来不来由你，"
        f"请在 {ends.month}月{ends.day}日 {ends:%H:%M} 前到 {where} 答复。"
    )


def _sparing(roster: Roster, theirs: list[RosterProposal], *, on_it: bool) -> str:
    """``on_it``: whether the shift is still on the roster; one that was taken out is arranged with nobody."""
    several = f"和另外 {len(theirs) - 1} 班" if len(theirs) > 1 else ""
    what = f"{_which(theirs, '的')}{several}"
    if not on_it:
        return f"【{roster.body.name}】{what}先不排人了，之前问你来不来，现在不用答复了。谢谢你。"
    return f"【{roster.body.name}】{what}已经安排好了，这次不用来，也不用再答复。谢谢你。"

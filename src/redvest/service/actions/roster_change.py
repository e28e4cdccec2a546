"""What a changed activity means to the rosters that its shifts are on: they are held, and deadlines stay within it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import F

from redvest.service.choices import ProposalState
from redvest.service.models import Activity, Roster, RosterProposal
from redvest.service.queries.roster_problem import closes_at

A_MOMENT = timedelta(microseconds=1)  # an answer has time, if only this: the next look of the clock ends it


def hold_rosters_with(*, activities: Collection[Activity]) -> None:
    """Before any post of theirs is locked, as somebody who answers takes them; a solving from older facts is void then."""
    found = Roster.objects.filter(shifts__live=True, shifts__post__activity__in=activities).values("pk")
    keys = list(
        Roster.objects.filter(pk__in=found).select_for_update().order_by("pk").values_list("pk", flat=True)
    )
    Roster.objects.filter(pk__in=keys).update(version=F("version") + 1)


def keep_deadlines(*, activity: Activity) -> None:
    """Who is asked keeps the time they were given to answer, as far as a yes can still become a sign-up."""
    asks = RosterProposal.objects.filter(post__activity=activity, state=ProposalState.ASKED)
    late = []
    for each in asks.select_related("post__activity").order_by("pk"):
        ends = closes_at(each.post)
        if each.asked_at is not None and each.answer_by is not None and ends < each.answer_by:
            each.answer_by = max(ends, each.asked_at + A_MOMENT)
            late.append(each)
    RosterProposal.objects.bulk_update(late, ["answer_by"])

"""Who of those drafted can be asked now, and who waits until the sign-up of their shift opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from redvest.service.choices import ActivityState, ProposalState
from redvest.service.models import Roster, RosterProposal
from redvest.service.queries.roster_problem import closes_at


@dataclass(frozen=True, slots=True)
class Drafted:
    """``open``: their sign-up is open; ``later``: it opens in time to come, the first of it at ``opens_at``."""

    open: list[RosterProposal]
    later: int
    opens_at: datetime | None


def drafted_on(roster: Roster, at: datetime) -> Drafted:
    """The drafts of a roster, by whether a yes could be a sign-up yet. One query."""
    rows = roster.proposals.filter(state=ProposalState.DRAFT).select_related("post__activity")
    return drafted_among(rows, at)


def drafted_among(proposals: Iterable[RosterProposal], at: datetime) -> Drafted:
    """The same of proposals that were read with their posts."""
    to_come = [
        each
        for each in proposals
        if each.state == ProposalState.DRAFT
        and each.post.activity.state == ActivityState.PUBLISHED
        and at < closes_at(each.post)
    ]
    opens = [each.post.activity.signup_opens_at for each in to_come]
    later = [when for when in opens if when > at]
    return Drafted(
        open=[each for each, when in zip(to_come, opens, strict=True) if when <= at],
        later=len(later),
        opens_at=min(later, default=None),
    )

"""What rosters hold about one person, as plain values for the copy they take along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from redvest.registry.queries.merge import records_of
from redvest.service.choices import ProposalState
from redvest.service.models import RosterProposal, RosterWish
from redvest.service.queries.roster_words import words_for

Row = dict[str, Any]


def asks_part(volunteer_id: UUID) -> list[Row]:
    """What they were asked and what became of it; a draft was never told to anybody and is no fact about them yet."""
    rows = RosterProposal.objects.filter(volunteer_id__in=records_of(volunteer_id)).exclude(
        state=ProposalState.DRAFT
    )
    return [
        {
            "activity": each.post.activity.title, "post": each.post.label, "state": each.state, "why": words_for(each.why),
            "asked_at": each.asked_at, "answered_at": each.answered_at,
        }
        for each in rows.select_related("post__activity").order_by("made_at", "id")
    ]  # fmt: skip


def wishes_part(volunteer_id: UUID) -> list[Row]:
    """What they said about shifts beforehand."""
    rows = RosterWish.objects.filter(volunteer_id__in=records_of(volunteer_id)).select_related(
        "post__activity"
    )
    return [
        {
            "activity": each.post.activity.title,
            "post": each.post.label,
            "kind": each.kind,
            "said_at": each.said_at,
        }
        for each in rows.order_by("said_at", "id")
    ]

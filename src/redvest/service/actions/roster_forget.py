"""What is left of a person on rosters when they are forgotten: that they came, by the sign-up alone."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q

from redvest.registry.events import PersonErased
from redvest.service.actions.roster_solve import queue_solving
from redvest.service.choices import ProposalState, RosterState
from redvest.service.models import Roster, RosterPair, RosterProposal, RosterWish


def forget_on_rosters(event: PersonErased) -> None:
    """Wishes, pairs and what they were asked and did not agree to go; a yes keeps no reasons.

    Every live roster of the city moves its version: a solving that has read the person would write them down again.
    """
    who = event.volunteer_id
    live = Roster.objects.filter(city=event.city).exclude(state=RosterState.CLOSED)
    keys = list(live.select_for_update().order_by("pk").values_list("pk", flat=True))
    Roster.objects.filter(pk__in=keys).update(version=F("version") + 1)
    RosterWish.objects.filter(volunteer_id=who).delete()
    RosterPair.objects.filter(Q(one_id=who) | Q(other_id=who)).delete()
    theirs = RosterProposal.objects.filter(volunteer_id=who)
    asked = list(theirs.filter(state=ProposalState.ASKED).values_list("roster_id", flat=True))
    theirs.exclude(state=ProposalState.YES).delete()
    theirs.update(why=[])
    _look_on(event, asked)


def _look_on(event: PersonErased, rosters: list[UUID]) -> None:
    """For somebody else, as after a no."""
    going_on = Roster.objects.filter(pk__in=rosters, state=RosterState.ASKING, goes_on=True).order_by("pk")
    for key in going_on.values_list("pk", flat=True):
        queue_solving(roster_id=key, at=event.at)

"""What is left of a person on rosters when they are forgotten: that they came, by the sign-up alone."""

from __future__ import annotations

from django.db.models import Q

from redvest.registry.events import PersonErased
from redvest.service.choices import ProposalState
from redvest.service.models import RosterPair, RosterProposal, RosterWish


def forget_on_rosters(event: PersonErased) -> None:
    """Wishes, pairs and what they were asked and did not agree to go; a yes keeps no reasons."""
    who = event.volunteer_id
    RosterWish.objects.filter(volunteer_id=who).delete()
    RosterPair.objects.filter(Q(one_id=who) | Q(other_id=who)).delete()
    RosterProposal.objects.filter(volunteer_id=who).exclude(state=ProposalState.YES).delete()
    RosterProposal.objects.filter(volunteer_id=who).update(why=[])

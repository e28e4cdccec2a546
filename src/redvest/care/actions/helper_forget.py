"""Lets go of what somebody who is erased said as a helper: why they could not come, what they did, who they were in a crisis.

That they were asked and that they served stays, under a record that has no name any more: the hours and the story of a
need rest on it.
"""

from __future__ import annotations

from redvest.care.models import CrisisVolunteer, NeedAsk, NeedServing, Visit
from redvest.registry.events import PersonErased
from redvest.registry.queries.merge import records_of


def forget_helper(event: PersonErased) -> None:
    """In the transaction of the erasure; of all records that are one person's."""
    mine = {"volunteer_id__in": records_of(event.volunteer_id)}
    NeedAsk.objects.filter(**mine).exclude(words="").update(words="")
    NeedServing.objects.filter(**mine).update(words="", cancel_words="")
    Visit.objects.filter(**mine).update(
        words_sealed=b""
    )  # a need they noticed is the household's, and goes with it
    CrisisVolunteer.objects.filter(**mine, forgotten_at__isnull=True).update(
        name="", phone_sealed=None, phone_hash=None, phone_tail="", equipment="", forgotten_at=event.at
    )

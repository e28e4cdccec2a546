"""Holding somebody's plans still while something is added to them that is no sign-up: duty at a station, a need."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from redvest.service.actions.offer import lock_post_shared
from redvest.service.actions.person_lock import lock_lots, lock_people
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import SignUp


def hold_plans(*, person: UUID, records: Collection[UUID]) -> QuerySet[SignUp]:
    """The person's live sign-ups, which nobody changes until this transaction ends: people, posts, lots, in that order."""
    lock_people(people=(person,))
    mine = SignUp.objects.filter(volunteer_id__in=records, state__in=LIVE_SIGNUPS)
    for post_id in sorted(set(mine.values_list("post_id", flat=True))):
        lock_post_shared(post_id=post_id)
    lock_lots(people=records)
    return mine

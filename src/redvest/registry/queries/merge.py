"""One person's records: the one that lives on and those merged into it. The only place that expands one to the others."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from redvest.registry.models import Merge, Volunteer
from redvest.registry.rules.standing import Standing


def records_of(volunteer_id: UUID) -> QuerySet[Volunteer, UUID]:
    """The ids of a record and of all that are merged into it, as a subquery for ``volunteer_id__in``.

    A union and not an OR, so that the ledger is read by its index.
    """
    own = Volunteer.objects.filter(pk=volunteer_id).order_by().values_list("pk", flat=True)
    merged = Merge.objects.filter(
        survivor_id=volunteer_id, confirmed_at__isnull=False, undone_at__isnull=True
    )
    return own.union(merged.values_list("merged_id", flat=True), all=True)


def waiting_merges(by: Standing) -> QuerySet[Merge]:
    """Merges that still need a second person, for the person themselves and for officers of both places."""
    found = Merge.objects.filter(city=by.city, confirmed_at__isnull=True, undone_at__isnull=True)
    found = found.select_related("merged", "survivor").order_by("asked_at", "id")
    if not by.regions():
        return found.filter(survivor_id=by.volunteer_id)
    return found

"""What a person keeps looking for, as plain values for the copy that they take along."""

from __future__ import annotations

from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import records_of
from redvest.service.models import SavedSearch
from redvest.service.queries.portability_person import Row


def saved_searches(volunteer: Volunteer) -> list[Row]:
    """Each kept search, and when its watch had news for them."""
    kept = SavedSearch.objects.filter(volunteer_id__in=records_of(volunteer.pk)).order_by("created_at", "id")
    return [
        {
            "name": each.name,
            "asked": each.asked,
            "watched": each.watched,
            "created_at": each.created_at,
            "told_at": sorted({notice.told_at for notice in each.notices.all() if notice.told_at}),
        }
        for each in kept.prefetch_related("notices")
    ]

"""What lies at or below the places that somebody governs, as a condition on the column that keeps a row's path."""

from __future__ import annotations

from django.db.models import Q

from redvest.registry.rules.standing import Standing


def within(by: Standing, column: str = "region_path") -> Q:
    """Nothing at all for somebody who governs no place."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(**{f"{column}__startswith": path})
    return where

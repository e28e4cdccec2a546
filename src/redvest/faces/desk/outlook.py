"""How many each post of an activity may expect, as a sum: of nobody is it said how likely they come."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.service import policy
from redvest.service.queries.outlook import forecast_of


@never_cache
@require_safe
@staff
def outlook(request: HouseRequest, key: UUID) -> HttpResponse:
    """For who sees the roster."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_see_roster(by, found)
    rows = list(forecast_of(found, list(found.posts.all()), at).values())
    context = {
        **activity_head(by, found, at, tab="coming"),
        "rows": rows,
        "percent": rows[0].percent if rows else 0,
    }
    return show(request, "desk/outlook.html", context, on="activities")

"""Spotted problems (随手拍) at the desk: the list on a map, and one with what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.choices import SpottedKind
from redvest.care.models import Need
from redvest.care.queries.spotted import (
    SpottedFilters,
    listed,
    narrowed,
    outcomes,
    picture_of,
    spotted_for,
    spotted_of,
    what_was_seen,
)
from redvest.connectors.storage import storage
from redvest.core import clock
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.outlines import centre, outlines
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.spotted_outcome import outcome_sent
from redvest.faces.shared.spotted_page import may_be_joined, state_kind, state_words, told_of
from redvest.registry.models import Region

LOOKED_BACK = timedelta(days=90)


@never_cache
@require_safe
@staff
def spotted(request: HouseRequest) -> HttpResponse:
    """Those of the places in charge, what is due first; who keeps a grid sees those of the grid."""
    by, at = request.standing, clock.now()
    state = request.GET.get("state", "open")
    code = asked_text(request, "region", 12)
    region = Region.objects.filter(pk=code, city=by.city).first() if code else None
    filters = SpottedFilters(
        kind=request.GET.get("kind", ""),
        state=state if state in ("open", "passed", "solved", "all") else "open",
        region=region.path if region else "",
        q=asked_text(request),
    )
    rows = listed(narrowed(spotted_of(by, clock.day_of(at)), filters))
    found, pager = paged(request, rows, keys=("created_at", "id"))
    context: dict[str, Any] = {
        "rows": [_row(each, at) for each in found],
        "pager": pager,
        "asked": filters,
        "region": region,
        "kinds": SpottedKind.choices,
        "outcomes": outcomes(by.city, at - LOOKED_BACK, by.regions()) if by.regions() else [],
        "map_data": _map(by.city, found) if found else None,
    }
    return show(request, "desk/spotted.html", context, on="spotted")


def _row(need: Need, at: datetime) -> dict[str, Any]:
    return {
        "need": need,
        "words": state_words(need.state),
        "kind": state_kind(need.state),
        "late": need.due_at is not None and need.due_at < at,
    }


def _map(city: str, found: Iterable[Need]) -> dict[str, Any]:
    markers = []
    for each in found:
        seen = what_was_seen(each)
        if seen.lon is not None:
            markers.append({
                "lon": seen.lon, "lat": seen.lat, "title": each.title, "text": each.region.name,
                "url": reverse("desk:spotted-one", args=[each.pk]),
            })  # fmt: skip
    return {
        "center": list(centre(city)), "zoom": 11, "markers": markers, "outlines": outlines(city),
        "tiles": settings.REDVEST_TILES, "tiles_note": "",
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def one(request: HouseRequest, key: UUID) -> HttpResponse:
    """Whoever sees it here may also say what became of it."""
    found = spotted_for(request.standing, key, clock.day_of(clock.now()))
    form, done = outcome_sent(request, found)
    if done:
        return redirect("desk:spotted-one", key=key)
    alike = may_be_joined(request.standing, found, clock.day_of(clock.now()))
    pictures = f"{reverse('desk:spotted-one', args=[key])}pictures/"
    context = {"form": form, "pictures": pictures, **told_of(found, alike, handles=True)}
    return show(request, "desk/spotted_one.html", context, on="spotted", status=422 if form.errors else 200)


@never_cache
@require_safe
@staff
def picture(request: HouseRequest, key: UUID, picture: UUID) -> HttpResponse:
    """One picture of it."""
    found = picture_of(spotted_for(request.standing, key, clock.day_of(clock.now())), picture)
    return paper_answer(storage().read(found.key), found.media_type)

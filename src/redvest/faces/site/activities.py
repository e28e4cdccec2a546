"""The list of activities and the same list on a map. Everything asked stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.paging import Page
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.outlines import centre as centre_of
from redvest.faces.shared.outlines import outlines
from redvest.faces.site.cards import Card, activity_cards
from redvest.faces.site.filters import Filters, read_filters
from redvest.faces.site.options import District, options
from redvest.registry.models import Region
from redvest.service.queries.activity_cards import ActivityCard, Asked, activity_page, nearest_activities

PAGE = 20
ON_MAP = 30


@require_safe
@public
def activities(request: HouseRequest) -> HttpResponse:
    """Activities that can still be joined or seen, the nearest in time or in place first."""
    filters, faults = read_filters(request.GET)
    city, at = settings.REDVEST_CITY, clock.now()
    offered = options(city, at)
    found = _find(filters, offered.districts, at)
    cards = activity_cards(found.items, volunteer_id=request.standing.volunteer_id, at=at)
    context: dict[str, Any] = {
        "tab": "find",
        "filters": filters,
        "faults": faults,
        "domains": offered.kinds,
        "regions": offered.districts,
        "cards": cards,
        "pager": _pager(filters, found.next),
        "picks": _picks(filters),
        "views": {"list": filters.query(view="list"), "map": filters.query(view="map")},
        # Filled in by the browser once its person has said yes; without an answer nothing is sent.
        "near_url": reverse("site:activities") + filters.query(near=None),
        "anywhere_url": filters.query(near=None),
    }
    if filters.view == "map":
        context["map_data"] = map_data(city, found.items, cards, filters.near)
    return render(request, "site/activities.html", context)


def _find(filters: Filters, districts: Sequence[District], at: datetime) -> Page[ActivityCard]:
    asked: Asked = {
        "q": filters.q,
        "domain": filters.domain,
        "region_path": _path(filters.region, districts),
        "near": filters.near,
        "from_": filters.from_,
        "to": filters.to,
        "open_only": filters.open_only,
    }
    city, size = settings.REDVEST_CITY, ON_MAP if filters.view == "map" else PAGE
    if filters.near:
        start = int(filters.after) if filters.after.isdecimal() and len(filters.after) < 6 else 0
        return nearest_activities(city=city, at=at, start=start, size=size, **asked)
    return activity_page(city=city, at=at, after=filters.after or None, size=size, **asked)


def _path(code: str, districts: Sequence[District]) -> str:
    """The path of a place by its code; a place below a district is asked for by itself."""
    if not code:
        return ""
    known = next((district for district in districts if district.code == code), None)
    region = known or Region.objects.filter(code=code, city=settings.REDVEST_CITY).first()
    return region.path if region else f"{settings.REDVEST_CITY}/{code}/"


def _pager(filters: Filters, following: str | None) -> dict[str, str]:
    return {
        "prev_url": filters.query() if filters.after else "",
        "next_url": filters.query(after=following) if following else "",
        "text": "",
    }


def _picks(filters: Filters) -> list[dict[str, Any]]:
    """The filters that one tap switches."""
    return [
        {
            "text": _("还能报的"),
            "url": filters.query(open_only=not filters.open_only),
            "on": filters.open_only,
        },
    ]


def map_data(
    city: str, rows: Sequence[ActivityCard], cards: list[Card], centre: tuple[float, float] | None
) -> dict[str, Any]:
    """What the map script draws: a marker for every activity of the list that has a point."""
    markers = [
        {
            "lon": row.lon,
            "lat": row.lat,
            "title": card["title"],
            "url": card["url"],
            "text": card["when"],
            "kind": "",
        }
        for row, card in zip(rows, cards, strict=True)
        if row.lon is not None and row.lat is not None
    ]
    return {
        "center": list(centre or centre_of(city)),
        "zoom": 13 if centre else 10,
        "markers": markers,
        "outlines": outlines(city),
        "tiles": settings.REDVEST_TILES,
        "tiles_note": "",
    }


def point_map(city: str, lon: float, lat: float, title: str, key: UUID) -> dict[str, Any]:
    """The map of one place."""
    marker = {
        "lon": lon,
        "lat": lat,
        "title": title,
        "url": reverse("site:activity", args=[key]),
        "text": "",
        "kind": "",
    }
    return {
        "center": [lon, lat],
        "zoom": 14,
        "markers": [marker],
        "outlines": outlines(city),
        "tiles": settings.REDVEST_TILES,
        "tiles_note": "",
    }

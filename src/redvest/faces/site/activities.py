"""The list of activities and the same list on a map. Everything asked stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.paging import page_of
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site.cards import Card, CardRow, activity_cards, card_rows
from redvest.faces.site.filters import Filters, read_filters
from redvest.faces.site.places import centre as centre_of
from redvest.faces.site.places import outlines
from redvest.registry.models import Region
from redvest.registry.queries.domain import domains
from redvest.registry.queries.region import districts
from redvest.service.models import Activity
from redvest.service.queries.activity import search_activities

PAGE = 20
ON_MAP = 30


@dataclass(frozen=True)
class Found:
    """One page of a list and where the next one begins."""

    rows: list[CardRow]
    next: str | None


@require_safe
@public
def activities(request: HouseRequest) -> HttpResponse:
    """Activities that can still be joined or seen, the nearest in time or in place first."""
    filters, faults = read_filters(request.GET)
    city, at = settings.REDVEST_CITY, clock.now()
    regions, kinds = list(districts(city)), list(domains(city))
    found = _find(filters, regions, at)
    cards = activity_cards(found.rows, volunteer_id=request.standing.volunteer_id, at=at)
    context: dict[str, Any] = {
        "tab": "find",
        "filters": filters,
        "faults": faults,
        "domains": kinds,
        "regions": regions,
        "cards": cards,
        "pager": _pager(filters, found.next),
        "picks": _picks(filters),
        "views": {"list": filters.query(view="list"), "map": filters.query(view="map")},
        # Filled in by the browser once its person has said yes; without an answer nothing is sent.
        "near_url": reverse("site:activities") + filters.query(near=None),
        "anywhere_url": filters.query(near=None),
    }
    if filters.view == "map":
        context["map_data"] = map_data(city, found.rows, cards, filters.near)
    return render(request, "site/activities.html", context)


def _find(filters: Filters, regions: list[Region], at: datetime) -> Found:
    rows = search_activities(
        city=settings.REDVEST_CITY,
        at=at,
        q=filters.q,
        domain=filters.domain,
        region_path=_path(filters.region, regions),
        near=filters.near,
        from_=filters.from_,
        to=filters.to,
        open_only=filters.open_only,
    )
    size = ON_MAP if filters.view == "map" else PAGE
    if filters.near:
        return _nearest(rows, filters.after, size)
    page = page_of(card_rows(rows), keys=("starts_at", "id"), after=filters.after or None, size=size)
    return Found(list(page.items), page.next)


def _nearest(rows: QuerySet[Activity], after: str, size: int) -> Found:
    """The nearest first. Twenty kilometres hold few activities, so counting from the start is cheap here."""
    start = int(after) if after.isdecimal() and len(after) < 6 else 0
    nearest = card_rows(rows).order_by("distance_m", "starts_at", "id")  # type: ignore[misc]  # an annotation
    found = list(nearest[start : start + size + 1])
    return Found(found[:size], str(start + size) if len(found) > size else None)


def _path(code: str, regions: list[Region]) -> str:
    """The path of a place by its code; a place below a district is asked for by itself."""
    if not code:
        return ""
    known = next((region for region in regions if region.code == code), None)
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
    city: str, rows: list[CardRow], cards: list[Card], centre: tuple[float, float] | None
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

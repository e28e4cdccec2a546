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
from redvest.faces.site.calendar import calendar_context
from redvest.faces.site.cards import Card, activity_cards
from redvest.faces.site.filters import WEEKEND, Filters, choices, read_filters
from redvest.faces.site.options import District, options
from redvest.faces.site.search_words import search_words
from redvest.registry.models import Region
from redvest.service.queries.activity_cards import ActivityCard, Asked, activity_page, nearest_activities

PAGE = 20
ON_MAP = 30


@require_safe
@public
def activities(request: HouseRequest) -> HttpResponse:
    """Activities that can still be joined or seen, the nearest in time or in place first; or as a calendar, or a map."""
    filters, faults = read_filters(request.GET)
    city, at = settings.REDVEST_CITY, clock.now()
    offered = options(city, at)
    asked = asked_of(filters, offered.districts)
    context: dict[str, Any] = {
        "tab": "find",
        "filters": filters,
        "faults": faults,
        "choices": choices(),
        "domains": offered.kinds,
        "regions": offered.districts,
        "picks": _picks(filters),
        "views": _views(filters),
        "search_name": search_words(filters.look, offered, clock.day_of(at))[:40],
        "may_keep": request.standing.volunteer_id is not None,
        # Filled in by the browser once its person has said yes; without an answer nothing is sent.
        "near_url": reverse("site:activities") + filters.query(near=None),
        "anywhere_url": filters.query(near=None),
    }
    if filters.view in ("week", "month"):
        context["calendar"] = calendar_context(filters, asked, at)
        return render(request, "site/activities.html", context)
    found = _find(filters, asked, at)
    cards = activity_cards(found.items, volunteer_id=request.standing.volunteer_id, at=at)
    context |= {"cards": cards, "pager": _pager(filters, found.next)}
    if filters.view == "map":
        context["map_data"] = map_data(city, found.items, cards, filters.near)
    return render(request, "site/activities.html", context)


def asked_of(filters: Filters, districts: Sequence[District]) -> Asked:
    """What the address asks, as the search takes it."""
    return {
        "q": filters.q,
        "domain": filters.domain,
        "region_path": _path(filters.region, districts),
        "near": filters.near,
        "within_m": filters.within * 1_000,
        "from_": filters.from_,
        "to": filters.to,
        "open_only": filters.open_only,
        "weekdays": filters.weekdays,
        "part": filters.part,
        "age": filters.age,
        "easy": filters.easy,
    }


def _find(filters: Filters, asked: Asked, at: datetime) -> Page[ActivityCard]:
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
    weekend = filters.days == WEEKEND
    return [
        {
            "text": _("还能报的"),
            "url": filters.query(open_only=not filters.open_only),
            "on": filters.open_only,
        },
        {"text": _("周末的"), "url": filters.query(days="" if weekend else WEEKEND), "on": weekend},
        {"text": _("不用先培训的"), "url": filters.query(easy=not filters.easy), "on": filters.easy},
    ]


def _views(filters: Filters) -> list[dict[str, Any]]:
    """The ways to look at the same activities."""
    ways = (
        ("list", "list", _("列表")),
        ("week", "calendar", _("这一周")),
        ("month", "calendar", _("月历")),
        ("map", "map", _("地图")),
    )
    return [
        {"text": text, "icon": icon, "url": filters.query(view=view), "on": filters.view == view}
        for view, icon, text in ways
    ]  # fmt: skip


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

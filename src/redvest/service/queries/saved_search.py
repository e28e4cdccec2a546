"""Reads about kept searches: whose they are, what they find, what they found that nobody was told of yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from redvest.registry.models import Region
from redvest.service.models import Activity, SavedSearch, WatchNotice
from redvest.service.queries.activity import search_activities
from redvest.service.queries.activity_cards import Asked
from redvest.service.rules.look import Look

MOST_NEWS = 50  # of one search at one look; after a long standstill nobody is told of hundreds


def searches_of(records: Collection[UUID]) -> QuerySet[SavedSearch]:
    """Everything that a person keeps, the latest first."""
    return SavedSearch.objects.filter(volunteer_id__in=records).order_by("-created_at", "-id")


def asked_of(look: Look, city: str) -> Asked:
    """The filters of the list for a kept search, with room only. A place that is gone finds nothing rather than everything."""
    path = ""
    if look.region:
        region = Region.objects.filter(code=look.region, city=city).first()
        path = region.path if region else f"{city}/{look.region}/"
    return {
        "q": look.q, "domain": look.domain, "region_path": path, "from_": look.from_, "to": look.to,
        "weekdays": look.weekdays, "part": look.part, "age": look.age, "easy": look.easy,
        "open_only": True,
    }  # fmt: skip


def found_among(look: Look, *, city: str, among: Collection[UUID], at: datetime) -> list[UUID]:
    """Which of these activities a search finds now, with room in a post that fits: the soonest few of very many.

    One query, two with a place.
    """
    rows = search_activities(city=city, at=at, **asked_of(look, city))
    soonest = rows.filter(pk__in=list(among)).order_by("starts_at", "id")
    return list(soonest.values_list("pk", flat=True)[:MOST_NEWS])


def joinable(among: Collection[UUID], city: str, at: datetime) -> list[Activity]:
    """Those of some activities that still take people, the soonest first."""
    rows = search_activities(city=city, at=at, open_only=True).filter(pk__in=list(among))
    return list(rows.prefetch_related(None).order_by("starts_at", "id"))


def untold(city: str) -> QuerySet[WatchNotice]:
    """What watches found and their people have not heard of, the oldest first; of watches that go on."""
    rows = WatchNotice.objects.filter(city=city, told_at__isnull=True, search__watched=True)
    return rows.select_related("search", "volunteer__account").order_by("found_at", "id")

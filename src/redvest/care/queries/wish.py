"""Reads small wishes (微心愿): those on the wall, and those that came true. Whose they are is never read here."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from redvest.care.choices import DispatchState, DispatchWay, NeedKind, NeedState, ServingState
from redvest.care.models import Dispatch, Need

ON_THE_WALL = (NeedState.QUEUED, NeedState.OFFERED)
_DONE = (ServingState.SERVED, ServingState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class WishFilters:
    """Empty values ask for nothing. ``region`` is the path of a place."""

    domain: str = ""
    region: str = ""
    claimable: bool = False


def wishes_waiting(city: str, filters: WishFilters) -> QuerySet[Need]:
    """Published ones that nobody has taken on; ``open`` where a volunteer can say yes at once. One query."""
    grabbing = Dispatch.objects.filter(need=OuterRef("pk"), state=DispatchState.OPEN, way=DispatchWay.GRAB)
    rows = _wishes(city).filter(state__in=ON_THE_WALL).annotate(open=Exists(grabbing))
    if filters.domain:
        rows = rows.filter(domain=filters.domain)
    if filters.region:
        rows = rows.filter(region_path__startswith=filters.region)
    return rows.filter(open=True) if filters.claimable else rows


def wishes_granted(city: str) -> QuerySet[Need]:
    """Those that came true, the latest first, with ``thanks``: the organisations, and ``hands``: how many helped."""
    done = Q(servings__state__in=_DONE)
    rows = _wishes(city).filter(state=NeedState.CLOSED, served_at__isnull=False)
    rows = rows.annotate(
        helpers=Count("servings", filter=done),
        thanks=StringAgg(
            "servings__body__name", delimiter="、", distinct=True, filter=done, default=Value("")
        ),
    )
    return rows.order_by("-served_at", "-id")


def wish_figures(city: str) -> dict[str, int]:
    """How many wait, are being met, and came true. One query."""
    taken = [NeedState.ACCEPTED, NeedState.SERVING, NeedState.SERVED]
    return Need.objects.filter(city=city, kind=NeedKind.WISH).aggregate(
        waiting=Count("pk", filter=Q(state__in=ON_THE_WALL)),
        taken=Count("pk", filter=Q(state__in=taken)),
        granted=Count("pk", filter=Q(state=NeedState.CLOSED, served_at__isnull=False)),
    )


def _wishes(city: str) -> QuerySet[Need]:
    """Without what is sealed: the wall has no use for it."""
    rows = Need.objects.filter(city=city, kind=NeedKind.WISH)
    return rows.defer("private_sealed", "phone_hash", "search").select_related(
        "region__parent", "domain", "body"
    )

"""Reads spotted problems (随手拍): those that somebody looks after, those that may be one, and what came of all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import h3
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from redvest.care.choices import OPEN_NEEDS, NeedKind, NeedState, SpottedKind
from redvest.care.models import Need, NeedPicture
from redvest.care.rules.need_private import Private, read_text
from redvest.care.rules.spotted import DAYS, NEARBY, GridShape, Spot, may_be_one
from redvest.care.spotted_errors import SpottedNotFound
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Grid, Region
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.queries.grid import keepings_on
from redvest.registry.queries.within import within
from redvest.registry.rules.standing import KEEPING

CELL = 8  # the resolution of ``Need.cell``


@dataclass(frozen=True, slots=True)
class SpottedFilters:
    """One list; empty values ask for nothing. ``state``: "open", "passed", "solved" or "all"."""

    kind: str = ""
    state: str = "open"
    region: str = ""
    q: str = ""


_STATES: dict[str, Q] = {
    "open": Q(state__in=OPEN_NEEDS),
    "passed": Q(state=NeedState.PASSED_ON),
    "solved": Q(state=NeedState.CLOSED),
    "all": Q(),
}


def spotted_of(by: Standing, day: date) -> QuerySet[Need]:
    """What lies in the grids that somebody keeps, at the stations that they keep, or in the places they govern."""
    where = within(by)
    for grant in by.grants:
        if grant.role in KEEPING and grant.station_path:
            where |= Q(region_path=grant.station_path)
    if by.records:
        where |= Q(grid__in=kept_grids(by, day))
    return Need.objects.filter(where, city=by.city, kind=NeedKind.SPOTTED)


def kept_grids(by: Standing, day: date) -> QuerySet[Any, Any]:
    """The ids of the grids that somebody keeps on a day."""
    return keepings_on(day).filter(volunteer__in=by.records, grid__isnull=False).values("grid")


def keeps_grid_of(by: Standing, need: Need, day: date) -> bool:
    return bool(by.records) and kept_grids(by, day).filter(grid=need.grid_id).exists()


def reported_by(account_id: UUID) -> QuerySet[Need]:
    """One's own reports, for one's own page."""
    return Need.objects.filter(requester=account_id, kind=NeedKind.SPOTTED).select_related("region")


def narrowed(rows: QuerySet[Need], filters: SpottedFilters) -> QuerySet[Need]:
    rows = rows.filter(_STATES.get(filters.state, _STATES["open"]))
    if filters.kind in SpottedKind.values:
        rows = rows.filter(spotted_kind=filters.kind)
    if filters.region:
        rows = rows.filter(region_path__startswith=filters.region)
    if filters.q:
        rows = rows.filter(Q(title__contains=filters.q) | Q(number=filters.q))
    return rows


def listed(rows: QuerySet[Need]) -> QuerySet[Need]:
    """For a list: its place, and whether there is a picture. In one query."""
    pictures = NeedPicture.objects.filter(need=OuterRef("pk"))
    return rows.select_related("region", "grid").annotate(pictured=Exists(pictures))


def spotted_for(by: Standing, key: UUID, day: date) -> Need:
    """One that somebody at the desk looks after. Raises SpottedNotFound."""
    return _one(spotted_of(by, day), key)


def own_spotted(by: Standing, key: UUID, day: date) -> Need:
    """One that lies in a grid one keeps, or that one reported. Raises SpottedNotFound."""
    return _one(_own(by, day), key)


def in_my_grids(by: Standing, day: date) -> QuerySet[Need]:
    """What lies open in the grids that somebody keeps, for the keeper's own page."""
    rows = Need.objects.filter(grid__in=kept_grids(by, day), kind=NeedKind.SPOTTED, state__in=OPEN_NEEDS)
    return rows.select_related("region", "grid").order_by("created_at", "id")


def _own(by: Standing, day: date) -> QuerySet[Need]:
    mine = Q(pk__in=[])
    if by.account_id is not None:
        mine |= Q(requester=by.account_id)
    if by.records:
        mine |= Q(grid__in=kept_grids(by, day))
    return Need.objects.filter(mine, city=by.city, kind=NeedKind.SPOTTED)


def _one(rows: QuerySet[Need], key: UUID) -> Need:
    related = rows.select_related("region", "grid", "domain", "merged_into", "requester")
    found = related.filter(pk=key).first()
    if found is None:
        raise SpottedNotFound
    return found


def picture_of(need: Need, key: UUID) -> NeedPicture:
    """One of its pictures. Raises SpottedNotFound."""
    found = need.pictures.filter(pk=key).first()
    if found is None:
        raise SpottedNotFound
    return found


def what_was_seen(need: Need) -> Private:
    """The spot and the words of a spotted problem. It is about a place: whoever reported it is not in there."""
    if need.kind != NeedKind.SPOTTED:
        raise SpottedNotFound
    return read_text(secret.open_sealed(need.private_sealed, context=secret.NEED_PRIVATE))


def spots_of(needs: Iterable[Need]) -> list[Spot]:
    """Those that have a point."""
    found = []
    for need in needs:
        seen = what_was_seen(need)
        if seen.lon is not None and seen.lat is not None:
            found.append(Spot(need.pk, need.spotted_kind, seen.lon, seen.lat, need.created_at))
    return found


def may_be_one_with(need: Need) -> list[Need]:
    """Open reports of the same thing, the earliest first: a proposal for people to decide on. One query."""
    own = spots_of([need])
    if not own or not need.cell:
        return []
    around = Need.objects.filter(
        city=need.city, kind=NeedKind.SPOTTED, spotted_kind=need.spotted_kind, state__in=OPEN_NEEDS,
        cell__in=h3.grid_disk(need.cell, 1), created_at__range=(need.created_at - DAYS, need.created_at + DAYS),
    ).exclude(pk=need.pk)  # fmt: skip
    found = {each.pk: each for each in around.select_related("region").order_by("created_at", "pk")[:100]}
    return [found[each.key] for each in spots_of(found.values()) if may_be_one(own[0], each)]


def all_reports_of(need: Need) -> list[Need]:
    """A report and every one that was put together with it, also in several steps; their reporters at hand."""
    found, level = [need], [need.pk]
    while level:
        rows = list(
            Need.objects.filter(merged_into__in=level)
            .select_related("requester")
            .order_by("created_at", "pk")
        )
        found += rows
        level = [each.pk for each in rows]
    return found


def grids_near(city: str, lon: float, lat: float) -> list[GridShape]:
    """The grids around a point. One query."""
    wide, high = (lon - NEARBY, lon + NEARBY), (lat - NEARBY, lat + NEARBY)
    rows = Grid.objects.filter(city=city, lon__range=wide, lat__range=high).order_by("pk")
    return [GridShape(*row) for row in rows.values_list("pk", "region_path", "outline", "lon", "lat")]


def communities(city: str) -> QuerySet[Region]:
    """Where a spotted problem can lie, for choosing."""
    rows = Region.objects.filter(city=city, level=RegionLevel.COMMUNITY).select_related("parent")
    return rows.order_by("path")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was reported in a time and what came of it, of one kind of problem."""

    kind: SpottedKind
    reported: int
    solved: int
    passed_on: int


def outcomes(city: str, since: datetime, paths: Collection[str] = ()) -> list[Outcome]:
    """By kind, the most reported first; of places at or below ``paths``, or of the whole city. One query."""
    where = Q(*(Q(region_path__startswith=path) for path in paths), _connector=Q.OR) if paths else Q()
    rows = Need.objects.filter(where, city=city, kind=NeedKind.SPOTTED, created_at__gte=since)
    rows = rows.exclude(state__in=[NeedState.MERGED, NeedState.REFUSED, NeedState.CANCELLED]).order_by()
    counted = rows.values_list("spotted_kind").annotate(
        reported=Count("pk"),
        solved=Count("pk", filter=Q(state=NeedState.CLOSED)),
        passed=Count("pk", filter=Q(state=NeedState.PASSED_ON)),
    )
    found = [Outcome(SpottedKind(kind), *numbers) for kind, *numbers in counted]
    return sorted(found, key=lambda each: (-each.reported, each.kind))

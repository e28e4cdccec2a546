"""Reads grids (网格), their zones and keepers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from redvest.registry.grid_errors import GridUnknown
from redvest.registry.models import Grid, GridKeeping, SanitationZone
from redvest.registry.rules.standing import KEEPING, Standing


def keepings_on(day: date) -> QuerySet[GridKeeping]:
    """Who keeps what on a day."""
    live = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return GridKeeping.objects.filter(live, starts_on__lte=day).select_related("volunteer")


def grids_of(by: Standing, q: str = "") -> QuerySet[Grid]:
    """The grids of the places that somebody governs, or where a station stands that they keep.

    ``q``: a name of the grid or of its community, or the community's code.
    """
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    for grant in by.grants:
        if grant.role in KEEPING and grant.station_path:
            where |= Q(region_path=grant.station_path)
    found = Grid.objects.filter(where, city=by.city).select_related("community")
    if q:
        found = found.filter(
            Q(name__contains=q) | Q(community__name__contains=q) | Q(community__code__startswith=q)
        )
    return found


def listed(grids: QuerySet[Grid], day: date) -> QuerySet[Grid]:
    """For a list: ``keeper_name``, how many ``zones_all`` and ``zones_kept`` on that day. In the same query."""
    keepers = keepings_on(day).filter(grid=OuterRef("pk")).values("volunteer__name")[:1]
    kept = keepings_on(day).filter(zone__grid=OuterRef("pk")).order_by()
    zones = SanitationZone.objects.filter(grid=OuterRef("pk")).order_by()
    return grids.annotate(
        keeper_name=Subquery(keepers),
        zones_all=Subquery(zones.values("grid").annotate(n=Count("pk")).values("n")),
        zones_kept=Subquery(kept.values("zone__grid").annotate(n=Count("pk")).values("n")),
    )


def with_keepers(grids: QuerySet[Grid], day: date) -> QuerySet[Grid]:
    """With their zones and who keeps each on that day, as ``live``: three more queries, however many grids."""
    live = Prefetch("keepings", keepings_on(day), to_attr="live")
    zones = SanitationZone.objects.order_by("name", "id").prefetch_related(live)
    return grids.prefetch_related(live, Prefetch("zones", zones, to_attr="kept_zones"))


def grid_for(by: Standing, key: UUID) -> Grid:
    """One of them. Raises GridUnknown."""
    found = grids_of(by).filter(pk=key).first()
    if found is None:
        raise GridUnknown
    return found


def zone_of(grid: Grid, key: UUID) -> SanitationZone:
    """A zone of this grid. Raises GridUnknown."""
    found = SanitationZone.objects.select_related("grid").filter(pk=key, grid=grid).first()
    if found is None:
        raise GridUnknown
    return found

"""Draws grids (网格) and sanitation zones, and says who keeps them from when to when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import DomainError
from redvest.registry.choices import RegionLevel, VolunteerState
from redvest.registry.grid_errors import (
    GridNameTaken,
    GridNotInCommunity,
    KeeperBusy,
    KeeperThere,
    KeeperUnknown,
    KeepingDatesWrong,
)
from redvest.registry.models import Grid, GridKeeping, Region, SanitationZone, Volunteer
from redvest.registry.policy import Standing, require_governs
from redvest.registry.queries.grid import keepings_on
from redvest.registry.rules.grid import clean_name, middle, read_outline
from redvest.registry.rules.volunteer_number import normalise

_REFUSALS: dict[str, type[DomainError]] = {
    "one_grid_per_name": GridNameTaken,
    "one_zone_per_name": GridNameTaken,
    "one_keeper_per_grid": KeeperThere,
    "one_keeper_per_zone": KeeperThere,
    "one_zone_per_keeper": KeeperBusy,
}


@transaction.atomic
def add_grid(*, by: Standing, community: Region, name: str, outline: str = "", at: datetime) -> Grid:
    """A grid of a community. Raises NotAllowed, GridNotInCommunity, GridNameMissing, OutlineWrong, GridNameTaken."""
    require_governs(by, community.path)
    if community.level != RegionLevel.COMMUNITY:
        raise GridNotInCommunity
    shape = read_outline(outline)
    lon, lat = middle(shape) if shape else (community.lon, community.lat)
    grid = Grid(
        city=community.city, community=community, region_path=community.path, name=clean_name(name), outline=shape,
        lon=lon, lat=lat,
    )  # fmt: skip
    _insert(grid)
    write_line(by=by.actor, at=at, city=grid.city, verb="add_grid", target=grid)
    return grid


@transaction.atomic
def add_zone(*, by: Standing, grid: Grid, name: str, outline: str = "", at: datetime) -> SanitationZone:
    """A sanitation zone of a grid. Raises NotAllowed, GridNameMissing, OutlineWrong, GridNameTaken."""
    require_governs(by, grid.region_path)
    zone = SanitationZone(city=grid.city, grid=grid, name=clean_name(name), outline=read_outline(outline))
    _insert(zone)
    write_line(by=by.actor, at=at, city=zone.city, verb="add_zone", target=zone)
    return zone


@transaction.atomic
def redraw_place(
    *, by: Standing, place: Grid | SanitationZone, name: str = "", outline: str = "", at: datetime
) -> None:
    """Another name, another outline, or both; what is left empty stays. Keepers stay, too.

    Raises NotAllowed, GridNameMissing where nothing is said, OutlineWrong, GridNameTaken.
    """
    grid = place if isinstance(place, Grid) else place.grid
    require_governs(by, grid.region_path)
    shape = read_outline(outline)
    changed: dict[str, Any] = {"name": clean_name(name)} if name.strip() or shape is None else {}
    if shape is not None:
        changed["outline"] = shape
        if isinstance(place, Grid):
            changed["lon"], changed["lat"] = middle(shape)
    try:
        with transaction.atomic():
            type(place).objects.filter(pk=place.pk).update(**changed)
    except IntegrityError as fault:
        raise (_REFUSALS.get(broken_constraint(fault)) or fault) from fault
    write_line(
        by=by.actor, at=at, city=grid.city, verb="redraw_place", target=place, what=sorted(changed.keys() & {"name", "outline"})
    )  # fmt: skip


@transaction.atomic
def appoint_keeper(
    *,
    by: Standing,
    place: Grid | SanitationZone,
    number: str,
    starts_on: date,
    ends_on: date | None = None,
    at: datetime,
) -> GridKeeping:
    """A volunteer keeps a grid or a zone from a day on. The database holds one keeper a place and one zone a volunteer.

    Raises NotAllowed, KeeperUnknown, KeepingDatesWrong, KeeperThere, KeeperBusy.
    """
    grid = place if isinstance(place, Grid) else place.grid
    require_governs(by, grid.region_path)
    if ends_on is not None and ends_on < starts_on:
        raise KeepingDatesWrong
    # Held as by whoever leaves, is suspended or merged away at this moment: before or after, never between.
    people = Volunteer.objects.select_for_update(no_key=True).filter(state=VolunteerState.ACTIVE)
    volunteer = people.filter(city=grid.city, number=normalise(number)).first()
    if volunteer is None:
        raise KeeperUnknown
    where = {"grid": place} if isinstance(place, Grid) else {"zone": place}
    keeping = GridKeeping(city=grid.city, volunteer=volunteer, starts_on=starts_on, ends_on=ends_on, **where)
    _insert(keeping)
    write_line(by=by.actor, at=at, city=grid.city, verb="appoint_keeper", target=keeping)
    return keeping


@transaction.atomic
def relieve_keeper(*, by: Standing, place: Grid | SanitationZone, at: datetime) -> None:
    """Whoever keeps it today does so no longer: yesterday was the last day. One who began today never did."""
    grid = place if isinstance(place, Grid) else place.grid
    require_governs(by, grid.region_path)
    today = day_of(at)
    where = {"grid": place} if isinstance(place, Grid) else {"zone": place}
    for keeping in keepings_on(today).filter(**where).select_for_update(of=("self",)):
        if keeping.starts_on == today:
            keeping.delete()
        else:
            keeping.ends_on = today - timedelta(days=1)
            keeping.save(update_fields=["ends_on"])
        write_line(
            by=by.actor, at=at, city=grid.city, verb="relieve_keeper", target=place,
            volunteer=str(keeping.volunteer_id),
        )  # fmt: skip


@transaction.atomic
def release_keepings(*, volunteer_id: UUID, at: datetime) -> int:
    """Who may not serve any more keeps nothing after today; what was to begin later never does. Returns how many ended."""
    today = day_of(at)
    open_end = Q(ends_on__isnull=True) | Q(ends_on__gt=today)
    rows = GridKeeping.objects.select_for_update().filter(open_end, volunteer_id=volunteer_id).order_by("pk")
    count = 0
    for keeping in rows:
        write_line(by=SYSTEM, at=at, city=keeping.city, verb="release_keeping", target=keeping)
        if keeping.starts_on > today:
            keeping.delete()
            continue
        GridKeeping.objects.filter(pk=keeping.pk).update(ends_on=today)
        count += 1
    return count


def _insert(row: Grid | SanitationZone | GridKeeping) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        refusal = _REFUSALS.get(broken_constraint(fault))
        if refusal is None:
            raise
        raise refusal from fault

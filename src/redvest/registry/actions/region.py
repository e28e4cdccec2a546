"""Loads a city's places and the service domains from the files of ``data/``; loading again updates them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.registry.models import Region, ServiceDomain
from redvest.registry.queries.division import Division, divisions_of, domain_lines

_BATCH = 1000


@transaction.atomic
def load_divisions(*, city: str, at: datetime) -> int:
    """Make or update every place of a city; returns how many there are. Raises CityUnknown.

    What people entered since (a population, a point) is left alone where the files say nothing.
    """
    divisions = divisions_of(city)
    by_level: dict[int, list[Division]] = {}
    for division in divisions:
        by_level.setdefault(division.path.count("/"), []).append(division)
    for depth in sorted(by_level):
        _upsert(city, by_level[depth])
    _describe(divisions)
    root = Region.objects.get(pk=city)
    write_line(by=SYSTEM, at=at, city=city, verb="load_divisions", target=root, count=len(divisions))
    return len(divisions)


@transaction.atomic
def place_regions(*, city: str, middles: Mapping[str, tuple[float, float]], at: datetime) -> int:
    """Give places their middle points (lon, lat by code) where they have none yet; returns how many got one."""
    rows = list(Region.objects.filter(city=city, code__in=middles, lon__isnull=True))
    for row in rows:
        row.lon, row.lat = (round(each, 6) for each in middles[row.code])
    Region.objects.bulk_update(rows, ["lon", "lat"], batch_size=_BATCH)
    root = Region.objects.get(pk=city)
    write_line(by=SYSTEM, at=at, city=city, verb="place_regions", target=root, count=len(rows))
    return len(rows)


@transaction.atomic
def load_domains() -> int:
    """Make or update the three schemes of service domains and the mapping between them; returns how many.

    Reference data of the product itself, the same in every city: no line in the audit trail of one.
    """
    lines = domain_lines()
    rows = [
        ServiceDomain(
            key=line.key, scheme=line.key.split(":")[0], name=line.name, order=int(line.key.split(":")[1])
        )
        for line in lines
    ]
    ServiceDomain.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["scheme", "name", "order"]
    )
    pairs = {pair for line in lines for key in line.maps_to for pair in ((line.key, key), (key, line.key))}
    link = ServiceDomain.maps_to.through
    link._default_manager.bulk_create(
        (link(from_servicedomain_id=one, to_servicedomain_id=other) for one, other in sorted(pairs)),
        ignore_conflicts=True,
    )
    return len(lines)


def _upsert(city: str, divisions: list[Division]) -> None:
    rows = [
        Region(
            code=each.code,
            city=city,
            name=each.name,
            level=each.level,
            parent_id=each.parent,
            path=each.path,
            statutory=each.level != "zone",
        )
        for each in divisions
    ]
    Region.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["city", "name", "level", "parent", "path", "statutory"],
    )


def _describe(divisions: list[Division]) -> None:
    """Population and middle point where the files know them, which is for a dozen places at most."""
    for each in divisions:
        known: dict[str, float | int] = {}
        if each.population is not None:
            known["population"] = each.population
        if each.middle is not None:
            known["lon"], known["lat"] = round(each.middle[0], 6), round(each.middle[1], 6)
        if known:
            Region.objects.filter(pk=each.code).update(**known)

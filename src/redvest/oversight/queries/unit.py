"""Finds the units that have a ledger (台账): places, stations, organisations."""

from __future__ import annotations

from uuid import UUID

from redvest.oversight.choices import UnitKind
from redvest.oversight.rules.unit_ledger import LedgerUnitUnknown, Unit
from redvest.registry.models import Body, Region, Station


def unit_of_region(region: Region) -> Unit:
    return Unit(UnitKind.REGION, region.pk, region.pk, region.name, region.city, region.path)


def unit_of_station(station: Station) -> Unit:
    """Its region must be at hand."""
    key = str(station.pk)
    return Unit(UnitKind.STATION, key, station.region_id, station.name, station.city, station.region.path)


def unit_of_body(body: Body) -> Unit:
    return Unit(UnitKind.BODY, str(body.pk), body.code, body.name, body.city, body.region_path, body.pk)


def find_unit(city: str, kind: UnitKind, key: str) -> Unit:
    """By a place's code, a station's id, an organisation's id or code. Raises LedgerUnitUnknown."""
    try:
        return _find(city, kind, key.replace("\x00", "").strip())
    except ValueError as fault:
        raise LedgerUnitUnknown from fault


def _find(city: str, kind: UnitKind, key: str) -> Unit:
    if kind == UnitKind.REGION:
        region = Region.objects.filter(pk=key[:12], city=city).first()
        if region is not None:
            return unit_of_region(region)
    elif kind == UnitKind.STATION:
        station = Station.objects.filter(pk=UUID(key), city=city).select_related("region").first()
        if station is not None:
            return unit_of_station(station)
    else:
        same = {"code": key.upper()} if len(key) <= 12 else {"pk": str(UUID(key))}
        body = Body.objects.filter(city=city, **same).first()
        if body is not None:
            return unit_of_body(body)
    raise LedgerUnitUnknown

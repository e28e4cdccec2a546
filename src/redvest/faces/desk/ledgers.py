"""Ledgers (台账): the units whose ledgers one may read, to choose from."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core.search import query_terms
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import Pager, asked_text, paged
from redvest.oversight import policy
from redvest.oversight.choices import UnitKind
from redvest.oversight.queries import unit as units
from redvest.oversight.rules.unit_ledger import Unit
from redvest.registry.models import Body, Region, Station
from redvest.registry.policy import Standing


@never_cache
@require_safe
@staff
def ledgers(request: HouseRequest) -> HttpResponse:
    """The units whose ledgers this person may read: places, stations, organisations."""
    by, asked = request.standing, asked_text(request)
    kind = asked_text(request, "kind")
    kind = kind if kind in UnitKind.values else _first_kind(by)
    rows, pager = _units(request, by, UnitKind(kind), asked)
    context = {"rows": rows, "pager": pager, "asked": asked, "kind": kind, "kinds": UnitKind.choices}
    return show(request, "desk/ledgers.html", context, on="ledgers")


def _first_kind(by: Standing) -> str:
    if policy.ledger_paths(by):
        return UnitKind.REGION
    return UnitKind.BODY if by.bodies() else UnitKind.STATION


def _units(
    request: HouseRequest, by: Standing, kind: UnitKind, asked: str
) -> tuple[list[dict[str, str]], Pager]:
    paths, terms = policy.ledger_paths(by), query_terms(asked)
    if kind == UnitKind.REGION:
        places = Region.objects.filter(_under(paths, "path"), city=by.city)
        if asked:
            places = places.filter(Q(name__contains=asked) | Q(pk__startswith=asked))
        found, pager = paged(request, places, keys=("path", "code"))
        return [_row(units.unit_of_region(each), str(each.get_level_display())) for each in found], pager
    if kind == UnitKind.STATION:
        mine = _under(paths, "region__path") | Q(pk__in=by.stations())
        stations = Station.objects.filter(mine, city=by.city).select_related("region")
        kept, pager = paged(request, _searched(stations, terms), keys=("name", "id"))
        return [_row(units.unit_of_station(each), each.region.name) for each in kept], pager
    mine = _under(paths, "region_path") | Q(pk__in=by.bodies())
    bodies = Body.objects.filter(mine, city=by.city).select_related("region")
    run, pager = paged(request, _searched(bodies, terms), keys=("name", "id"))
    return [_row(units.unit_of_body(each), each.region.name) for each in run], pager


def _searched(rows: QuerySet[Any], terms: list[str]) -> QuerySet[Any]:
    return rows.filter(search__contains=terms) if terms else rows


def _under(paths: tuple[str, ...], field: str) -> Q:
    where = Q(pk__in=[])
    for path in paths:
        where |= Q(**{f"{field}__startswith": path})
    return where


def _row(unit: Unit, note: str) -> dict[str, str]:
    return {"kind": str(unit.kind), "key": unit.key, "name": unit.name, "code": unit.code, "note": note}

"""Reads what an import starts from: the file's header, the places and service domains of the city."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from redvest.core.workbook import open_rows
from redvest.registry.models import Region, ServiceDomain
from redvest.registry.queries.domain import scheme_of
from redvest.registry.rules.sheet import HEADER_WITHIN, Header, Shape, find_header
from redvest.registry.rules.sheet_domains import Domains, domains_of_scheme
from redvest.registry.rules.sheet_places import Places, places_of


def header_in(path: Path, shape: Shape) -> Header:
    """Where the columns of a file are. Raises HeaderMissing and what ``open_rows`` raises."""
    with open_rows(path) as rows:
        return find_header(islice(rows, HEADER_WITHIN), shape)


def places(city: str) -> Places:
    """Every place of a city."""
    rows = Region.objects.filter(city=city).order_by("code").values_list("code", "name", "level", "path")
    return places_of(rows)


def domains(city: str) -> Domains:
    """The city's own service domains, and those of other schemes that map to one of them."""
    scheme = scheme_of(city).value
    rows: list[tuple[str, str, str]] = []
    for domain in ServiceDomain.objects.prefetch_related("maps_to").order_by("scheme", "order"):
        mapped = sorted(each.key for each in domain.maps_to.all() if each.scheme == scheme)
        rows.append((domain.key, domain.name, mapped[0] if mapped else ""))
    return domains_of_scheme(scheme, rows)

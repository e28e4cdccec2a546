"""Reads what an import starts from: the file's header, the places and service domains of the city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from redvest.core.workbook import open_rows
from redvest.registry.choices import BodyState, VolunteerState
from redvest.registry.models import Body, Merge, Region, ServiceDomain, Volunteer
from redvest.registry.queries.domain import scheme_of
from redvest.registry.queries.within import within
from redvest.registry.rules.sheet import HEADER_WITHIN, Header, Shape, find_header, text_of
from redvest.registry.rules.sheet_domains import Domains, domains_of_scheme
from redvest.registry.rules.sheet_places import Places, places_of
from redvest.registry.rules.standing import Standing
from redvest.registry.rules.volunteer_number import normalise

_AT_ONCE = 5_000
_READ = ("number", "name", "state", "region_path")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the register whom a row names by the number of any of their records; ``key`` is the one that lives on."""

    key: UUID
    names: frozenset[str]
    active: bool
    path: str


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


def run_bodies(by: Standing) -> dict[str, UUID]:
    """The active organisations by code that somebody runs, and those of the places that they govern."""
    where = Q(pk__in=by.headed()) | within(by)
    return dict(Body.objects.filter(where, city=by.city, state=BodyState.ACTIVE).values_list("code", "pk"))


def people_named(city: str, path: Path, header: Header) -> dict[str, Person]:
    """The people whose numbers stand in a file, by number: only they are read, however large the register is."""
    numbers, found = _numbers_in(path, header), dict[str, Person]()
    while some := list(islice(numbers, _AT_ONCE)):
        rows = list(Volunteer.objects.filter(city=city, number__in=some).only(*_READ))
        lives = _living(rows)
        for row in rows:
            on = lives.get(row.pk, row)
            active = on.state == VolunteerState.ACTIVE
            found[row.number] = Person(
                on.pk, frozenset({row.name, on.name}), active, on.region_path or f"{city}/"
            )
    return found


def _living(rows: list[Volunteer]) -> dict[UUID, Volunteer]:
    """The records in which those merged away live on; no query where none was."""
    gone = [row.pk for row in rows if row.state == VolunteerState.MERGED]
    if not gone:
        return {}
    links = Merge.objects.filter(merged__in=gone, confirmed_at__isnull=False, undone_at__isnull=True)
    return {link.merged_id: link.survivor for link in links.select_related("survivor")}


def _numbers_in(path: Path, header: Header) -> Iterator[str]:
    column = header.places["number"]
    with open_rows(path) as rows:
        for line, cells in rows:
            if line > header.row and column < len(cells):
                yield normalise(text_of(cells[column]).removesuffix(".0"))

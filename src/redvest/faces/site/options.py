"""What lists of activities can be narrowed by: kinds of service and districts. They change once in years.

Each process reads them again after a minute; nothing else that people see is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from redvest.registry.queries.domain import domains
from redvest.registry.queries.region import districts

KEPT = timedelta(minutes=1)


class Kind(NamedTuple):
    """A kind of service."""

    key: str
    name: str


class District(NamedTuple):
    """A district or zone with its place in the tree."""

    code: str
    name: str
    path: str


class Options(NamedTuple):
    """Everything on offer in a city."""

    kinds: tuple[Kind, ...]
    districts: tuple[District, ...]


_kept: dict[str, tuple[datetime, Options]] = {}


def options(city: str, at: datetime) -> Options:
    """What this city has, as of at most a minute ago."""
    read_at, found = _kept.get(city, (None, None))
    if found is None or read_at is None or not read_at <= at < read_at + KEPT:
        found = _read(city)
        _kept[city] = (at, found)
    return found


def forget_options() -> None:
    """Have the next request read them anew."""
    _kept.clear()


def _read(city: str) -> Options:
    return Options(
        tuple(Kind(*row) for row in domains(city).values_list("key", "name")),
        tuple(District(*row) for row in districts(city).values_list("code", "name", "path")),
    )

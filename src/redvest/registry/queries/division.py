"""Reads the files of ``data/``: the divisions of a city, their middle points, the service domains."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redvest.registry.choices import RegionLevel
from redvest.registry.rules.outline import centroid, outer_ring
from redvest.registry.setting_errors import CityUnknown

DATA = Path(__file__).resolve().parents[1] / "data"
CITIES = {"360500": "xinyu", "410800": "jiaozuo"}

_LEVELS = {
    "city": RegionLevel.CITY,
    "district": RegionLevel.DISTRICT,
    "zone": RegionLevel.ZONE,
    "street": RegionLevel.STREET,
    "community": RegionLevel.COMMUNITY,
    "village": RegionLevel.COMMUNITY,
}


@dataclass(frozen=True, slots=True)
class Division:
    """One line of a city's file, with what other files add."""

    code: str
    name: str
    level: RegionLevel
    parent: str | None
    path: str
    population: int | None
    middle: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class DomainLine:
    """A kind of service, and the keys in other schemes that mean about the same."""

    key: str
    name: str
    maps_to: tuple[str, ...]


def divisions_of(city: str) -> list[Division]:
    """Every place of a city, parents first. Raises CityUnknown."""
    if city not in CITIES:
        raise CityUnknown
    places = {row["code"]: row for row in _rows(f"{CITIES[city]}_divisions.csv")}
    for zone in _rows("zones.csv"):
        if zone["parent"] == city:
            places[zone["code"]] = {**zone, "level": "zone"}
    populations = {row["code"]: int(row["population"]) for row in _rows("populations.csv")}
    middles = _middles(city)
    found = [
        Division(
            code=code,
            name=row["name"],
            level=_LEVELS[row["level"]],
            parent=row["parent"] or None,
            path=_path(code, places),
            population=populations.get(code),
            middle=middles.get(code),
        )
        for code, row in places.items()
    ]
    return sorted(found, key=lambda division: (division.path.count("/"), division.code))


def domain_lines() -> list[DomainLine]:
    """The three schemes of service domains."""
    return [
        DomainLine(row["key"], row["name"], tuple(row["maps_to"].split())) for row in _rows("domains.csv")
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _path(code: str, places: dict[str, dict[str, str]]) -> str:
    above = places[code]["parent"]
    return f"{_path(above, places) if above else ''}{code}/"


def _middles(city: str) -> dict[str, tuple[float, float]]:
    collection = json.loads((DATA / f"{CITIES[city]}.geojson").read_text(encoding="utf-8"))
    return {
        feature["properties"]["code"]: centroid(outer_ring(feature["geometry"]))
        for feature in collection["features"]
    }

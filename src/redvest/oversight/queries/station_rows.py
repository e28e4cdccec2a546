"""Reads stations as rows of a sheet, in the shape in which they can be imported again, with the level of today beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from redvest.oversight.queries.station_list import stations_with_level
from redvest.registry.choices import StationLevel
from redvest.registry.queries.export_rows import place_names
from redvest.registry.rules.sheet_stations import SHAPE

TITLES = (*(each.title for each in SHAPE.columns), "等级", "评定日期", "有效期至")


def station_sheet(city: str, on: date) -> Iterator[Sequence[str]]:
    """Every open station by community and name."""
    names = place_names(city)
    for each in stations_with_level(city, on).order_by("region_id", "name", "id").iterator(chunk_size=2_000):
        level, assessed, until = each.level, each.assessed_on, each.valid_until  # type: ignore[attr-defined]
        yield (
            each.name, names[each.region_id], each.address, str(each.lon), str(each.lat), each.opened_on.isoformat(),
            str(StationLevel(level).label), assessed.isoformat() if assessed else "", until.isoformat() if until else "",
        )  # fmt: skip

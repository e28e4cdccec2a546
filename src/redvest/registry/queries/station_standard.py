"""Reads the checklists by which stations are judged."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from redvest.registry.rules.station_level import Item, Method

_FILE = Path(__file__).parents[1] / "data" / "station_standards.csv"


@cache
def standards() -> dict[str, tuple[Item, ...]]:
    """Every checklist by its key (henan-2013, national-2024, harbin-2012, heyang-2020), items in order."""
    found: dict[str, tuple[Item, ...]] = {}
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["standard"]] = (*found.get(row["standard"], ()), _item(row))
    return found


def _item(row: dict[str, str]) -> Item:
    return Item(
        key=row["item"],
        name=row["name"],
        kind=row["kind"],
        method=Method(row["method"]),
        measure=row["measure"],
        basic=int(row["basic"]),
        standardised=int(row["standardised"]),
        weight=int(row["weight"]),
    )

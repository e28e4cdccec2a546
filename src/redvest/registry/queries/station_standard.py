"""Reads the checklists by which stations are judged."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

from redvest.registry.rules.station_level import Item, Method, Standard, StandardUnknown

_DATA = Path(__file__).parents[1] / "data"


@cache
def standards() -> dict[str, Standard]:
    """Every standard by its key (henan-2013, national-2024, harbin-2012, heyang-2020), items in order."""
    items: dict[str, list[Item]] = defaultdict(list)
    for row in _rows("station_standards.csv"):
        items[row["standard"]].append(_item(row))
    return {
        row["standard"]: Standard(
            row["standard"], row["name"], row["source"], date.fromisoformat(row["since"]),
            tuple(items[row["standard"]]),
        )
        for row in _rows("station_standard_list.csv")
    }  # fmt: skip


def standard_of(key: str) -> Standard:
    """One standard. Raises StandardUnknown."""
    if key not in standards():
        raise StandardUnknown
    return standards()[key]


@cache
def kinds_of_evidence() -> dict[str, str]:
    """Every kind of photo or paper that some standard asks for, by the name its first asker gives it."""
    found: dict[str, str] = {}
    for standard in standards().values():
        for item in standard.items:
            if item.evidence:
                found.setdefault(item.evidence, item.name)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _item(row: dict[str, str]) -> Item:
    return Item(
        key=row["item"],
        name=row["name"],
        kind=row["kind"],
        method=Method(row["method"]),
        measure=row["measure"],
        evidence=row["evidence"],
        basic=int(row["basic"]),
        standardised=int(row["standardised"]),
        weight=int(row["weight"]),
    )

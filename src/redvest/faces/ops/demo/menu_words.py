"""The services on the menus of the demo city, as community stations and teams write them: ``data/menu.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

WORKDAYS, WEEKEND, SATURDAY = "workdays", "weekend", "saturday"
_FILE = Path(__file__).parent / "data" / "menu.csv"


@dataclass(frozen=True, slots=True)
class Dish:
    """``kinds``: of which domain, by the names that cities give it; ``when``: which days, and ``parts`` of them."""

    name: str
    words: str
    kinds: tuple[str, ...]
    for_whom: str
    at_home: bool
    minutes: int
    a_week: int
    when: str
    parts: tuple[str, ...]


def _dish(row: dict[str, str]) -> Dish:
    return Dish(
        row["name"], row["words"], tuple(row["kinds"].split()), row["for_whom"], row["at_home"] == "yes",
        int(row["minutes"]), int(row["a_week"]), row["when"], tuple(row["parts"].split()),
    )  # fmt: skip


def _dishes() -> tuple[Dish, ...]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_dish(row) for row in csv.DictReader(lines))


DISHES = _dishes()

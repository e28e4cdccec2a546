"""The catalogue of skills, dated: what may be chosen on a day."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

from redvest.registry.rules.skill import Skill, holding, spoken_of

_FILE = Path(__file__).parents[1] / "data" / "skills.csv"


@cache
def every_skill() -> tuple[Skill, ...]:
    """All of them in the file's order, also those that ended."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_skill(row) for row in csv.DictReader(lines))


def skills_on(day: date) -> list[Skill]:
    """Those on offer on a day; before the first day of the catalogue, the first catalogue."""
    return holding(every_skill(), max(day, min(each.since for each in every_skill())))


def _skill(row: dict[str, str]) -> Skill:
    also = tuple(word for word in row["also"].split("|") if word)
    return Skill(
        key=row["key"],
        group=row["group"],
        name=row["name"],
        also=also,
        since=date.fromisoformat(row["since"]),
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        spoken=spoken_of(row["name"], *also),
    )

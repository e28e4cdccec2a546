"""The kinds of team, as data: Xinyu's nine and those of the central opinion of 2024 (domain 3.4, 四.1)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from django.utils.translation import gettext

_FILE = Path(__file__).parents[1] / "data" / "team_kinds.csv"


@cache
def team_kinds(scheme: str = "") -> dict[str, str]:
    """Names by key in the file's order, of one scheme (``xinyu``, ``national-2024``) or of all, each key once."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if scheme in ("", row["scheme"])]
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row["key"], row["name"])
    return found


def team_kind_name(key: str) -> str:
    """The word for one; a key that no list has any more stands for itself."""
    return gettext(team_kinds().get(key, key))


def team_kind_choices() -> list[tuple[str, str]]:
    """Every kind with its word, for forms."""
    return [(key, gettext(name)) for key, name in team_kinds().items()]

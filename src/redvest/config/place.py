"""Which city an installation serves, and what it is called, before any database is asked."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urlsplit

from redvest.config.env import ROOT, Env

FIRST_CITY = "360500"
DIVISIONS = ROOT / "src/redvest/registry/data"


def served_city(env: Env) -> str:
    """The city named in the environment; else the demo city that was loaded last; else Xinyu."""
    loaded = env.redvest_data_dir / "city"
    return (
        env.redvest_city
        or (loaded.read_text(encoding="utf-8").strip() if loaded.exists() else "")
        or FIRST_CITY
    )


def city_name(code: str) -> str:
    """The city's name without its 市, from the division tables that we ship; the code where none has it."""
    for table in sorted(DIVISIONS.glob("*_divisions.csv")):
        name = _root_name(table, code)
        if name:
            return name.removesuffix("市")
    return code


def _root_name(table: Path, code: str) -> str:
    with table.open(encoding="utf-8", newline="") as lines:
        root = next(csv.DictReader(lines), None)
    return root["name"] if root and root["code"] == code else ""


def log_origin(env: Env) -> str:
    """The name of the transparency log where one is configured: the variable's, or the public host and /log."""
    if env.redvest_log_origin or not env.redvest_base_url:
        return env.redvest_log_origin
    return f"{urlsplit(env.redvest_base_url).netloc}/log"

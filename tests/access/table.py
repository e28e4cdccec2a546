"""The reviewed table of who may enter: one line a door, one column a role, in it a letter for each place it stands at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from redvest.registry.choices import Role
from tests.access.actors import RELATIONS

FILE = Path(__file__).with_name("table.tsv")
NO_ROLE = ("guest", "member", "volunteer", "self")
MISSING = "."  # no such place: nothing lies above the city
HEAD = "\t".join(("door", *NO_ROLE, *(role.value for role in Role)))


def line(door: str, heard: Mapping[str, str]) -> str:
    """``heard`` is a letter by the name of who asked."""
    cells = [heard[name] for name in NO_ROLE]
    for role in Role:
        cells.append("".join(heard.get(f"{role.value}/{relation}", MISSING) for relation in RELATIONS))
    return "\t".join((door, *cells))


def reviewed() -> dict[str, str]:
    """The lines as they were reviewed, by their doors."""
    return {each.split("\t", 1)[0]: each for each in _lines() if not each.startswith(("#", "door\t"))}


def head() -> str:
    """The names over the columns."""
    return next((each for each in _lines() if each.startswith("door\t")), "")


def _lines() -> list[str]:
    return FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []


def keep(found: Mapping[str, str], part: str) -> None:
    """Write the lines of one part of the house anew; the others stay. Whoever does so reviews the difference."""
    lines = {door: each for door, each in reviewed().items() if part_of(door) != part} | found
    text = [
        "# Who may enter: + enters, ? is told what is wrong with what was sent, L is asked to sign in, - is refused,",
        "# 0 is told that there is no such thing.",
        "# Four letters a role: at the thing's own place, above it, beside it, in another city; . where there is no such place.",
        HEAD, *(lines[door] for door in sorted(lines, key=lambda door: (door.split(" ", 1)[1], door))),
    ]  # fmt: skip
    FILE.write_text("\n".join(text) + "\n", encoding="utf-8")


_PARTS = (
    "/desk/activities/",
    "/desk/bodies/",
    "/desk/people/",
    "/desk/",
    "/api/v1/activities",
    "/api/v1/me",
    "/api/",
    "/me/",
)


def part_of(door: str) -> str:
    """The part of the house a door belongs to: one test asks at all doors of a part."""
    address = door.split(" ", 1)[1]
    return next((part for part in _PARTS if address.startswith(part)), "/")

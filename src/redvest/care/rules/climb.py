"""Where a need climbs to when nobody answers: one place up the tree, and no further than the city. Pure."""

from __future__ import annotations


def place_above(path: str) -> str | None:
    """The path of the place above; None at the city, above which there is nobody."""
    above = path.strip("/").rsplit("/", 1)
    return f"{above[0]}/" if len(above) == 2 else None

"""Where a phone says it is, from three hidden fields that a script fills in; empty or odd ones are no place."""

from __future__ import annotations

from collections.abc import Mapping

from redvest.service.rules.fence import Position


def position_of(sent: Mapping[str, str]) -> Position | None:
    """The place, or None. A place without its doubt is none: it could be anywhere."""
    try:
        lon, lat, accuracy = (float(sent.get(name, "")[:40]) for name in ("lon", "lat", "accuracy"))
    except ValueError:
        return None
    return Position(lon, lat, accuracy)

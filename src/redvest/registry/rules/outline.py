"""The middle of an outline, for a place with a shape but no point of its own. Pure; degrees, longitude first."""

from __future__ import annotations

from collections.abc import Sequence

Ring = Sequence[Sequence[float]]


def centroid(ring: Ring) -> tuple[float, float]:
    """The centre of area of a closed ring. Over a district the earth is flat enough for this."""
    area = lon = lat = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area += cross
        lon += (x1 + x2) * cross
        lat += (y1 + y2) * cross
    if not area:
        raise ValueError("a ring without area has no centre")
    return lon / (3 * area), lat / (3 * area)


def outer_ring(geometry: dict[str, object]) -> Ring:
    """The outline of a GeoJSON Polygon, or of the part with most corners in a MultiPolygon."""
    coordinates = geometry["coordinates"]
    assert isinstance(coordinates, list)
    if geometry["type"] == "Polygon":
        ring: Ring = coordinates[0]
        return ring
    return max((part[0] for part in coordinates), key=len)

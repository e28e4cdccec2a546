"""Spotted problems (随手拍): what has to be said, whose grid it is in, and which two may be one. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from redvest.care.choices import SpottedKind
from redvest.registry.rules.station_holding import names_nobody
from redvest.registry.station_errors import StationWordsPrivate

MOST_PICTURES, LARGEST_PICTURE = 3, 5 * 1024 * 1024
LONGEST_PLACE, LONGEST_WORDS = 24, 300
METRES, DAYS = 100, timedelta(days=7)
FARTHEST = (
    3_000  # metres to the middle of a grid, or of a community, that a point outside all outlines goes to
)
NEARBY = 0.06  # degrees around a point in which a grid is looked for, about six kilometres
_METRES_A_DEGREE = 111_195.0
Faults = list[tuple[str, str]]
# Which kind of service looks after which problem, by the names of the two cities' own lists; the first there is.
_DOMAINS = {
    SpottedKind.LITTER: ("环境保护",),
    SpottedKind.POSTERS: ("环境保护",),
    SpottedKind.MANNERS: ("文明劝导", "生态文明"),
    SpottedKind.PARKING: ("文明劝导", "生态文明"),
    SpottedKind.BLOCKED: ("文明劝导", "生态文明"),
}
_OTHERWISE = ("社区服务", "邻里守望")


@dataclass(frozen=True, slots=True)
class SpottedForm:
    """``place`` is the spot in a few words; ``community`` a code; the point in degrees, both or neither."""

    kind: SpottedKind
    place: str
    words: str = ""
    community: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class GridShape:
    """A grid as far as finding it goes; without an outline its middle alone."""

    key: UUID
    region_path: str
    outline: dict[str, Any] | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Spot:
    """One report as it is compared with others."""

    key: UUID
    kind: str
    lon: float
    lat: float
    at: datetime


def faults(form: SpottedForm, pictures: Sequence[bytes]) -> Faults:
    """A sentence beside every field that has to change. Who it was is not asked, and must not stand in the words."""
    found: Faults = []
    place = " ".join(form.place.split())
    if len(place) < 2:
        found.append(("place", _("写一下在哪里，例如“菜市场东门边”。")))
    elif len(place) > LONGEST_PLACE:
        found.append(("place", _("地点写短一点，最多 24 个字，详细的写在说明里。")))
    if len(form.words) > LONGEST_WORDS:
        found.append(("words", _("说明太长了，最多 300 个字。")))
    for field, text in (("place", place), ("words", form.words)):
        if tells_a_number(text):
            found.append((field, _("不要写电话、证件号和车牌号，只说事，不说人。")))
    if (form.lon is None) != (form.lat is None) or not _in_china(form.lon, form.lat):
        found.append(("lon", _("地图上的点没有读懂，请再点一次，或者直接选社区。")))
    elif form.lon is None and not form.community:
        found.append(("community", _("请在地图上点一下，或者选一个社区，好让网格员找得到。")))
    return found + picture_faults(pictures)


def picture_faults(pictures: Sequence[bytes]) -> Faults:
    """Of a report, and of how it looks afterwards."""
    if len(pictures) > MOST_PICTURES:
        return [("pictures", _("最多三张照片。"))]
    if any(len(each) > LARGEST_PICTURE for each in pictures):
        return [("pictures", _("照片太大了，一张最多 5 MB。"))]
    return []


def tells_a_number(text: str) -> bool:
    """A run of digits as long as a phone number: somebody's, whatever else it is."""
    try:
        names_nobody(text)
    except StationWordsPrivate:
        return True
    return False


def title_of(kind: SpottedKind, place: str) -> str:
    """What everybody who looks after the place reads first."""
    return f"{kind.label}：{' '.join(place.split())}"[:40]


def domain_names(kind: SpottedKind) -> tuple[str, ...]:
    """Names of the kinds of service that look after it, the best first."""
    return (*_DOMAINS.get(kind, ()), *_OTHERWISE)


def grid_of_point(lon: float, lat: float, grids: Iterable[GridShape]) -> GridShape | None:
    """The grid whose outline holds the point; else the nearest within three kilometres; None far from all."""
    near: tuple[float, str, GridShape] | None = None
    for grid in grids:
        if grid.outline and holds(grid.outline["coordinates"][0], lon, lat):
            return grid
        if grid.lon is None or grid.lat is None:
            continue
        far = metres(lon, lat, grid.lon, grid.lat)
        if far <= FARTHEST and (near is None or (far, str(grid.key)) < near[:2]):
            near = far, str(grid.key), grid
    return near[2] if near else None


def holds(ring: Sequence[Sequence[float]], lon: float, lat: float) -> bool:
    """Whether a point is within a closed ring: a ray to the east crosses its sides an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def metres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Between two points of one city."""
    high = (lat1 - lat2) * _METRES_A_DEGREE
    wide = (lon1 - lon2) * _METRES_A_DEGREE * math.cos(math.radians((lat1 + lat2) / 2))
    return math.hypot(high, wide)


def may_be_one(one: Spot, other: Spot) -> bool:
    """The same kind of problem within a hundred metres and seven days."""
    near = metres(one.lon, one.lat, other.lon, other.lat) <= METRES
    return one.key != other.key and one.kind == other.kind and near and abs(one.at - other.at) <= DAYS


def _in_china(lon: float | None, lat: float | None) -> bool:
    return lon is None or lat is None or (73 <= lon <= 136 and 3 <= lat <= 54)

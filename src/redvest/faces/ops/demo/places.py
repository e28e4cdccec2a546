"""The places of the demo city: its regions with a point each, and its 58 stations."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from redvest.core.search import index_text
from redvest.faces.ops.demo.chance import Keys, array
from redvest.faces.ops.demo.outline import Point, Ring, inside, point_anywhere, point_near
from redvest.faces.ops.demo.size import Figures
from redvest.registry.choices import RegionLevel

TOWN_WEIGHT = 8
_OFFICE = re.compile(r"(社区)?(居民委员会|居委会)$")
_VILLAGE = re.compile(r"(村民委员会|村委会)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A region with a point to stand at. ``urban`` places are where people and stations are."""

    code: str
    name: str
    level: str
    path: str
    district: str
    lon: float
    lat: float
    urban: bool

    @property
    def short(self) -> str:
        """百花湖社区居民委员会 → 百花湖社区, 某某村民委员会 → 某某村."""
        if _VILLAGE.search(self.name):
            bare = _VILLAGE.sub("", self.name)
            return bare if bare.endswith("村") else f"{bare}村"
        if _OFFICE.search(self.name):
            return f"{_OFFICE.sub('', self.name)}社区"
        return self.name


@dataclass(frozen=True, slots=True)
class Places:
    """All places by level. ``communities`` include villages."""

    city: Place
    districts: list[Place]
    streets: list[Place]
    communities: list[Place]

    def middles(self) -> dict[str, tuple[float, float]]:
        """Where each place is, by code."""
        whole = [self.city, *self.districts, *self.streets, *self.communities]
        return {each.code: (each.lon, each.lat) for each in whole}

    def near(self, place: Place) -> list[Place]:
        """The communities under a place, or the place itself; those in town several times, as more happens there."""
        found = [each for each in self.communities if each.path.startswith(place.path)] or [place]
        return [each for each in found for _ in range(TOWN_WEIGHT if each.urban else 1)]


def read_places(
    rng: random.Random, figures: Figures, regions: Iterable[tuple[str, str, str, str]], rings: dict[str, Ring]
) -> Places:
    """Give every region (code, name, level, path) a point inside the outline of its district."""
    found: dict[str, Place] = {}
    by_level: dict[str, list[Place]] = defaultdict(list)
    for code, name, level, path in sorted(regions, key=lambda row: row[3]):
        codes = path.strip("/").split("/")
        district = codes[1] if len(codes) > 1 else code
        ring = rings.get(district, rings[figures.code])
        parent = found.get(codes[-2]) if len(codes) > 1 else None
        urban = (level == RegionLevel.STREET and name.endswith("街道")) or (
            level == RegionLevel.COMMUNITY and parent is not None and parent.urban and "村民" not in name
        )
        lon, lat = _point(rng, figures, ring, level, urban, district, parent)
        place = Place(code, name, level, path, district, lon, lat, urban)
        found[code] = place
        by_level[level].append(place)
    districts = by_level[RegionLevel.DISTRICT] + by_level[RegionLevel.ZONE]
    return Places(
        found[figures.code], districts, by_level[RegionLevel.STREET], by_level[RegionLevel.COMMUNITY]
    )


def _point(
    rng: random.Random,
    figures: Figures,
    ring: Ring,
    level: str,
    urban: bool,
    district: str,
    parent: Place | None,
) -> Point:
    seat = figures.seats.get(district) or figures.seats[min(figures.seats)]
    if not inside(ring, *seat):
        seat = point_anywhere(rng, ring)
    if level == RegionLevel.COMMUNITY and parent is not None:
        return point_near(rng, ring, (parent.lon, parent.lat), 0.012 if urban else 0.03)
    if level == RegionLevel.STREET:
        return point_near(rng, ring, seat, 0.03) if urban else point_anywhere(rng, ring)
    return seat


def station_communities(rng: random.Random, places: Places, count: int) -> list[Place]:
    """Communities for stations: town before country, spread over the streets."""
    queues: dict[str, list[Place]] = defaultdict(list)
    for place in places.communities:
        if "村民" not in place.name:
            queues[place.path.rsplit("/", 2)[0]].append(place)
    streets = sorted(queues.values(), key=lambda row: (not row[0].urban, row[0].code))
    for row in streets:
        rng.shuffle(row)
    chosen: list[Place] = []
    while len(chosen) < count:
        for row in streets:
            if row and (row[0].urban or not any(other and other[0].urban for other in streets)):
                chosen.append(row.pop())
    return sorted(chosen[:count], key=lambda place: place.code)


def station_rows(
    rng: random.Random, keys: Keys, sites: Sequence[Place], today: date
) -> list[tuple[Any, ...]]:
    """A station for each of these communities."""
    rows = []
    for turn, place in enumerate(sites):
        name = f"{place.short}志愿服务站"
        address = f"{place.short}党群服务中心一楼"
        opened = max(date(2012, 3, 5), today - timedelta(days=rng.randrange(900, 5_000)))
        search = array(index_text(name, address))
        rows.append(
            (keys.at_ms(1_330_000_000_000 + turn), place.path[:6], place.code, name, address,
             place.lon, place.lat, opened, search)
        )  # fmt: skip
    return rows

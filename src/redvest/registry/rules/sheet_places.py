"""Finds the place that a cell means, by its code or by its names from the district down. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from redvest.registry.choices import RegionLevel
from redvest.registry.rules.sheet import CellFault

_SEPARATORS = re.compile(r"[\s\-—>›·・,，、/\\|_()（）]+")
_CODE = re.compile(r"\d{6}(?:\d{3}){0,2}|\d{4}Z\d")
_OFFICES = (
    "社区居民委员会",
    "居民委员会",
    "村民委员会",
    "社区居委会",
    "居委会",
    "村委会",
    "街道办事处",
    "办事处",
    "人民政府",
)
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Place:
    """As much of a region as finding it takes."""

    code: str
    name: str
    level: str
    path: str


@dataclass
class Places:
    """A city's places by code and by all their names. Remembers what it found, since a file repeats itself."""

    all: tuple[Place, ...]
    _by_code: dict[str, Place] = field(init=False, repr=False)
    _by_name: dict[str, list[Place]] = field(init=False, repr=False)
    _lengths: list[int] = field(init=False, repr=False)
    _found: dict[str, Place | str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_code = {place.code: place for place in self.all}
        self._by_name = defaultdict(list)
        for place in self.all:
            for name in names_of(place):
                self._by_name[name].append(place)
        self._lengths = sorted({len(name) for name in self._by_name}, reverse=True)

    def find(self, text: str, *, whole_city: bool = False) -> Place:
        """The place, which may be the city as a whole only where that is asked for. Raises CellFault."""
        known = self._found.get(text)
        if known is None:
            known = self._look(text)
            if len(self._found) < 50_000:
                self._found[text] = known
        if isinstance(known, str):
            raise CellFault(known)
        if known.level == RegionLevel.CITY and not whole_city:
            raise CellFault(_("区域只写到了市，请写到区县、街道或社区。"))
        return known

    def _look(self, text: str) -> Place | str:
        said = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
        place = self._coded(said) if _CODE.fullmatch(said) else self._named(said)
        if isinstance(place, str):
            return place
        if place is None:
            return _("区域“{text}”认不出来，请填区县、街道或社区的名称，或者区划代码。").format(
                text=text[:40]
            )
        return place

    def _coded(self, code: str) -> Place | None:
        """By its code, which may be filled up with zeros to twelve digits."""
        while code not in self._by_code and code.endswith("000"):
            code = code[:-3]
        return self._by_code.get(code)

    def _named(self, said: str) -> Place | str | None:
        """From the left, each time the longest name that lies below what was found; what follows is an address."""
        here: Place | None = None
        start = 0
        while start < len(said):
            found, length = self._next(said, start, here)
            if len(found) > 1:
                return _("有好几个地方叫“{name}”，请把上一级也写上，例如“{example}”。").format(
                    name=said[start : start + length], example=self._example(found[0])
                )
            if found:
                here, start = found[0], start + length
            elif here is None or here.level == RegionLevel.CITY:
                start += 1  # a province, or a city's name in other words
            else:
                break
        return here

    def _next(self, said: str, start: int, here: Place | None) -> tuple[list[Place], int]:
        above = here.path if here else ""
        for length in self._lengths:
            name = said[start : start + length]
            below = [
                each
                for each in self._by_name.get(name, ())
                if each.path.startswith(above) and each is not here
            ]
            if len(name) == length and below:
                # The highest of those with this name: 城南 is rather the street than a village in it.
                top = min(each.path.count("/") for each in below)
                return [each for each in below if each.path.count("/") == top], length
        return [], 0

    def _example(self, place: Place) -> str:
        codes = place.path.strip("/").split("/")[1:]
        return "".join(self._by_code[code].name for code in codes if code in self._by_code)


def names_of(place: Place) -> set[str]:
    """The names under which people know a place: 百花湖社区居民委员会 is also 百花湖社区 and 百花湖."""
    names = {place.name}
    for office in _OFFICES:
        bare = place.name.removesuffix(office)
        if bare != place.name and len(bare) >= _SHORTEST:
            names.add(bare)
            kind = "村" if office.startswith("村") else "社区" if "居" in office else ""
            if not bare.endswith(("社区", "村", "街道")):
                names.add(bare + kind)
    for ending in ("社区", "街道"):
        names |= {bare for name in tuple(names) if len(bare := name.removesuffix(ending)) >= _SHORTEST}
    return names


def places_of(rows: Iterable[tuple[str, str, str, str]]) -> Places:
    """Out of code, name, level and path."""
    return Places(tuple(Place(*row) for row in rows))

"""Puts a sheet of stations on the register. Their levels are not in it: those come from assessments alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.core.identifiers import uuid7_batch
from redvest.core.search import index_text
from redvest.registry.actions.import_report import ImportReport, Progress
from redvest.registry.actions.import_small import RowView, Sheet, take_in
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Region, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.import_ground import header_in, places
from redvest.registry.rules.sheet import CellFault
from redvest.registry.rules.sheet_places import Place, Places
from redvest.registry.rules.sheet_stations import SHAPE, degrees
from redvest.registry.rules.station_facts import LONGEST_ADDRESS, LONGEST_NAME


@dataclass(frozen=True, slots=True)
class NewStation:
    """A row that can be written."""

    name: str
    place: Place
    address: str
    point: tuple[float, float]
    opened_on: date


@transaction.atomic
def import_stations(
    *,
    by: Standing,
    path: Path,
    partial: bool = False,
    dry_run: bool = False,
    at: datetime,
    bad_file: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a sheet of stations: all or none, with ``partial`` the good rows. Raises NotAllowed, HeaderMissing."""
    if not by.regions():
        raise NotAllowed
    # One import of a city's stations at a time: a station is known by its name and community, which no constraint holds.
    Region.objects.select_for_update(no_key=True).get(pk=by.city)
    known = set(Station.objects.filter(city=by.city).values_list("region_id", "name"))
    check = _Check(by, day_of(at), places(by.city), _points(by.city))
    return take_in(
        sheet=Sheet(by, path, at, partial, dry_run, bad_file, progress), header=header_in(path, SHAPE), check=check,
        keys=lambda item: [(item.place.code, item.name)], known=known.__contains__,
        write=lambda items: _write(items, by.city, at), verb="import_stations",
    )  # fmt: skip


def _points(city: str) -> dict[str, tuple[float, float]]:
    rows = Region.objects.filter(city=city, lon__isnull=False, lat__isnull=False)
    return {
        code: (float(lon or 0), float(lat or 0)) for code, lon, lat in rows.values_list("code", "lon", "lat")
    }


class _Check:
    """Turns a row into a station; one without a point stands where its community does."""

    def __init__(self, by: Standing, on: date, known: Places, points: dict[str, tuple[float, float]]) -> None:
        self._by, self._on, self._places, self._points = by, on, known, points

    def __call__(self, row: RowView) -> NewStation:
        name, address = row.text("name"), row.text("address")
        if not name or len(name) > LONGEST_NAME:
            raise CellFault(_("请填写站点名称，最多 {most} 个字。").format(most=LONGEST_NAME))
        if not address or len(address) > LONGEST_ADDRESS:
            raise CellFault(_("请填写地址，最多 {most} 个字。").format(most=LONGEST_ADDRESS))
        place = self._place(row.text("region"))
        point = degrees(row.text("lon"), row.text("lat")) or self._points.get(place.code)
        if point is None:
            raise CellFault(_("“{name}”在地图上没有位置，请填经度和纬度。").format(name=place.name))
        opened = row.day("opened_on") or self._on
        if opened > self._on:
            raise CellFault(_("启用日期不能在今天以后。"))
        return NewStation(name, place, address, point, opened)

    def _place(self, text: str) -> Place:
        place = self._places.find(text)
        if place.level != RegionLevel.COMMUNITY:
            raise CellFault(_("“{name}”不是社区或村，请写到社区。").format(name=place.name))
        if not self._by.governs(place.path):
            raise CellFault(_("“{name}”不在你管理的区域里。").format(name=place.name))
        return place


def _write(items: list[NewStation], city: str, at: datetime) -> None:
    keys = uuid7_batch(len(items), int(at.timestamp() * 1000))
    Station.objects.bulk_create(
        Station(
            id=key, city=city, region_id=each.place.code, name=each.name, address=each.address, lon=each.point[0],
            lat=each.point[1], opened_on=each.opened_on, search=index_text(each.name, each.address),
        )
        for key, each in zip(keys, items, strict=True)
    )  # fmt: skip

"""The import of stations: checked row by row, all or none, what is known is told, and out again as it came."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.oversight.queries.station_rows import TITLES as OUT
from redvest.oversight.queries.station_rows import station_sheet
from redvest.registry.actions.import_report import ImportReport
from redvest.registry.actions.import_stations import import_stations
from redvest.registry.models import Region, Station
from redvest.registry.rules.sheet import CellFault
from redvest.registry.rules.sheet_stations import degrees
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.station import level_of
from tests.factories.workbook import workbook
from tests.registry.actions.test_import_bodies import bad_rows

TITLES = ["站点名称", "所在社区", "地址", "经度", "纬度", "启用日期"]
GOOD = ["百花湖社区志愿服务站", "百花湖社区", "百花湖路 3 号", "114.93", "27.81", "2015-03-05"]


def load(tmp_path: Path, *rows: list[Any], titles: list[str] = TITLES, **given: Any) -> ImportReport:
    make.make_region_tree()
    path = workbook(tmp_path / "服务站.xlsx", titles, rows)
    return import_stations(**{"by": make.make_centre(), "path": path, "at": NOW, **given})


@pytest.mark.django_db
def test_a_station_comes_in_where_its_row_says(tmp_path: Path) -> None:
    report = load(tmp_path, GOOD, [])
    assert (report.rows, report.imported, report.bad) == (1, 1, 0)
    found = Station.objects.get()
    assert (found.name, found.lon, found.lat, found.opened_on) == (GOOD[0], 114.93, 27.81, date(2015, 3, 5))
    assert found.region.name == "百花湖社区" and "百花" in found.search
    assert AuditLine.objects.get(verb="import_stations").details["imported"] == 1


@pytest.mark.django_db
def test_without_a_point_it_stands_where_its_community_does(tmp_path: Path) -> None:
    make.make_region_tree()
    Region.objects.filter(name="百花湖社区").update(lon=114.9, lat=27.8)
    load(tmp_path, [*GOOD[:3], "", "", ""])
    found = Station.objects.get()
    assert (found.lon, found.lat, found.opened_on) == (114.9, 27.8, day_of(NOW))


@pytest.mark.django_db
def test_every_fault_has_its_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    rows = [
        GOOD, GOOD, ["", *GOOD[1:]], [GOOD[0], "没有的社区", *GOOD[2:]], ["甲站", "渝水区", *GOOD[2:]],
        ["乙站", GOOD[1], "", *GOOD[3:]], ["丙站", *GOOD[1:3], "27.81", "114.93", ""], ["丁站", *GOOD[1:3], "114.93", "", ""],
        ["戊站", *GOOD[1:5], "2030-01-01"],
    ]  # fmt: skip
    report = load(tmp_path, *rows)
    assert (report.rows, report.imported, report.bad, report.duplicates) == (9, 0, 8, 1)
    said = " ".join(str(each) for each in bad_rows(report).values())
    for words in (
        "第 2 行是同一个",
        "请填写站点名称",
        "不是社区或村",
        "请填写地址",
        "填反了",
        "一起填成小数",
        "今天以后",
    ):
        assert words in said
    assert not Station.objects.exists() and not AuditLine.objects.filter(verb="import_stations").exists()


@pytest.mark.django_db
def test_the_good_rows_alone_and_a_dry_run(tmp_path: Path) -> None:
    bad = ["", *GOOD[1:]]
    assert load(tmp_path, GOOD, bad, dry_run=True).imported == 0
    assert not Station.objects.exists()
    assert load(tmp_path, GOOD, bad, partial=True).imported == 1
    again = load(tmp_path, GOOD)
    assert again.imported == 0 and again.all_known and Station.objects.count() == 1


@pytest.mark.django_db
def test_an_officer_brings_in_stations_of_their_own_place_alone(tmp_path: Path) -> None:
    tree = make.make_region_tree()
    far = make.make_officer(tree.fenyi)
    assert load(tmp_path, GOOD, by=far).bad == 1
    assert load(tmp_path, GOOD, by=make.make_officer(tree.yushui)).imported == 1
    with pytest.raises(NotAllowed):
        load(tmp_path, GOOD, by=make.standing_of(make.make_account()))


@pytest.mark.django_db
def test_what_goes_out_comes_in_again_the_same(tmp_path: Path) -> None:
    load(tmp_path, GOOD, ["二站", *GOOD[1:]])
    level_of(Station.objects.get(name="二站"), "basic")
    rows = [list(row) for row in station_sheet(make.CITY, day_of(NOW))]
    assert {row[0]: row[6] for row in rows} == {GOOD[0]: "未达标", "二站": "基础"}
    before = list(
        Station.objects.order_by("name").values_list("name", "region", "address", "lon", "lat", "opened_on")
    )
    Station.objects.filter(assessments__isnull=True).delete()
    report = load(tmp_path, *rows, titles=list(OUT), partial=True)
    assert (report.imported, report.duplicates, len(report.ignored)) == (1, 1, 3)
    after = Station.objects.order_by("name").values_list(
        "name", "region", "address", "lon", "lat", "opened_on"
    )
    assert list(after) == before


@pytest.mark.parametrize(
    ("lon", "lat"), [("x", "27"), ("114.9", ""), ("nan", "27"), ("27.8", "114.9"), ("inf", "1")]
)
def test_degrees_out_of_china_or_alone_are_refused(lon: str, lat: str) -> None:
    with pytest.raises(CellFault):
        degrees(lon, lat)
    assert degrees("", "") is None

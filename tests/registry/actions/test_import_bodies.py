"""The import of organisations: active at once, each once, by the officer of the place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.core.workbook import open_rows
from redvest.registry.actions.import_bodies import import_bodies
from redvest.registry.actions.import_report import ImportReport
from redvest.registry.choices import BodyKind, BodyState, TeamKind
from redvest.registry.models import Body, Grant
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.queries.body import search_bodies
from tests.factories import registry as make
from tests.factories.workbook import workbook

pytestmark = pytest.mark.django_db
CENTRE = SYSTEM_STANDING(make.CITY)
TITLES = [
    "组织名称",
    "组织类型",
    "统一社会信用代码",
    "同意其成立的单位",
    "服务区域",
    "负责人",
    "联系电话",
    "成立时间",
    "服务类别",
]


def team(name: str, **changes: Any) -> list[Any]:
    row = dict(
        zip(
            TITLES,
            [name, "志愿服务队", "", "百花湖社区居委会", "百花湖社区", "周建国", "0790-6440000", "", ""],
            strict=True,
        )
    )
    return list((row | changes).values())


def load(tmp_path: Path, *rows: list[Any], titles: list[str] | None = None, **given: Any) -> ImportReport:
    make.make_region_tree()
    make.make_domain()
    path = workbook(tmp_path / "组织.xlsx", titles or TITLES, rows)
    return import_bodies(**{"by": CENTRE, "path": path, "at": make.NOW, **given})


def bad_rows(report: ImportReport) -> dict[int, str]:
    assert report.bad_file is not None
    with open_rows(report.bad_file) as rows:
        return {
            number: str(cells[-2]) for number, cells in rows if number > 1 for number in [int(str(cells[-1]))]
        }


def test_organisations_are_active_at_once_and_found(tmp_path: Path) -> None:
    code = make.next_credit_code()
    report = load(
        tmp_path,
        team("百花湖党员志愿服务队", 服务类别="邻里守望"),
        team(
            "暖阳志愿服务中心",
            组织类型="",
            统一社会信用代码=f" {code.lower()} ",
            服务区域="渝水区",
            成立时间=date(2015, 3, 5),
        ),
    )
    assert (report.rows, report.imported, report.bad) == (2, 2, 0)
    team_one, centre = Body.objects.order_by("kind")
    assert (team_one.kind, team_one.team_kind, team_one.credit_code) == (
        BodyKind.CONSENTED_TEAM,
        TeamKind.PARTY,
        "",
    )
    assert [each.key for each in team_one.domains.all()] == ["xinyu:02"]
    assert (centre.kind, centre.credit_code, centre.founded_on) == (
        BodyKind.REGISTERED,
        code,
        date(2015, 3, 5),
    )
    assert {body.state for body in (team_one, centre)} == {BodyState.ACTIVE}
    assert (centre.contact_name, centre.region_path) == ("周建国", "360500/360502/")
    assert search_bodies(city=make.CITY, q="暖阳").get() == centre
    assert not Grant.objects.exists()
    line = AuditLine.objects.get(verb="import_bodies")
    assert (line.details["imported"], line.details["sha256"]) == (2, report.sha256)


def test_wrong_rows_come_back_and_nothing_is_written(tmp_path: Path) -> None:
    report = load(
        tmp_path,
        team("好好队"),
        team(""),
        team("无区域", 服务区域=""),
        team("无电话", 联系电话="12"),
        team("法人没代码", 组织类型="事业单位"),
        team("码错", 组织类型="志愿服务组织", 统一社会信用代码="51360500MJ1234567X"),
        team("没成立", 成立时间="2199-01-01"),
        team("没单位", 同意其成立的单位=""),
    )
    reasons = bad_rows(report)
    assert sorted(reasons) == [3, 4, 5, 6, 7, 8, 9]
    words = (
        "组织名称",
        "请填写服务区域",
        "公开联系电话",
        "统一社会信用代码",
        "最后一位对不上",
        "成立日期还没到",
        "同意其成立的单位",
    )
    assert all(word in reasons[line] for line, word in zip(sorted(reasons), words, strict=True))
    assert (report.imported, report.duplicates) == (0, 0)
    assert not Body.objects.exists()
    assert not AuditLine.objects.exists()


def test_partial_writes_the_good_ones_and_a_check_none(tmp_path: Path) -> None:
    rows = (team("甲队"), team(""), team("乙队"))
    assert load(tmp_path, *rows, dry_run=True, partial=True).imported == 0
    assert not Body.objects.exists()
    assert load(tmp_path, *rows, partial=True).imported == 2
    assert set(Body.objects.values_list("name", flat=True)) == {"甲队", "乙队"}


def test_each_organisation_is_there_once(tmp_path: Path) -> None:
    known = make.make_body(region=make.make_region_tree().baihua)
    report = load(
        tmp_path,
        team("甲队"),
        team("甲队"),
        team(known.name),
        team("另一个名字", 组织类型="志愿服务组织", 统一社会信用代码=known.credit_code),
        partial=True,
    )
    reasons = bad_rows(report)
    assert reasons[3] == "和第 2 行是同一个，请删掉一行。"
    assert reasons[4] == reasons[5] == "已经登记过了，不用再导入。"
    assert (report.imported, report.duplicates) == (1, 3)
    again = load(tmp_path, team("甲队"))
    assert again.all_known


def test_a_code_of_ones_own_is_kept_and_not_given_twice(tmp_path: Path) -> None:
    titles = [*TITLES, "组织代码"]
    report = load(
        tmp_path,
        [*team("甲队"), "xy001"],
        [*team("乙队"), "XY001"],
        [*team("丙队"), "甲"],
        titles=titles,
        partial=True,
    )
    assert Body.objects.get().code == "XY001"
    assert "同一个" in bad_rows(report)[3]
    assert "3 到 12 位" in bad_rows(report)[4]


def test_an_officer_imports_for_their_own_region(tmp_path: Path) -> None:
    rows = (team("甲队"), team("乙队", 服务区域="分宜县"))
    report = load(tmp_path, *rows, by=make.make_officer(), partial=True)
    assert report.imported == 1
    assert "“分宜县”不在你管理的区域里" in bad_rows(report)[3]


def test_who_may_not_import(tmp_path: Path) -> None:
    for by in (make.make_member(), make.make_body_admin(make.make_body())):
        with pytest.raises(NotAllowed):
            load(tmp_path, team("甲队"), by=by)
    assert not Body.objects.filter(name="甲队").exists()

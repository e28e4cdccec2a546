"""The import of projects: each belongs to an organisation that the importer answers for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.core.workbook import open_rows
from redvest.registry.choices import BodyState
from redvest.registry.policy import SYSTEM_STANDING
from redvest.service.actions.import_projects import import_projects
from redvest.service.choices import ProjectState
from redvest.service.models import Project
from tests.factories import registry as make
from tests.factories.workbook import workbook

pytestmark = pytest.mark.django_db
CENTRE = SYSTEM_STANDING(make.CITY)
TITLES = ["项目名称", "所属组织", "服务类别", "项目区划", "开始日期", "结束日期", "状态"]


def row(name: str, **changes: Any) -> list[Any]:
    basis = dict(zip(TITLES, [name, "", "邻里守望", "", "2024-03-05", "", ""], strict=True))
    return list((basis | changes).values())


def load(tmp_path: Path, *rows: list[Any], **given: Any) -> Any:
    make.make_region_tree()
    make.make_domain()
    make.make_domain("xinyu:06", "环境保护")
    path = workbook(tmp_path / "项目.xlsx", TITLES, rows)
    return import_projects(**{"by": CENTRE, "path": path, "at": make.NOW, **given})


def reasons(report: Any) -> dict[int, str]:
    with open_rows(report.bad_file) as rows:
        return {int(str(cells[-1])): str(cells[-2]) for number, cells in rows if number > 1}


def test_projects_of_named_organisations(tmp_path: Path) -> None:
    body = make.make_body(name="暖阳志愿服务队", code="XY007")
    ended = make.make_body(name="老队", state=BodyState.EXITED)
    report = load(
        tmp_path,
        row("邻里守望进百家", 所属组织="暖阳志愿服务队", 项目区划="百花湖社区"),
        row("清洁家园", 所属组织="xy007", 服务类别="环境保护", 结束日期="2024-12-31"),
        row("旧项目", 所属组织="老队", 开始日期=date(2015, 3, 5), 状态="已结项"),
    )
    assert (report.rows, report.imported, report.bad) == (3, 3, 0)
    one, two, old = Project.objects.order_by("code")
    assert (one.body, one.region_path, one.state) == (
        body,
        "360500/360502/360502001/360502001001/",
        ProjectState.RUNNING,
    )
    assert (two.domain_id, two.ends_on, two.state, two.region_id) == (
        "xinyu:06",
        date(2024, 12, 31),
        ProjectState.CLOSED,
        body.region_id,
    )
    assert (old.body, old.starts_on, old.state) == (ended, date(2015, 3, 5), ProjectState.CLOSED)
    assert len({one.code, two.code, old.code}) == 3
    assert one.code.startswith("P3605022603")
    assert "lls" not in one.search
    assert {"邻里", "暖阳"} <= set(one.search)
    assert AuditLine.objects.get(verb="import_projects").details["imported"] == 3


def test_wrong_rows_come_back_and_nothing_is_written(tmp_path: Path) -> None:
    body = make.make_body()
    make.make_body(name="同名队", region=make.make_region_tree().baihua)
    make.make_body(name="同名队", region=make.make_region_tree().zhanqian)
    report = load(
        tmp_path, row("好项目"), row(""), row("没类别", 服务类别=""), row("两类别", 服务类别="邻里守望、环境保护"),
        row("倒着", 结束日期="2023-01-01"), row("没组织", 所属组织="不存在的队"), row("同名", 所属组织="同名队"), row("长" * 81),
        body=body,
    )  # fmt: skip
    found = reasons(report)
    assert sorted(found) == [3, 4, 5, 6, 7, 8, 9]
    words = (
        "请填写项目名称",
        "一个服务类别",
        "一个服务类别",
        "不能早于",
        "没有找到组织",
        "改填组织代码",
        "最多 80 个字",
    )
    assert all(word in found[line] for line, word in zip(sorted(found), words, strict=True))
    assert not Project.objects.exists()


def test_a_row_without_an_organisation_needs_one_from_outside(tmp_path: Path) -> None:
    assert "请填写所属组织" in reasons(load(tmp_path, row("邻里守望")))[2]
    assert load(tmp_path, row("邻里守望"), body=make.make_body()).imported == 1


def test_a_project_is_there_once(tmp_path: Path) -> None:
    body = make.make_body()
    report = load(tmp_path, row("甲"), row("甲"), row("甲", 开始日期="2025-03-05"), body=body, partial=True)
    assert (report.imported, report.duplicates) == (2, 1)
    assert load(tmp_path, row("甲"), body=body).all_known


def test_a_body_imports_its_own_projects_only(tmp_path: Path) -> None:
    body, other = make.make_body(), make.make_body(name="别人的队")
    admin = make.make_body_admin(body)
    report = load(tmp_path, row("甲"), row("乙", 所属组织="别人的队"), by=admin, body=body, partial=True)
    assert report.imported == 1
    assert "不归你管理" in reasons(report)[3]
    with pytest.raises(NotAllowed):
        load(tmp_path, row("丙"), by=admin, body=other)
    with pytest.raises(NotAllowed):
        load(tmp_path, row("丙"), by=make.make_member())
    assert Project.objects.count() == 1

"""``redvest export``: what goes out can come in again, and nothing leaves without a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from redvest.core.models import AuditLine
from redvest.core.workbook import open_rows
from redvest.faces.ops import cli, exporting, importing
from redvest.faces.ops.import_workers import Workers
from redvest.registry.actions.region import load_divisions, load_domains
from redvest.registry.models import Body, Membership, SharingLine, Volunteer
from redvest.service.models import HoursEntry, Project
from redvest.service.queries.export_rows import hours_text
from tests.factories import registry as make
from tests.factories import service
from tests.factories.workbook import volunteers_workbook

pytestmark = pytest.mark.django_db
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    for module in (exporting, importing):
        monkeypatch.setattr(module, "open_database", lambda: None)
    monkeypatch.setattr(importing, "Workers", lambda: Workers(0))

    def go(*argv: object) -> tuple[int, str, str]:
        code = cli.run([str(each) for each in argv])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return go


def rows_of(path: Path) -> list[dict[str, str]]:
    with open_rows(path) as rows:
        titles, *found = [[str(cell or "") for cell in cells] for _, cells in rows]
    return [dict(zip(titles, cells, strict=False)) for cells in found]


def test_people_leave_whole_for_a_reason_and_come_in_again(run: Run, tmp_path: Path) -> None:
    load_divisions(city=make.CITY, at=make.NOW)
    load_domains()
    made = volunteers_workbook(tmp_path / "名单.xlsx", 150, bad_every=0)
    assert run("import", "volunteers", made.path)[0] == 0
    before = set(
        Volunteer.objects.values_list("id_hash", "name", "birth_on", "phone_tail", "region_id", "skills")
    )
    out = tmp_path / "out.xlsx"
    code, said, _ = run("export", "volunteers", out, "--unmask", "--reason", "迁移到新系统", "--json")
    assert (code, json.loads(said)["rows"]) == (0, 150)
    Volunteer.objects.all().delete()
    code, said, _ = run("import", "volunteers", out, "--json")
    assert (code, json.loads(said)["imported"]) == (0, 150)
    after = set(
        Volunteer.objects.values_list("id_hash", "name", "birth_on", "phone_tail", "region_id", "skills")
    )
    assert {tuple(map(_plain, row)) for row in after} == {tuple(map(_plain, row)) for row in before}
    line = AuditLine.objects.get(verb="export_unmasked")
    assert (line.reason, line.actor_kind) == ("迁移到新系统", "system")


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_without_a_reason_nothing_is_unmasked(run: Run, tmp_path: Path) -> None:
    make.make_volunteer()
    out = tmp_path / "out.xlsx"
    code, _, err = run("export", "volunteers", out, "--unmask")
    assert (code, "要写明理由" in err, out.exists()) == (2, True, False)
    assert not AuditLine.objects.exists()
    assert run("export", "volunteers", out)[0] == 0
    (row,) = rows_of(out)
    assert "*" in row["证件号码"]
    assert "****" in row["手机"]
    assert AuditLine.objects.get().verb == "export"


def test_organisations_and_projects_come_in_again(run: Run, tmp_path: Path) -> None:
    body = make.make_body(name="暖阳志愿服务队", code="XY001")
    project = service.make_project(body=body)
    for what in ("organizations", "projects"):
        assert run("export", what, tmp_path / f"{what}.xlsx")[0] == 0
    (row,) = rows_of(tmp_path / "projects.xlsx")
    assert (row["项目编号"], row["所属组织"]) == (project.code, "XY001")
    (row,) = rows_of(tmp_path / "organizations.xlsx")
    assert (row["组织代码"], row["统一社会信用代码"]) == ("XY001", body.credit_code)
    Project.objects.all().delete()
    Body.objects.all().delete()
    assert run("import", "organizations", tmp_path / "organizations.xlsx")[0] == 0
    assert run("import", "projects", tmp_path / "projects.xlsx")[0] == 0
    again = Project.objects.get()
    assert (again.name, again.body.code, again.body.name, again.starts_on) == (
        project.name,
        "XY001",
        body.name,
        project.starts_on,
    )


def test_members_come_in_again_with_their_yes(run: Run, tmp_path: Path) -> None:
    body, person, gone = make.make_body(), make.make_volunteer(), make.make_volunteer()
    day = date(2025, 1, 1)
    Membership.objects.create(
        city=body.city, body=body, volunteer=person, joined_on=day, consent="applied", consented_at=make.NOW
    )
    Membership.objects.create(city=body.city, body=body, volunteer=gone, joined_on=day, left_on=day)
    assert run("export", "members", tmp_path / "members.xlsx", "--body", body.code)[0] == 0
    (row,) = rows_of(tmp_path / "members.xlsx")
    assert (row["志愿者编号"], row["组织代码"], row["本人同意加入"]) == (person.number, body.code, "是")
    assert [line.people for line in SharingLine.objects.all()] == [1]
    Membership.objects.all().delete()
    assert run("import", "members", tmp_path / "members.xlsx")[0] == 0
    assert Membership.objects.get().joined_on == day


def test_hours_leave_with_their_grades(run: Run, tmp_path: Path) -> None:
    body, other = make.make_body(), make.make_body()
    person = make.make_volunteer()
    service.make_entry(volunteer=person, body=body, minutes=100)
    service.make_entry(volunteer=person, body=other, minutes=150, title="清洁家园")
    assert run("export", "hours", tmp_path / "all.xlsx")[0] == 0
    found = {row["活动名称"]: row for row in rows_of(tmp_path / "all.xlsx")}
    assert found["清洁家园"]["服务时长（小时）"] == "2.5"
    assert {row["证据等级"] for row in found.values()} == {"B"}
    assert run("export", "hours", tmp_path / "one.xlsx", "--body", body.code)[0] == 0
    (row,) = rows_of(tmp_path / "one.xlsx")
    assert (row["服务时长（小时）"], row["志愿者编号"]) == ("1:40", person.number)
    assert row["记录编号"] == str(HoursEntry.objects.get(body=body).pk)


def test_a_ledger_longer_than_a_sheet_goes_on_in_another(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 4)
    for _ in range(7):
        make.make_volunteer()
    code, said, _ = run("export", "volunteers", tmp_path / "out.xlsx", "--json")
    assert (code, json.loads(said)["rows"]) == (0, 7)
    assert [len(rows_of(tmp_path / name)) for name in ("out.xlsx", "out-2.xlsx", "out-3.xlsx")] == [3, 3, 1]


def test_wrong_usage_gets_a_sentence(run: Run, tmp_path: Path) -> None:
    make.make_region_tree()
    assert "以 .xlsx 结尾" in run("export", "volunteers", tmp_path / "out.csv")[2]
    assert run("export", "volunteers", tmp_path / "no" / "out.xlsx")[0] == 2
    code, _, err = run("export", "volunteers", tmp_path / "out.xlsx", "--body", "NONE")
    assert (code, "--body" in err, list(tmp_path.iterdir())) == (2, True, [])
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(60, "1"), (150, "2.5"), (45, "0.75"), (3, "0.05"), (100, "1:40"), (-150, "-2.5"), (-100, "-1:40")],
)
def test_hours_come_back_to_the_same_minutes(minutes: int, text: str) -> None:
    assert hours_text(minutes) == text

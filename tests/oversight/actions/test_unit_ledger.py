"""A community's ledger of one year as Excel and PDF: the right totals, equal to the statistics with the same filter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
import time_machine
from python_calamine import CalamineWorkbook

from redvest.core.clock import CHINA
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.faces.ops import cli
from redvest.oversight.actions import unit_ledger as act
from redvest.oversight.actions.unit_ledger_file import Wanted, write_file
from redvest.oversight.choices import LedgerForm
from redvest.oversight.models import LedgerFile
from redvest.oversight.queries.filtered_headline import filtered_headline, slice_of
from redvest.oversight.queries.ledger_file import path_of
from redvest.oversight.queries.unit import unit_of_body, unit_of_region
from redvest.oversight.rules.unit_ledger import LedgerTooLongForPdf, Unit
from redvest.registry.choices import Role
from redvest.registry.models import Body, Volunteer
from redvest.registry.privacy_errors import ReasonMissing
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.choices import Grade
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
FROM, TO = date(2025, 1, 1), date(2025, 12, 31)
MIDDAY = datetime(2025, 6, 1, 12, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass(frozen=True)
class World:
    """A community in whose year four entries stand, one was voided and one corrected; others lie outside."""

    unit: Unit
    body: Body
    people: list[Volunteer]


@pytest.fixture
def world() -> World:
    tree = make.make_region_tree()
    body = make.make_body(name="百花湖志愿队", region=tree.baihua)
    next_door = make.make_body(name="站前志愿队", region=tree.zhanqian)
    people = [make.make_volunteer(name=name) for name in ("李明霞", "王小路", "欧阳娜娜")]
    activity = service.make_activity(
        body=body,
        region=tree.baihua,
        title="清洗楼道",
        starts_at=MIDDAY,
        leader=make.make_account(name="陈小梅"),
    )
    for turn, person in enumerate(people[:2]):
        grade = (Grade.A, Grade.B)[turn]
        service.make_entry(
            volunteer=person, body=body, activity=activity, title=activity.title, starts_at=MIDDAY, minutes=100,
            grade=grade,
        )  # fmt: skip
    service.make_entry(volunteer=people[2], body=body, title="=送春联", starts_at=MIDDAY + timedelta(days=2))
    officer = make.make_officer()
    voided = service.make_entry(volunteer=people[2], body=body, starts_at=MIDDAY + timedelta(days=5))
    void_entry(by=officer, entry=voided, reason="没有来", at=NOW)
    wrong = service.make_entry(
        volunteer=people[0], body=body, starts_at=MIDDAY + timedelta(days=9), grade=Grade.C
    )
    correct_entry(by=officer, entry=wrong, minutes=45, reason="早走了", at=NOW)
    service.make_entry(volunteer=people[0], body=body, starts_at=MIDDAY - timedelta(days=200))
    service.make_entry(volunteer=people[0], body=body, starts_at=MIDDAY + timedelta(days=300))
    service.make_entry(volunteer=people[1], body=next_door, starts_at=MIDDAY + timedelta(days=20))
    return World(unit_of_region(tree.baihua), body, people)


def wanted(world: World, form: LedgerForm = LedgerForm.XLSX, *, whole: bool = False) -> Wanted:
    return Wanted(world.unit, world.unit.part(FROM, TO), form, whole)


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert cli.run([*words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_excel_of_a_community_s_year_says_what_the_statistics_say(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ledger.xlsx"
    period = ("--from", str(FROM), "--to", str(TO))
    done = told(capsys, "export", "ledger", "--community", world.unit.code, *period, "-o", str(path))
    stats = told(capsys, "stats", "--region", world.unit.code, *period)

    assert done["service_hours"] == pytest.approx(stats["service_hours"], abs=0.005)
    assert done["minutes_by_grade"] == stats["minutes_by_grade"]
    assert sum(stats["minutes_by_grade"].values()) == 365
    assert stats["active_volunteers"] == done["people"] == 3
    book = sheets(path)
    assert list(book) == ["汇总", "活动记录表", "人员", "服务时长", "照片"]
    summary = {row[0]: row[1] for row in book["汇总"]}
    assert summary["服务时长合计（分钟）"] == 365
    assert (summary["参加人数"], summary["参加人次"]) == (3, 4)
    assert (
        (summary["活动（场）"], summary["导入记录（条）"]) == (done["activities"], done["imported"]) == (1, 2)
    )
    for name, column in (("活动记录表", 14), ("人员", 8), ("服务时长", 9)):
        rows = book[name]
        assert rows[0][0] == f"百花湖社区志愿服务台账（{name}）"
        assert "2025年1月1日至2025年12月31日" in rows[1][0]
        total = next(row for row in rows if row[0] == "合计")
        lines = [row for row in rows[4:] if isinstance(row[0], float)]
        assert total[column] == pytest.approx(365 / 60, abs=1e-3)
        assert total[column] == pytest.approx(sum(row[column] for row in lines), abs=1e-3)
        assert any("填表人" in str(row[0]) and "单位盖章" in str(row[0]) for row in rows)


def test_the_activity_form_tells_who_led_and_who_came_with_hidden_names(world: World, tmp_path: Path) -> None:
    write_file(wanted=wanted(world), path=tmp_path / "a.xlsx", at=NOW)

    form = next(row for row in sheets(tmp_path / "a.xlsx")["活动记录表"] if row[3] == "清洗楼道")

    assert form[1:3] == ["2025-06-01", "12:00–14:00"]
    assert form[4:10] == [
        "邻里守望",
        "百花湖社区志愿服务站",
        "百花湖志愿队",
        "陈*梅",
        "陪老人去菜场，帮着提菜。",
        2.0,
    ]
    assert form[15] == "李*霞、王*路"


def test_nothing_a_person_typed_becomes_a_formula(world: World, tmp_path: Path) -> None:
    write_file(wanted=wanted(world), path=tmp_path / "a.xlsx", at=NOW)
    assert any(row[3] == "'=送春联" for row in sheets(tmp_path / "a.xlsx")["活动记录表"])


def test_the_pdf_says_the_same_on_numbered_pages(world: World, tmp_path: Path) -> None:
    path = tmp_path / "ledger.pdf"
    totals = act.export_ledger(
        by=make.make_officer(), wanted=wanted(world, LedgerForm.PDF), path=path, at=NOW
    )

    paper = pypdf.PdfReader(path)
    text = "".join("".join(page.extract_text() for page in paper.pages).split())
    part = slice_of(make.CITY, region=world.unit.code, since=FROM, until=TO)
    assert totals.minutes_by_grade == filtered_headline(part, NOW).minutes_by_grade
    assert "百花湖社区志愿服务台账" in text
    assert "服务时长合计（分钟）365" in text
    assert "第1页，共2页" in text and "第2页，共2页" in text
    assert "填表人：" in text and "单位盖章：" in text
    assert "王*路" in text and "王小路" not in text
    box = paper.pages[0].mediabox
    assert box.width > box.height


def test_whole_names_need_a_reason_and_leave_a_line(world: World, tmp_path: Path) -> None:
    officer, path = make.make_officer(), tmp_path / "whole.xlsx"
    with pytest.raises(ReasonMissing):
        act.export_ledger(by=officer, wanted=wanted(world, whole=True), path=path, at=NOW)
    assert not path.exists()
    assert not AuditLine.objects.filter(verb__startswith="export_ledger").exists()

    act.export_ledger(by=officer, wanted=wanted(world, whole=True), path=path, reason="年终检查", at=NOW)

    assert any(row[2] == "李明霞" for row in sheets(path)["人员"])
    line = AuditLine.objects.get(verb="export_ledger_unmasked")
    assert (line.reason, line.target_kind, line.target_id) == ("年终检查", "Region", world.unit.code)


def test_who_may_have_it(world: World, tmp_path: Path) -> None:
    tree = make.make_region_tree()
    body = Wanted(unit_of_body(world.body), unit_of_body(world.body).part(FROM, TO), LedgerForm.XLSX, True)
    inspector = make.make_account(name="钱检查")
    make.make_grant(account=inspector, role=Role.INSPECTOR, region=tree.city)
    for by in (make.make_member(), make.make_officer(tree.fenyi), make.make_leader(world.body)):
        with pytest.raises(NotAllowed):
            act.export_ledger(by=by, wanted=wanted(world), path=tmp_path / "no.xlsx", at=NOW)
    with pytest.raises(NotAllowed):  # an inspector reads, with hidden names
        act.export_ledger(
            by=make.standing_of(inspector), wanted=body, path=tmp_path / "no.xlsx", reason="年终检查", at=NOW
        )
    assert not (tmp_path / "no.xlsx").exists()
    for by, which in ((make.standing_of(inspector), wanted(world)), (make.make_leader(world.body), body)):
        act.export_ledger(by=by, wanted=which, path=tmp_path / "yes.xlsx", reason="年终检查", at=NOW)
    assert (tmp_path / "yes.xlsx").stat().st_mode & 0o777 == 0o600


def test_a_long_one_is_made_in_the_background_and_discarded_later(
    world: World, settings: Any, tmp_path: Path
) -> None:
    settings.REDVEST_DATA_DIR = tmp_path
    asked = act.ask_ledger(by=make.make_officer(), wanted=wanted(world), at=NOW)
    assert not path_of(asked).exists()

    act.make_ledger(file_id=asked.pk, at=NOW)
    act.make_ledger(file_id=asked.pk, at=NOW)  # a second worker does nothing

    asked.refresh_from_db()
    assert (asked.finished_at, asked.refused, asked.rows_done) == (NOW, "", asked.rows_total)
    assert sheets(path_of(asked))["汇总"][0][0].startswith("百花湖社区")
    assert AuditLine.objects.filter(verb="make_ledger").count() == 1
    assert act.discard_ledgers(at=NOW + timedelta(days=6)) == 0
    assert act.discard_ledgers(at=NOW + timedelta(days=8)) == 1
    assert not path_of(asked).exists() and not LedgerFile.objects.exists()


def test_who_lost_the_role_meanwhile_gets_nothing(world: World, settings: Any, tmp_path: Path) -> None:
    settings.REDVEST_DATA_DIR = tmp_path
    asked = act.ask_ledger(by=make.make_officer(), wanted=wanted(world), at=NOW)
    asked.asked_by.grants.update(revoked_at=NOW)

    act.make_ledger(file_id=asked.pk, at=NOW)

    asked.refresh_from_db()
    assert asked.refused == "ledger-unit-unknown" and not path_of(asked).exists()


def test_what_would_be_hundreds_of_pages_is_refused_with_a_way_out(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("redvest.oversight.rules.unit_ledger.PDF_MOST_LINES", 2)
    with pytest.raises(LedgerTooLongForPdf, match="Excel"):
        write_file(wanted=wanted(world, LedgerForm.PDF), path=tmp_path / "a.pdf", at=NOW)
    assert not (tmp_path / "a.pdf").exists()


def test_a_sheet_that_is_full_goes_on_in_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("redvest.core.workbook.book.MOST_ROWS", 10)
    write_file(wanted=wanted(world), path=tmp_path / "a.xlsx", at=NOW)
    assert "服务时长（2）" in sheets(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--community", "360502001001", "--from", "2025-01-01", "--to", "2025-12-31"),
        ("--community", "360502001001", "--organization", "T1", "--from", "2025-01-01", "--to", "2025-12-31", "-o", "a.xlsx"),
        ("--community", "360502001001", "--from", "2025-01-01", "--to", "2025-12-31", "-o", "a.pdf"),
        ("--community", "360599999999", "--from", "2025-01-01", "--to", "2025-12-31", "-o", "a.xlsx"),
        ("--station", "nobody", "--from", "2025-01-01", "--to", "2025-12-31", "-o", "a.xlsx"),
        ("--community", "360502001001", "--from", "2025-12-31", "--to", "2025-01-01", "-o", "a.xlsx"),
    ],
)  # fmt: skip
def test_wrong_options_are_a_sentence(
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    make.make_region_tree()
    assert cli.run(["export", "ledger", *words]) == 2
    assert capsys.readouterr().err.strip()
    assert not list(tmp_path.iterdir())

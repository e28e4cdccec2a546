"""Ledgers that are asked for: who gets one, what is refused leaves nothing, and how one in the background ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.oversight.actions import unit_ledger as act
from redvest.oversight.actions import unit_ledger_file
from redvest.oversight.actions.unit_ledger_file import Wanted, write_file
from redvest.oversight.choices import LedgerForm, UnitKind
from redvest.oversight.models import LedgerFile
from redvest.oversight.queries import unit_ledger as read
from redvest.oversight.queries.ledger_file import path_of
from redvest.oversight.queries.unit import find_unit, unit_of_body, unit_of_region, unit_of_station
from redvest.oversight.rules.unit_ledger import LedgerTooLongForPdf, LedgerUnitUnknown
from redvest.registry.choices import Role
from redvest.registry.models import Body
from redvest.registry.policy import SYSTEM_STANDING, Standing
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.rules.standing import guest
from redvest.service.actions.correction import void_entry
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db
SINCE = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.REDVEST_DATA_DIR = tmp_path / "data"


@pytest.fixture
def body() -> Body:
    found = make.make_body(name="百花湖志愿队", region=make.make_region_tree().baihua)
    for name in ("李明霞", "王小路", "欧阳娜娜"):
        service.make_entry(volunteer=make.make_volunteer(name=name), body=found)
    return found


def of_body(body: Body, form: LedgerForm = LedgerForm.XLSX, *, whole: bool = False) -> Wanted:
    unit = unit_of_body(body)
    return Wanted(unit, unit.part(SINCE, TODAY), form, whole)


def keeper(body: Body) -> Standing:
    account = make.make_account(name="何守站")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=make.make_station(body.region))
    return make.standing_of(account)


def refused(fault: type[DomainError], by: Standing, wanted: Wanted, path: Path, reason: str = "") -> None:
    lines = AuditLine.objects.count()
    with pytest.raises(fault):
        act.ask_ledger(by=by, wanted=wanted, reason=reason, at=NOW)
    if by.signed_in:
        with pytest.raises(fault):
            act.export_ledger(by=by, wanted=wanted, reason=reason, path=path, at=NOW)
    assert not LedgerFile.objects.exists() and not path.exists()
    assert AuditLine.objects.count() == lines


def test_an_outsider_is_refused_in_both_ways_and_nothing_is_written(body: Body, tmp_path: Path) -> None:
    tree, other = make.make_region_tree(), make.make_body(name="分宜队")
    for by in (
        make.make_member(), make.make_officer(tree.fenyi), make.make_officer(tree.zhanqian),
        make.make_leader(other), make.make_body_admin(other), keeper(body),
    ):  # fmt: skip
        refused(NotAllowed, by, of_body(body), tmp_path / "no.xlsx")


@pytest.mark.parametrize("reason", ["", "   ", "看看吧", " 看 \n 看 "])
def test_whole_names_without_a_real_reason_leave_nothing(body: Body, tmp_path: Path, reason: str) -> None:
    for by in (make.make_officer(), make.make_leader(body), make.make_body_admin(body)):
        refused(ReasonMissing, by, of_body(body, whole=True), tmp_path / "no.xlsx", reason)


def test_an_inspector_asks_for_hidden_names_only(body: Body, tmp_path: Path) -> None:
    account = make.make_account(name="钱检查")
    make.make_grant(account=account, role=Role.INSPECTOR, region=make.make_region_tree().yushui)
    by = make.standing_of(account)
    refused(NotAllowed, by, of_body(body, whole=True), tmp_path / "no.xlsx", "年终检查要用")
    asked = act.ask_ledger(by=by, wanted=of_body(body), at=NOW)
    act.make_ledger(file_id=asked.pk, at=NOW)
    people = CalamineWorkbook.from_path(str(path_of(asked))).get_sheet_by_name("人员").to_python()
    names = {row[2] for row in people if isinstance(row[0], float)}
    assert names == {"李*霞", "王*路", "欧阳*娜"}


@pytest.mark.parametrize("who", ["leader", "head", "officer", "centre"])
def test_who_runs_leads_or_governs_has_it_whole_and_is_on_record(body: Body, who: str) -> None:
    by = {
        "leader": lambda: make.make_leader(body), "head": lambda: make.make_body_admin(body),
        "officer": lambda: make.make_officer(body.region), "centre": make.make_centre,
    }[who]()  # fmt: skip
    asked = act.ask_ledger(
        by=by, wanted=of_body(body, whole=True), reason=" 年终  检查\n要用 " + "长" * 300, at=NOW
    )
    line = AuditLine.objects.get(verb="export_ledger_unmasked")
    assert line.reason.startswith("年终 检查 要用 长") and len(line.reason) == 200
    assert (line.target_kind, line.target_id) == ("Body", str(body.pk))
    assert (asked.asked_by_id, asked.whole, asked.rows_done, asked.finished_at) == (
        by.account_id, True, 0, None,
    )  # fmt: skip
    assert asked.rows_total == read.totals_of(of_body(body).part).lines == 1 + 3 + 3
    act.make_ledger(file_id=asked.pk, at=NOW)
    people = CalamineWorkbook.from_path(str(path_of(asked))).get_sheet_by_name("人员").to_python()
    assert {row[2] for row in people if isinstance(row[0], float)} == {"李明霞", "王小路", "欧阳娜娜"}


def test_the_house_itself_writes_a_file_but_puts_none_in_line(body: Body, tmp_path: Path) -> None:
    wanted, path = of_body(body), tmp_path / "a.xlsx"
    with pytest.raises(DomainError) as fault:
        act.ask_ledger(by=SYSTEM_STANDING(CITY), wanted=wanted, at=NOW)
    assert fault.value.status == 401 and not LedgerFile.objects.exists()
    refused(DomainError, guest(CITY), wanted, path)
    assert act.export_ledger(by=SYSTEM_STANDING(CITY), wanted=wanted, path=path, at=NOW).people == 3
    assert path.exists()


def test_a_paper_that_is_too_long_is_not_even_put_in_line(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redvest.oversight.rules.unit_ledger.PDF_MOST_LINES", 3)
    with pytest.raises(LedgerTooLongForPdf):
        act.ask_ledger(by=make.make_officer(), wanted=of_body(body, LedgerForm.PDF), at=NOW)
    assert not LedgerFile.objects.exists()
    assert not AuditLine.objects.filter(verb__startswith="export_ledger").exists()
    monkeypatch.setattr("redvest.oversight.rules.unit_ledger.PDF_MOST_LINES", 4)
    assert act.ask_ledger(by=make.make_officer(), wanted=of_body(body, LedgerForm.PDF), at=NOW).pk


def test_one_that_grew_too_long_while_it_waited_says_so_and_gives_no_file(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = act.ask_ledger(by=make.make_officer(), wanted=of_body(body, LedgerForm.PDF), at=NOW)
    monkeypatch.setattr("redvest.oversight.rules.unit_ledger.PDF_MOST_LINES", 3)
    act.make_ledger(file_id=asked.pk, at=NOW)
    asked.refresh_from_db()
    assert (asked.refused, asked.finished_at, asked.rows_done) == ("ledger-too-long-for-pdf", NOW, 0)
    assert asked.rows_total == 7 and not path_of(asked).exists()
    assert AuditLine.objects.filter(verb="make_ledger", target_id=str(asked.pk)).count() == 1


def test_who_lost_the_right_to_whole_names_gets_none_at_all(body: Body) -> None:
    tree, account = make.make_region_tree(), make.make_account(name="刘区域")
    officer = make.make_grant(account=account, role=Role.REGION_OFFICER, region=tree.yushui)
    make.make_grant(account=account, role=Role.INSPECTOR, region=tree.yushui)
    by = make.standing_of(account)
    asked = act.ask_ledger(by=by, wanted=of_body(body, whole=True), reason="年终检查要用", at=NOW)
    officer.revoked_at = NOW
    officer.save()
    act.make_ledger(file_id=asked.pk, at=NOW)
    asked.refresh_from_db()
    assert asked.refused == "not-allowed" and not path_of(asked).exists()


def test_a_file_nobody_asked_for_is_nobody_s_business() -> None:
    act.make_ledger(file_id=make.make_account().pk, at=NOW)
    assert not AuditLine.objects.filter(verb="make_ledger").exists()


def test_only_the_files_of_more_than_seven_days_ago_are_discarded(body: Body) -> None:
    by = make.make_officer()
    old, edge, young = (
        act.ask_ledger(by=by, wanted=of_body(body), at=NOW - act.KEPT + timedelta(seconds=late))
        for late in (-1, 0, 1)
    )
    for each in (old, edge):
        act.make_ledger(file_id=each.pk, at=NOW)
    assert act.discard_ledgers(at=NOW) == 1
    assert set(LedgerFile.objects.values_list("pk", flat=True)) == {edge.pk, young.pk}
    assert not path_of(old).exists() and path_of(edge).exists()
    assert AuditLine.objects.get(verb="discard_ledger").target_id == str(old.pk)
    assert act.discard_ledgers(at=NOW) == 0


def test_progress_is_told_step_by_step_and_voids_are_lines_of_their_own(
    body: Body, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = service.make_entry(volunteer=make.make_volunteer(name="赵小丽"), body=body, minutes=50)
    void_entry(by=make.make_officer(), entry=gone, reason="没有来", at=NOW)
    monkeypatch.setattr(unit_ledger_file, "STEP", 3)
    heard: list[tuple[int, int]] = []
    path = tmp_path / "a.xlsx"
    totals = write_file(
        wanted=of_body(body), path=path, at=NOW, told=lambda done, total: heard.append((done, total))
    )
    assert (totals.people, totals.times, totals.entries, totals.minutes) == (3, 3, 5, 360)
    assert [done for done, _ in heard] == [3 * turn for turn in range(1, len(heard) + 1)]
    assert heard[-1][0] + 3 > totals.lines and {total for _, total in heard} == {totals.lines}
    entries = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("服务时长").to_python()
    assert sorted(row[10] for row in entries if isinstance(row[0], float)) == [-50, 50, 120, 120, 120]


def test_a_unit_is_found_by_its_own_kind_of_key_in_its_own_city(body: Body) -> None:
    station, far = make.make_station(), make.make_other_city()
    assert find_unit(CITY, UnitKind.BODY, f" {body.code.lower()} ") == unit_of_body(body)
    assert find_unit(CITY, UnitKind.BODY, str(body.pk)) == unit_of_body(body)
    assert find_unit(CITY, UnitKind.STATION, str(station.pk)) == unit_of_station(station)
    assert find_unit(CITY, UnitKind.REGION, body.region_id) == unit_of_region(body.region)
    for kind, key in (
        (UnitKind.REGION, far.code), (UnitKind.REGION, ""), (UnitKind.STATION, body.code),
        (UnitKind.STATION, str(body.pk)), (UnitKind.BODY, str(station.pk)), (UnitKind.BODY, "x" * 40),
        (UnitKind.BODY, body.region_id),
    ):  # fmt: skip
        with pytest.raises(LedgerUnitUnknown):
            find_unit(CITY, kind, key)

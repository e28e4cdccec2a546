"""``redvest import``: exit codes, JSON, sentences, and a kill in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from redvest.core.workbook import Row
from redvest.faces.ops import cli, importing
from redvest.faces.ops.import_workers import Workers
from redvest.oversight.queries.headline import headline
from redvest.registry.actions.import_row import Checked, Ground
from redvest.registry.actions.region import load_divisions, load_domains
from redvest.registry.models import Body, Consent, Volunteer
from redvest.registry.rules.volunteer_number import number_for
from redvest.service.models import HoursEntry, Project
from tests.factories import registry as make
from tests.factories.workbook import volunteers_workbook, workbook

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line without a database of its own, and without processes: the tests hold a connection."""
    monkeypatch.setattr(importing, "open_database", lambda: None)
    monkeypatch.setattr(importing, "Workers", lambda: Workers(0))

    def go(*argv: object) -> tuple[int, str, str]:
        code = cli.run(["import", *map(str, argv)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return go


@pytest.fixture
def city(db: None) -> None:
    load_divisions(city=make.CITY, at=make.NOW)
    load_domains()


@pytest.mark.usefixtures("city")
def test_a_clean_file_is_written_and_told_as_json(run: Run, tmp_path: Path) -> None:
    made = volunteers_workbook(tmp_path / "名单.xlsx", 120, bad_every=0)
    code, out, _ = run("volunteers", made.path, "--json")
    said = json.loads(out)
    assert code == 0
    assert {key: said[key] for key in ("rows", "imported", "bad", "blank", "duplicates", "bad_file")} == {
        "rows": 120, "imported": 120, "bad": 0, "blank": made.blank, "duplicates": 0, "bad_file": None,
    }  # fmt: skip
    assert said["seconds"] > 0
    assert Volunteer.objects.count() == 120


@pytest.mark.usefixtures("city")
def test_bad_rows_are_exit_code_two_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    made = volunteers_workbook(tmp_path / "名单.xlsx", 200, bad_every=10)
    code, out, err = run("volunteers", made.path)
    assert code == 2
    assert f"200 行里有 {len(made.planted)} 行有问题，所以一行也没有写入" in out
    assert str(tmp_path / "名单.错误行.xlsx") in out
    assert f"第 {made.planted[0].line} 行：" in err
    assert "这些列没有用到：序号、备注。" in out
    assert not Volunteer.objects.exists()


@pytest.mark.usefixtures("city")
def test_partial_writes_the_good_rows(run: Run, tmp_path: Path) -> None:
    made = volunteers_workbook(tmp_path / "名单.xlsx", 100, bad_every=10)
    elsewhere = tmp_path / "坏.xlsx"
    code, out, _ = run("volunteers", made.path, "--partial", "--bad", elsewhere, "--json")
    assert code == 0
    assert json.loads(out)["imported"] == made.good == Volunteer.objects.count()
    assert json.loads(out)["bad_file"] == str(elsewhere)
    assert elsewhere.exists()
    code, out, _ = run("volunteers", made.path, "--partial")
    assert code == 2, "nothing good was left to write"


@pytest.mark.usefixtures("city")
def test_a_dry_run_only_checks(run: Run, tmp_path: Path) -> None:
    made = volunteers_workbook(tmp_path / "名单.xlsx", 60, bad_every=0)
    code, out, _ = run("volunteers", made.path, "--dry-run")
    assert (code, Volunteer.objects.count()) == (0, 0)
    assert "60 行里 0 行有问题" in out
    run("volunteers", made.path)
    code, out, _ = run("volunteers", made.path)
    assert code == 2
    assert "这个文件以前导入过" in out


@pytest.mark.usefixtures("city")
def test_no_column_of_consents_is_the_operators_statement(run: Run, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["姓名", "身份证号"], [["李明霞", make.next_id_number()]])
    code, _, err = run("volunteers", path)
    assert code == 0
    assert "第 67 号第 6 条" in err
    assert Volunteer.objects.count() == 1


@pytest.mark.usefixtures("city")
def test_organisations_projects_and_hours_follow(run: Run, tmp_path: Path) -> None:
    bodies = workbook(
        tmp_path / "组织.xlsx",
        ["组织代码", "组织名称", "同意其成立的单位", "服务区域", "负责人", "联系电话"],
        [["XY001", "暖阳志愿服务队", "渝水区民政局", "渝水区", "周建国", "0790-6440000"]],
    )
    assert run("organizations", bodies)[0] == 0
    body = Body.objects.get()
    projects = workbook(tmp_path / "项目.xlsx", ["项目名称", "服务类别"], [["邻里守望进百家", "邻里守望"]])
    assert run("projects", projects, "--body", "xy001")[0] == 0
    assert Project.objects.get().body == body
    person = make.make_volunteer(number=number_for("3605", 7, b"a key for the tests alone"))
    hours = workbook(
        tmp_path / "时长.xlsx",
        ["志愿者编号", "活动名称", "日期", "时长"],
        [[person.number, "敬老院探访", "2020-05-01", 2.5]],
    )
    before = headline(make.CITY, make.NOW).service_hours
    assert run("hours", hours, "--body", "XY001")[0] == 0
    assert HoursEntry.objects.get().body == body
    assert headline(make.CITY, make.NOW).service_hours == before + 2.5
    assert run("hours", hours, "--body", "XY001")[0] == 2


@pytest.mark.django_db
def test_wrong_usage_gets_a_sentence(run: Run, tmp_path: Path) -> None:
    make.make_region_tree()
    path = workbook(tmp_path / "a.xlsx", ["姓名"], [["李霞"]])
    assert run("volunteers", tmp_path / "nowhere.xlsx")[0::2] == (
        2,
        "没有找到这个文件，请核对路径和文件名。\n",
    )
    assert run("volunteers", path, "--body", "NONE")[0] == 2
    assert "不用写 --body" in run("organizations", path, "--body", "NONE")[2]
    code, _, err = run("volunteers", path)
    assert (code, "还缺 “证件号码” 这一列" in err) == (2, True)
    assert run("cats", path)[0] == 2
    broken = tmp_path / "b.xlsx"
    broken.write_text("姓名,证件号码")
    assert "另存为 .xlsx" in run("volunteers", broken)[2]


def test_workers_answer_in_order_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redvest.faces.ops.import_workers.RowCheck", _Counting)
    ground = object.__new__(Ground)
    batches: list[list[Row]] = [[(number, [])] for number in range(9)]
    with Workers(2) as workers:
        processes = list(workers._processes)
        assert len(processes) == 2
        monkeypatch.setattr(Ground, "__reduce__", lambda self: (object.__new__, (Ground,)))
        found = [checked.rows for checked in workers.check(ground, iter(batches))]
    assert found == list(range(9))
    assert not any(process.is_alive() for process in processes)


def test_a_workers_fault_is_raised_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redvest.faces.ops.import_workers.RowCheck", _Counting)
    monkeypatch.setattr(Ground, "__reduce__", lambda self: (object.__new__, (Ground,)))
    with Workers(2) as workers, pytest.raises(ZeroDivisionError):
        list(workers.check(object.__new__(Ground), iter([[(1, [])], [(-1, [])]])))


class _Counting:
    """Answers with the number of the first row, and fails at a negative one."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def batch(self, rows: list[Row]) -> Checked:
        number = rows[0][0]
        if number < 0:
            raise ZeroDivisionError
        return Checked(b"", number, 0, 0)


def _environment(tmp_path: Path) -> dict[str, str]:
    where = connection.settings_dict
    secret = f":{quote(where['PASSWORD'])}" if where.get("PASSWORD") else ""
    address = f"postgresql://{quote(where['USER'])}{secret}@/{where['NAME']}?host={quote(str(where['HOST']), safe='')}"
    if where.get("PORT"):
        address += f"&port={where['PORT']}"
    return {**os.environ, "DATABASE_URL": address, "REDVEST_MODE": "test", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.django_db(transaction=True)
def test_a_kill_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    """The import is held up after its people are written, killed, and nobody of them is there."""
    load_divisions(city=make.CITY, at=make.NOW)
    load_domains()
    made = volunteers_workbook(tmp_path / "名单.xlsx", 400, bad_every=0)
    command = [
        sys.executable,
        "-m",
        "redvest.config.command",
        "import",
        "volunteers",
        str(made.path),
        "--json",
    ]
    where = connection.settings_dict
    place = {
        "dbname": where["NAME"],
        "user": where["USER"],
        "host": where["HOST"],
        "password": where.get("PASSWORD") or None,
    }
    with psycopg.connect(**place) as holder, psycopg.connect(**place, autocommit=True) as watcher:
        holder.execute("LOCK TABLE registry_consent IN SHARE MODE")
        with subprocess.Popen(
            command, env=_environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as importer:
            backend = _wait(lambda: _held_up(watcher), importer)
            children = _children(importer.pid)
            importer.send_signal(signal.SIGKILL)
            assert importer.wait(timeout=30) == -signal.SIGKILL
        holder.rollback()
        _wait(lambda: not _lives(watcher, backend))
        _wait(
            lambda: (
                not any(
                    Path("/proc", str(child), "cmdline").exists() and _running(child) for child in children
                )
            )
        )
    assert not Volunteer.objects.exists()
    assert not Consent.objects.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["名单.xlsx"]
    again = subprocess.run(command, env=_environment(tmp_path), capture_output=True, check=True)
    assert json.loads(again.stdout)["imported"] == 400 == Volunteer.objects.count()


def _held_up(watcher: psycopg.Connection[tuple[int]]) -> int:
    row = watcher.execute(
        "SELECT pid FROM pg_locks WHERE relation = 'registry_consent'::regclass AND NOT granted"
    ).fetchone()
    return row[0] if row else 0


def _lives(watcher: psycopg.Connection[tuple[int]], backend: int) -> bool:
    return watcher.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone() is not None


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(each) for each in found.read_text().split()] if found.exists() else []


def _running(pid: int) -> bool:
    try:
        return Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def _wait(until: Callable[[], int | bool], importer: subprocess.Popen[bytes] | None = None) -> int:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if found := until():
            return int(found)
        if importer is not None and importer.poll() is not None:
            pytest.fail(f"the import ended by itself: {importer.communicate()}")
        time.sleep(0.05)
    pytest.fail("it did not happen in time")

"""What each command does before its work: the database, the parent to follow, the migrations; and how it ends."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from redvest.faces.ops import cli, database, web
from redvest.faces.ops.address import Address
from redvest.faces.ops.parent import PARENT

CHILD = """
import time
from redvest.faces.ops.parent import follow_supervisor
follow_supervisor()
print("up", flush=True)
time.sleep(60)
"""
MIDDLE = f"""
import os, subprocess, sys, time
environment = {{**os.environ, {PARENT!r}: str(os.getpid())}}
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], env=environment, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""


def alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int, within: float = 10) -> bool:
    end = time.monotonic() + within
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


def test_a_grandchild_ends_when_its_supervisor_is_killed_outright() -> None:
    middle = subprocess.Popen([sys.executable, "-c", MIDDLE], stdout=subprocess.PIPE)
    assert middle.stdout is not None
    child = int(middle.stdout.readline())
    assert alive(child)
    middle.kill()
    middle.wait()
    middle.stdout.close()
    try:
        assert gone(child)
    finally:
        if alive(child):
            os.kill(child, signal.SIGKILL)


def test_who_is_told_of_a_parent_that_is_gone_already_ends_at_once() -> None:
    code = "import time; from redvest.faces.ops.parent import follow_supervisor; follow_supervisor(); time.sleep(30)"
    found = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, PARENT: "1"}, timeout=20, check=False
    )
    assert found.returncode == -signal.SIGTERM


def test_the_note_of_the_parent_is_taken_and_not_passed_on() -> None:
    code = (
        "import os; from redvest.faces.ops.parent import PARENT, follow_supervisor; follow_supervisor();"
        "print(os.environ.get(PARENT, 'none'))"
    )
    environment = {**os.environ, PARENT: str(os.getpid())}
    assert subprocess.check_output([sys.executable, "-c", code], env=environment, text=True).strip() == "none"


@pytest.mark.django_db
def test_a_server_that_somebody_names_is_not_started_by_us(monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.embedded() == (not os.environ.get("DATABASE_URL"))
    host = connection.settings_dict["HOST"]
    monkeypatch.setitem(settings.DATABASES, "default", {**connection.settings_dict, "HOST": "db.example.org"})
    assert not database.embedded()
    database.open_database()  # nothing to start: it is there or it is not
    assert connections["default"].settings_dict["HOST"] == host


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["migrate", "--check"]) == 0
    assert "No changes" in capsys.readouterr().out


@pytest.mark.django_db
def test_migrating_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def applied() -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
            return list(cursor.fetchall())

    before = applied()
    assert cli.run(["migrate"]) == 0
    assert applied() == before != []
    assert "No migrations to apply" in capsys.readouterr().out


def test_every_views_module_is_loaded_before_the_workers_are_forked() -> None:
    code = (
        "import os, sys; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'tests.settings');"
        "import django; django.setup();"
        "from django.conf import settings; from django.db import connection; from redvest.faces.ops.web import preload;"
        "preload(settings.WSGI_APPLICATION);"
        "print('redvest.faces.site.home' in sys.modules, 'redvest.faces.openapi.urls' in sys.modules, connection.connection)"
    )  # fmt: skip
    root = Path(web.__file__).resolve().parents[4]
    said = subprocess.check_output([sys.executable, "-c", code], cwd=root, text=True)
    assert said.split() == ["True", "True", "None"]  # and no connection that the workers would share


class _Answers(BaseHTTPRequestHandler):
    status = 200
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Tests print nothing."""


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False), (404, False), (500, False)])
def test_a_site_is_well_when_its_own_check_says_so(
    status: int, well: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Answers, "status", status)
    monkeypatch.setattr(_Answers, "asked", [])
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert Address("127.0.0.1", server.server_port).healthy() is well
        assert Address("0.0.0.0", server.server_port).healthy() is well
        assert _Answers.asked == ["/healthz"] * 2
    finally:
        server.shutdown()
        server.server_close()


def test_nobody_listening_is_not_well() -> None:
    free = Address("127.0.0.1", 40_000).next_free()
    assert not Address("127.0.0.1", free).healthy()


def test_every_command_can_be_reached_and_names_no_module_that_is_not_there() -> None:
    for module in cli.COMMANDS.values():
        assert callable(importlib.import_module(module).add_parser)
    assert settings.WSGI_APPLICATION.startswith("redvest.")

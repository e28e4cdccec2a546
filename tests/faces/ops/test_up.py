"""``redvest up`` as a person meets it: started, started again, stopped, killed. Real processes and a real database."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from redvest.core.embedded import postmaster, status
from redvest.core.embedded.place import Place
from redvest.core.embedded.postmaster import alive
from redvest.faces.ops.up import demo_logins


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """A data folder, a port, and what was started on them."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    def command(self, *words: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "redvest.config.command",
            "up",
            "--no-demo",
            "--port",
            str(self.port),
            *words,
        ]

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("REDVEST_", "DJANGO_"))
        }
        return {**kept, "REDVEST_DATA_DIR": str(self.folder), "PYTHONUTF8": "1", "DATABASE_URL": ""}

    def start(self) -> None:
        """Start in a process group of its own, as a terminal does, and wait until the site answers."""
        log = (self.folder.parent / "up.log").open("w", encoding="utf-8")
        with log:
            self.process = subprocess.Popen(
                self.command(), env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, text=True,
            )  # fmt: skip
        self.wait_for_an_answer()

    def wait_for_an_answer(self) -> None:
        end = time.monotonic() + 90
        while not self.answers():
            assert self.process and self.process.poll() is None and time.monotonic() < end, self.said()
            time.sleep(0.1)

    def said(self) -> str:
        return (self.folder.parent / "up.log").read_text(encoding="utf-8")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def processes(self) -> set[int]:
        """up itself, its children and theirs, and the database server."""
        assert self.process
        found, server = {self.process.pid}, status(self.folder).pid
        told = subprocess.check_output(["ps", "-eo", "pid=,ppid="], text=True).split()
        pairs = [(int(told[i]), int(told[i + 1])) for i in range(0, len(told), 2)]
        for _ in range(3):
            # The server's own children are its affair: where the next start takes the server over, they stay.
            found |= {pid for pid, parent in pairs if parent in found - {server}}
        return found | ({server} if server else set())

    def wait_until_gone(self, processes: set[int], seconds: float) -> None:
        end = time.monotonic() + seconds
        while left := {pid for pid in processes if alive(pid)}:
            assert time.monotonic() < end, f"still running: {left}\n{self.said()}"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """One folder for all tests here: the first start makes its database, the others find it made."""
    parent = Path(tempfile.mkdtemp())
    made = House((parent / "红 马甲").resolve())
    yield made
    if made.process and made.process.poll() is None:
        os.killpg(made.process.pid, signal.SIGINT)
        made.process.wait(30)
    if server := postmaster.running(Place(made.folder)):
        postmaster.stop(server)
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture
def running(house: House) -> House:
    if not (house.process and house.process.poll() is None):
        house.start()
    return house


def test_a_taken_port_is_told_before_anything_slow(house: House) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()
        told = subprocess.run(
            house.command(), env=house.environment, capture_output=True, text=True, check=False
        )
    assert told.returncode == 2
    assert f"端口 {house.port} 已被别的程序占用，请换一个：bin/up --port" in told.stderr
    assert "Traceback" not in told.stderr
    assert status(house.folder).state == "absent", "no database was made"


def test_a_second_up_says_where_the_first_is(running: House) -> None:
    told = subprocess.run(
        [*running.command(), "--port", str(free_port())],
        env=running.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0
    assert told.stdout.strip() == f"这个文件夹里的 Redvest 已经在运行：http://127.0.0.1:{running.port}"
    assert running.answers(), "the first is not disturbed"


def test_a_killed_site_comes_back(running: House) -> None:
    assert running.process
    children = subprocess.check_output(["ps", "-ww", "-eo", "pid=,ppid=,args="], text=True).splitlines()
    web = next(
        int(line.split()[0])
        for line in children
        if line.split()[1] == str(running.process.pid) and "redvest.config.command web" in line
    )
    before = running.processes()
    os.kill(web, signal.SIGKILL)
    end = time.monotonic() + 20
    while web in running.processes() or not running.answers():
        assert time.monotonic() < end
        time.sleep(0.1)
    assert running.process.poll() is None
    assert status(running.folder).pid in before, "the database did not stop meanwhile"


@pytest.mark.parametrize("whole_group", [True, False])
def test_ctrl_c_stops_everything(running: House, whole_group: bool) -> None:
    assert running.process
    processes = running.processes()
    assert len(processes) >= 5, "up, web, its two workers, the worker"
    if whole_group:
        os.killpg(running.process.pid, signal.SIGINT)
    else:
        running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(15) == 0
    running.wait_until_gone(processes, 2)
    assert status(running.folder).state == "stopped"
    assert (running.folder / "up.lock").read_text(encoding="utf-8") == ""
    assert "已停止" in running.said()
    assert "Traceback" not in running.said()


def test_kill_9_leaves_nothing_running_and_the_next_start_works(running: House) -> None:
    assert running.process
    processes = running.processes()
    running.process.kill()
    running.process.wait(5)
    running.start()
    left = {pid for pid in processes if alive(pid)} - running.processes()
    running.wait_until_gone(left, 10)
    running.wait_for_an_answer()  # until they were gone, it may have been one of them that answered


def test_logins_of_the_demo_city_are_read_where_there_are_some(tmp_path: Path) -> None:
    assert demo_logins(tmp_path / "demo-logins.json") == []
    (tmp_path / "demo-logins.json").write_text(
        '[{"role": "志愿者", "phone": "1", "password": "p"}]', encoding="utf-8"
    )
    assert demo_logins(tmp_path / "demo-logins.json")[0]["role"] == "志愿者"

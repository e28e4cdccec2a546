"""One ``redvest up`` to a folder, and the second is told where the first is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from redvest.faces.ops.up_lock import AlreadyRunning, only_one

HOLD = """
import sys
from pathlib import Path
from redvest.faces.ops.up_lock import only_one
with only_one(Path(sys.argv[1]), "http://127.0.0.1:8000"):
    print("held", flush=True)
    sys.stdin.read()
"""


def other(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        env={**os.environ, "PYTHONPATH": "src"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_the_lock_says_who_holds_it_and_is_empty_afterwards(tmp_path: Path) -> None:
    lock = tmp_path / "new folder" / "up.lock"
    with only_one(lock, "http://127.0.0.1:8001") as killed_before:
        assert not killed_before
        assert json.loads(lock.read_text(encoding="utf-8")) == {
            "pid": os.getpid(),
            "address": "http://127.0.0.1:8001",
        }
    assert lock.read_text(encoding="utf-8") == ""


def test_the_second_is_told_the_address_of_the_first(tmp_path: Path) -> None:
    with other(tmp_path / "up.lock") as first:
        before = (tmp_path / "up.lock").read_text(encoding="utf-8")
        with (
            pytest.raises(AlreadyRunning, match=r"已经在运行：http://127\.0\.0\.1:8000"),
            only_one(tmp_path / "up.lock", "x"),
        ):
            pytest.fail("two at once")
        assert (tmp_path / "up.lock").read_text(encoding="utf-8") == before
        assert first.stdin
        first.stdin.close()


def test_after_a_kill_the_next_may_start_and_knows(tmp_path: Path) -> None:
    with other(tmp_path / "up.lock") as first:
        first.kill()
    with only_one(tmp_path / "up.lock", "http://127.0.0.1:8000") as killed_before:
        assert killed_before


def test_a_lock_without_words_is_still_a_lock(tmp_path: Path) -> None:
    with other(tmp_path / "up.lock") as first:
        (tmp_path / "up.lock").write_text("", encoding="utf-8")
        with pytest.raises(AlreadyRunning, match="正在启动"), only_one(tmp_path / "up.lock", "x"):
            pytest.fail("two at once")
        assert first.stdin
        first.stdin.close()

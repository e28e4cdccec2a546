"""The ``redvest`` command as a person or a script meets it: exit codes and sentences, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from redvest.config.env import ROOT

BEGINS = "Traceback (most recent call last)"


def redvest(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command as it is installed, with nothing but these variables."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("REDVEST_", "DATABASE_", "DJANGO_", "COV_"))
    }
    command = Path(sys.executable).with_name("redvest")
    return subprocess.run(
        [str(command), *words], capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
        env=clean | {"PYTHONUTF8": "1", "COLUMNS": "200"} | environ,
    )  # fmt: skip


def test_wrong_usage_is_exit_code_2_with_a_word_about_it() -> None:
    done = redvest("stats", "--nonsense")

    assert done.returncode == 2, done.stderr
    assert "usage: redvest" in done.stderr and "--nonsense" in done.stderr
    assert BEGINS not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"REDVEST_HTTPS": "maybe"}, "REDVEST_HTTPS 只能写 true 或 false，现在是“maybe”。"),
        ({"REDVEST_MODE": "production"}, "正式运行不能用默认的 REDVEST_SECRET"),
        ({"REDVEST_SECRET_FILE": "/nowhere/at/all"}, "REDVEST_SECRET_FILE 指向的文件读不了"),
        ({"DATABASE_URL": "postgresql://u@h:port/db"}, "DATABASE_URL 里的端口要写 1 到 65535 之间的数字。"),
        ({"REDVEST_OLD_DATA_KEYS": "short"}, "REDVEST_OLD_DATA_KEYS"),
    ],
)
def test_a_bad_environment_is_exit_code_2_with_one_sentence(environ: dict[str, str], sentence: str) -> None:
    done = redvest("stats", "--json", **environ)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stdout == ""


def test_help_is_exit_code_0_and_says_what_there_is() -> None:
    done = redvest("stats", "--help")

    assert done.returncode == 0, done.stderr
    assert "usage: redvest stats" in done.stdout and "--json" in done.stdout
    assert done.stderr == ""


def logged(level: str) -> list[dict[str, str]]:
    script = (
        "import logging, structlog; from redvest.config import logs; logs.configure();"
        "structlog.get_logger().info('said', name='花'); structlog.get_logger().warning('warned');"
        "logging.getLogger('library').info('said too'); logging.getLogger('library').warning('warned too')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env=os.environ | {"REDVEST_LOG_LEVEL": level, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.stdout == "", "logs never mix with what a command prints"
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_logs_are_one_json_object_a_line_on_standard_error() -> None:
    lines = logged("INFO")

    assert [(line["level"], line["event"]) for line in lines] == [
        ("info", "said"), ("warning", "warned"), ("info", "said too"), ("warning", "warned too"),
    ]  # fmt: skip
    assert lines[0]["name"] == "花"
    assert all(line["timestamp"].startswith("20") for line in lines)


def test_the_level_holds_for_our_own_logs_and_for_those_of_libraries() -> None:
    assert [line["event"] for line in logged("WARNING")] == ["warned", "warned too"]

"""``redvest log``: exit codes, the one JSON document, sentences for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from redvest.core import notes
from redvest.faces.ops import cli
from redvest.service.models import LogCheck, LogHead, LogKey
from tests.factories.log import CITY, make_entries, sealed_log, tamper
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict[str, Any]:
    assert cli.run(["log", *words, "--json"]) == code
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    found: dict[str, Any] = json.loads(said)
    return found


def test_a_whole_log(capsys: pytest.CaptureFixture[str]) -> None:
    sealed_log(3)
    found = told(capsys, "verify")
    assert (found["held"], found["size"], found["faults"], found["heads"]) == (True, 3, [], 1)
    assert found["root"] == bytes(LogHead.objects.get().root).hex()
    assert LogCheck.objects.get().held
    assert cli.run(["log", "verify"]) == 0
    assert "全部一致。" in capsys.readouterr().out


def test_a_changed_entry_is_named_and_the_exit_code_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    entries = sealed_log(3)
    tamper("UPDATE service_hoursentry SET minutes = 999 WHERE id = %s", [entries[1].pk])
    found = told(capsys, "verify", code=1)
    assert found["held"] is False
    assert found["faults"] == [{"leaf": 1, "entry": str(entries[1].pk), "what": "changed", "about": ""}]
    assert cli.run(["log", "verify"]) == 1
    said = capsys.readouterr().out
    assert "内容被改过 · 第 1 叶 · 记录" in said and "有 1 处对不上。" in said
    assert LogCheck.objects.filter(held=False).count() == 2


def test_against_a_kept_checkpoint(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sealed_log(2)
    assert cli.run(["log", "checkpoint"]) == 0
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(capsys.readouterr().out, encoding="utf-8")
    assert notes.parse_note(kept.read_text(encoding="utf-8"))
    sealed_log(2)
    assert told(capsys, "verify", "--against", str(kept))["held"]


@pytest.mark.parametrize("content", [None, b"", b"not a checkpoint", b"\xff\xfe"])
def test_a_file_that_is_no_checkpoint(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes | None
) -> None:
    sealed_log(1)
    kept = tmp_path / "kept.txt"
    if content is not None:
        kept.write_bytes(content)
    assert cli.run(["log", "verify", "--against", str(kept)]) == 2
    assert capsys.readouterr().err.strip().endswith("。")
    assert not LogCheck.objects.exists()


def test_sealing_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    make_entries(2)
    assert told(capsys, "seal") == {"sealed": 2, "size": 2}
    assert cli.run(["log", "seal"]) == 0
    assert "新入日志 0 条，共 2 叶。" in capsys.readouterr().out


def test_changing_the_key(capsys: pytest.CaptureFixture[str]) -> None:
    sealed_log(1)
    key = notes.parse_key(told(capsys, "rotate-key")["key"])
    assert key.name == f"redvest/{CITY}"
    assert bytes(LogKey.objects.get(retired_at=None).public) == key.public
    assert "公钥" in (cli.run(["log", "rotate-key"]) == 0 and capsys.readouterr().out)


def test_no_checkpoint_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["log", "checkpoint"]) == 2
    assert "还没有签发过" in capsys.readouterr().err
    assert cli.run(["log"]) == 2

"""Atomic writing: whole or not at all, with the mode asked for, leaving nothing behind."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from redvest.core.files import write_atomically, write_once


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "er" / "heads.json"
    write_atomically(target, b"one")
    write_atomically(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["heads.json"]


def test_the_mode_is_the_one_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "logins.json"
    write_atomically(target, b"{}", mode=0o600)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_failed_write_keeps_the_old_content_and_no_draft(tmp_path: Path) -> None:
    target = tmp_path / "page"
    write_atomically(target, b"old")
    with pytest.raises(TypeError):
        write_atomically(target, "not bytes")  # type: ignore[arg-type]
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


def test_a_folder_in_the_way_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(OSError, match="folder"):
        write_atomically(target, b"data")
    assert target.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_of_many_who_write_once_one_is_first_and_all_read_the_same(tmp_path: Path) -> None:
    target, together = tmp_path / "new" / "key.pem", Barrier(8)

    def write(n: int) -> bytes:
        together.wait(timeout=20)
        write_once(target, bytes([n]) * 10_000)
        return target.read_bytes()

    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(write, range(8)))
    assert len(seen) == 1 and [path.name for path in target.parent.iterdir()] == ["key.pem"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    write_once(target, b"later")
    assert {target.read_bytes()} == seen


def test_what_cannot_be_written_once_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_once(tmp_path / "key.pem", "not bytes")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []

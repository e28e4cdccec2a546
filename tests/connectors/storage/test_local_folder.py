"""Files under keys: whole, private, and never outside the folder."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from redvest.connectors.storage import BadKey, FileMissing, LocalFolder, storage

KEY = "certificates/360500/2026/0198a-b_c.pdf"


def test_a_file_is_found_again_under_its_key(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path)
    assert not folder.exists(KEY)
    folder.write(KEY, b"one")
    folder.write(KEY, b"two")
    assert folder.exists(KEY)
    assert folder.read(KEY) == b"two"
    assert folder.local_path(KEY).read_bytes() == b"two"


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path)
    folder.write(KEY, b"named people")
    assert stat.S_IMODE(folder.local_path(KEY).stat().st_mode) == 0o600


def test_nothing_but_the_file_is_left_behind(tmp_path: Path) -> None:
    LocalFolder(tmp_path).write(KEY, b"data")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["0198a-b_c.pdf"]


@pytest.mark.parametrize("ask", ["read", "local_path"])
def test_a_missing_file_is_said_so(tmp_path: Path, ask: str) -> None:
    with pytest.raises(FileMissing):
        getattr(LocalFolder(tmp_path), ask)(KEY)


@pytest.mark.parametrize(
    "key",
    ["", "/etc/passwd", "../secret", "a/../../b", "a//b", "a/./b", "a\\b", ".hidden", "a/.hidden", "A.pdf",
     "a b", "a\x00b", "a/", "证明.pdf", "x" * 121],
)  # fmt: skip
def test_a_key_cannot_leave_the_folder(tmp_path: Path, key: str) -> None:
    folder = LocalFolder(tmp_path / "inside")
    for attempt in (lambda: folder.write(key, b"x"), lambda: folder.read(key), lambda: folder.exists(key)):
        with pytest.raises(BadKey):
            attempt()
    assert list(tmp_path.rglob("*")) == []


def test_the_installation_keeps_files_in_its_own_folder(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "here")  # type: ignore[attr-defined]
    storage().write("a/b.pdf", b"x")
    assert (tmp_path / "here" / "a" / "b.pdf").read_bytes() == b"x"

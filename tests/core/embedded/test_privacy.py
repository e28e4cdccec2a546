"""Who can reach the database, and that nobody's folder is opened for it."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from redvest.core.embedded import status
from redvest.core.embedded.errors import UnsafeSocketFolder
from redvest.core.embedded.place import LONGEST_SOCKET_PATH, SOCKET_NAME, Place, private_folder
from tests.core.embedded.conftest import Starts

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")


def modes(path: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of every parent of a path."""
    return {
        parent: (parent.stat().st_mode, parent.stat().st_uid, parent.stat().st_gid) for parent in path.parents
    }


def real_uid(pid: int) -> int:
    told = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in told.splitlines() if line.startswith("Uid:")).split()[1])


def test_no_parent_folder_is_opened_and_the_data_is_closed(root: Path, start: Starts) -> None:
    root.mkdir(parents=True)
    root.parent.chmod(0o700)
    before, programs_before = modes(root), modes(Path(sys.prefix) / "lib" / "x")
    start()
    assert modes(root) == before
    assert modes(Path(sys.prefix) / "lib" / "x") == programs_before
    assert stat.S_IMODE((root / "postgres").stat().st_mode) == 0o700
    for folder, _, files in os.walk(root / "postgres"):
        for name in files:
            assert not stat.S_IMODE(Path(folder, name).stat().st_mode) & 0o077, f"{name} is open to others"


@as_root
def test_as_root_the_server_is_an_unprivileged_user(root: Path, start: Starts) -> None:
    start()
    pid = status(root).pid
    assert pid is not None
    assert real_uid(pid) not in {0}
    assert pwd.getpwuid(real_uid(pid)).pw_name in {"redvest-db", "postgres", "nobody"}
    groups = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    assert next(line for line in groups.splitlines() if line.startswith("Groups:")).split()[1:] == []


def test_the_server_inherits_no_lock(root: Path, start: Starts) -> None:
    start()
    held = {str(path.readlink()) for path in Path(f"/proc/{status(root).pid}/fd").iterdir()}
    assert not [path for path in held if path.endswith((".lease", ".guard"))]


def test_only_the_socket_listens(root: Path, start: Starts) -> None:
    user = start()
    with psycopg.connect(host=user.said, user="postgres", dbname="postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        rules = connection.execute("SELECT type, auth_method, options FROM pg_hba_file_rules").fetchall()
    assert rules == [("local", "peer", ["map=redvest"])]
    folder = Path(user.said).stat()
    assert stat.S_IMODE(folder.st_mode) == 0o700
    assert folder.st_uid == (root / "postgres").stat().st_uid


def test_the_application_role_is_no_superuser(start: Starts) -> None:
    with psycopg.connect(host=start().said, user="redvest", dbname="redvest", autocommit=True) as connection:
        rights = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls, rolcreatedb"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert rights == (False, False, False, False, True)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("ALTER SYSTEM SET fsync = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("COPY (SELECT 1) TO PROGRAM 'true'")
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)


@as_root
@pytest.mark.parametrize("stranger", ["nobody", "server"])
def test_nobody_else_can_connect_even_past_the_folder(root: Path, start: Starts, stranger: str) -> None:
    """The folder keeps others out; were it opened by mistake, the server would still refuse them."""
    user = start()
    uid = pwd.getpwnam("nobody").pw_uid if stranger == "nobody" else (root / "postgres").stat().st_uid
    if stranger == "nobody":
        assert "Permission denied" in knock(user.said, uid)
    Path(user.said).chmod(0o755)
    (Path(user.said) / SOCKET_NAME).chmod(0o777)
    for role in ("redvest", "postgres"):
        assert "Peer authentication failed" in knock(user.said, uid, role)


def knock(socket_dir: str, uid: int, role: str = "redvest") -> str:
    """What a connection of another user is told."""
    child_out, child_in = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.setgroups([])
            os.setuid(uid)
            psycopg.connect(host=socket_dir, user=role, dbname="redvest").close()
            os.write(child_in, b"let in")
        except psycopg.OperationalError as fault:
            os.write(child_in, str(fault).encode())
        finally:
            os._exit(0)
    os.close(child_in)
    os.waitpid(child, 0)
    with os.fdopen(child_out, encoding="utf-8") as told:
        return told.read()


def test_a_link_where_the_socket_folder_belongs_is_refused(root: Path, start: Starts, tmp_path: Path) -> None:
    place = Place(root.resolve())
    trap = tmp_path / "trap"
    trap.mkdir(mode=0o755)
    place.usual_socket_dir.symlink_to(trap)
    try:
        user = start()
        assert user.said == "refused embedded-database-unsafe-socket"
        assert list(trap.iterdir()) == []
        assert stat.S_IMODE(trap.stat().st_mode) == 0o755
        assert status(root).pid is None
    finally:
        place.usual_socket_dir.unlink()


@as_root
def test_a_folder_that_another_user_made_first_is_refused(tmp_path: Path) -> None:
    theirs = tmp_path / "redvest-0-12345678"
    theirs.mkdir(mode=0o777)
    nobody = pwd.getpwnam("nobody")
    os.chown(theirs, nobody.pw_uid, nobody.pw_gid)
    with pytest.raises(UnsafeSocketFolder):
        private_folder(theirs, uid=0, gid=0)
    assert theirs.stat().st_uid == nobody.pw_uid


def test_our_own_folder_is_closed_again(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir(mode=0o755)
    ours.chmod(0o755)
    private_folder(ours, uid=os.geteuid(), gid=os.getegid())
    assert stat.S_IMODE(ours.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSocketFolder, match="建不了"):
        private_folder(tmp_path / "missing" / "folder", uid=os.geteuid(), gid=os.getegid())


@pytest.mark.parametrize("depth", [1, 30])
def test_socket_paths_fit_however_deep_the_folder(
    tmp_path: Path, depth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path.joinpath(*["很长的名字"] * depth)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    sockets: Callable[[Path], Path] = lambda root: Place(root).usual_socket_dir  # noqa: E731
    assert len(os.fsencode(sockets(deep) / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
    assert sockets(deep) != sockets(deep / "other"), "two installations never share a folder"


def test_connecting_needs_no_password_file_and_no_trust(root: Path, start: Starts) -> None:
    start()
    text = (root / "postgres" / "pg_hba.conf").read_text(encoding="utf-8")
    assert "trust" not in text
    assert (
        subprocess.run(
            ["grep", "-rl", "trust", str(root / "postgres" / "pg_ident.conf")], check=False
        ).returncode
        == 1
    )

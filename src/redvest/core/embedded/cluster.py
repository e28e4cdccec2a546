"""Makes one data folder's server answer: creates its files, starts it, prepares role and database."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path
from typing import Literal

import psycopg

from redvest.core.embedded import postmaster
from redvest.core.embedded.account import Account, server_account
from redvest.core.embedded.configuration import DATABASE, ROLE, SUPERUSER, write_configuration
from redvest.core.embedded.errors import (
    ForeignDataFolder,
    NoServerPrograms,
    ServerDidNotStart,
    WrongMajorVersion,
)
from redvest.core.embedded.place import SOCKET_NAME, Place, private_folder
from redvest.core.embedded.programs import Programs, find_programs, for_account

# The child's own working folder: a server that may not pass the parents of its data folder still finds it so.
_HERE = "/proc/self/cwd"
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_PATIENCE = 600.0  # recovery after a crash may take minutes
_LOG_LIMIT = 10 * 1024 * 1024
_started: list[subprocess.Popen[bytes]] = []  # kept, or Python would warn that they still run


@dataclass(frozen=True)
class Cluster:
    """How the application connects."""

    socket_dir: Path
    role: str = ROLE
    database: str = DATABASE


@dataclass(frozen=True)
class Status:
    """What ``redvest doctor`` shows."""

    state: Literal["absent", "stopped", "running"]
    data: Path
    socket_dir: Path
    pid: int | None
    version: str | None


def socket_dir(data_dir: Path) -> Path:
    """The socket's folder, the same for every process of this installation."""
    place = Place(data_dir.resolve())
    server = postmaster.running(place)
    return server.socket_dir if server else place.usual_socket_dir


def status(data_dir: Path) -> Status:
    """Look, touch nothing."""
    place = Place(data_dir.resolve())
    server = postmaster.running(place)
    try:
        version: str | None = find_programs().version
    except NoServerPrograms:
        version = None
    if server:
        return Status("running", place.data, server.socket_dir, server.pid, version)
    return Status(
        "stopped" if place.data.exists() else "absent", place.data, place.usual_socket_dir, None, version
    )


def join_or_start(place: Place) -> Cluster:
    """Connect to the server that runs, or start one. The caller holds the guard."""
    server = postmaster.running(place)
    if server and _reachable(server):
        return Cluster(server.socket_dir)
    if server:  # its socket was swept away: nobody can connect to it again
        postmaster.stop(server)
    account = server_account(place.data)
    programs = for_account(find_programs(), account)
    _require_cluster(place, programs, account)
    sockets = private_folder(place.usual_socket_dir, uid=account.uid, gid=account.gid)
    write_configuration(place.data, account)
    _start(place, programs, account, sockets)
    return Cluster(sockets)


def stop(place: Place) -> None:
    """Stop the server of this data folder, if one runs, and remove its empty socket folder."""
    if server := postmaster.running(place):
        postmaster.stop(server)
        with contextlib.suppress(OSError):
            server.socket_dir.rmdir()


def _reachable(server: postmaster.Postmaster) -> bool:
    """Wait for a server that is still starting; False when its socket is gone."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and postmaster.alive(server.pid):
        if _answers(server.socket_dir):
            return True
        if not (server.socket_dir / SOCKET_NAME).exists():
            return False
        time.sleep(0.05)
    return False


def _answers(sockets: Path) -> bool:
    try:
        psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _require_cluster(place: Place, programs: Programs, account: Account) -> None:
    """Create the data folder where there is none; refuse one that is not ours."""
    made_by = place.data / "PG_VERSION"
    if made_by.exists():
        _give_to(place.data, account)
        if (major := made_by.read_text(encoding="utf-8").strip()) != str(programs.major):
            raise WrongMajorVersion(
                f"数据库文件夹 {place.data} 是 PostgreSQL {major} 建的，"
                f"现在的程序是 {programs.major} 版，打不开。"
                f"请用 {major} 版的程序备份后再导入，或者用 REDVEST_DATA_DIR 指定一个新的文件夹。"
            )
        return
    if place.data.is_symlink() or (place.data.exists() and any(place.data.iterdir())):
        raise ForeignDataFolder(
            f"{place.data} 里有别的东西，不是数据库。请把它移走，或者用 REDVEST_DATA_DIR 指定别的文件夹。"
        )
    shutil.rmtree(place.unfinished, ignore_errors=True)
    place.unfinished.mkdir(mode=0o700)
    if account.borrowed:
        os.chown(place.unfinished, account.uid, account.gid)
    _initdb(place, programs, account)
    place.unfinished.rename(place.data)


def _give_to(data: Path, account: Account) -> None:
    """A folder that root copied belongs to root; its server cannot."""
    if account.borrowed and data.stat().st_uid == 0:
        for folder, _, files in os.walk(data, topdown=False):
            for name in (*files, "."):
                os.chown(Path(folder, name), account.uid, account.gid, follow_symlinks=False)


def _initdb(place: Place, programs: Programs, account: Account) -> None:
    command = [
        *(str(programs.bin / "initdb"), "-D", _folder_argument(place.unfinished), "-U", SUPERUSER),
        *("--auth-local=peer", "--auth-host=reject", "--encoding=UTF8", "--locale=C", "--data-checksums"),
    ]
    made = subprocess.run(  # noqa: S603 - our own command, never from a request
        command,
        cwd=place.unfinished,
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        **account.identity,
    )
    if made.returncode:
        raise ServerDidNotStart(f"新建数据库没有成功：{made.stderr.decode(errors='replace').strip()[-600:]}")


def _start(place: Place, programs: Programs, account: Account, sockets: Path) -> None:
    postmaster.disown_stale(place)
    (sockets / f"{SOCKET_NAME}.lock").unlink(
        missing_ok=True
    )  # the folder is this server's alone, and none runs
    for attempt in range(20):
        with _open_log(place) as log:
            began = log.tell()
            server = subprocess.Popen(  # noqa: S603 - our own command, never from a request
                [str(programs.bin / "postgres"), "-D", _folder_argument(place.data), "-k", str(sockets)],
                cwd=place.data, env=_ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,  # Ctrl-C is for Redvest; the database stops last
                **account.identity,
            )  # fmt: skip
        _started.append(server)
        try:
            if _ready(server, sockets):
                _prepare(sockets)
                return
        except BaseException:
            postmaster.stop(postmaster.Postmaster(server.pid, sockets))
            raise
        said = place.log.read_bytes()[began:].decode(errors="replace")
        # A killed server's last children need a moment to end.
        if "shared memory block" not in said or attempt == 19:
            raise ServerDidNotStart(f"PostgreSQL 没能启动（日志：{place.log}）：\n{said.strip()[-600:]}")
        time.sleep(0.25)


def _ready(server: subprocess.Popen[bytes], sockets: Path) -> bool:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            return False
        if (sockets / SOCKET_NAME).exists() and _answers(sockets):
            return True
        time.sleep(0.02)
    raise ServerDidNotStart


def _prepare(sockets: Path) -> None:
    """The application's role owns its database and is no superuser. Repeatable: a kill may come between."""
    with psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {ROLE}")
        limits = "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        connection.execute(f"ALTER ROLE {ROLE} {limits}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE} TEMPLATE template0 ENCODING 'UTF8'")


def _folder_argument(folder: Path) -> str:
    return _HERE if Path(_HERE).exists() else str(folder)


def _open_log(place: Place) -> BufferedWriter:
    place.log.parent.mkdir(parents=True, exist_ok=True)
    if place.log.exists() and place.log.stat().st_size > _LOG_LIMIT:
        place.log.rename(place.log.with_suffix(".old"))
    return place.log.open("ab")

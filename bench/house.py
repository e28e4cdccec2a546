"""What a bench over HTTP stands on: a database of its own, and the site served from it by its own command."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from redvest.core.embedded import acquire, socket_dir

HOST = "127.0.0.1"
START_SECONDS = 60


@dataclass(frozen=True)
class House:
    """A served site: where it listens, and how to reach its database directly."""

    port: int
    conninfo: str
    pid: int  # of the main process; the web workers are its children

    @property
    def host(self) -> str:
        return f"{HOST}:{self.port}"


def _conninfo(name: str) -> str:
    where = connection.settings_dict
    password = where.get("PASSWORD") or None
    return psycopg.conninfo.make_conninfo(
        dbname=name, user=where["USER"], host=where["HOST"], port=where.get("PORT") or None, password=password
    )


def _administer(statement: str) -> None:
    with psycopg.connect(_conninfo("postgres"), autocommit=True) as administrator:
        administrator.execute(statement)  # type: ignore[call-overload] - names are ours


@contextmanager
def bench_database(name: str) -> Iterator[str]:
    """A fresh migrated database that this process uses meanwhile; dropped at the end. Yields its conninfo."""
    if settings.DATABASES["default"]["HOST"] == str(socket_dir(settings.REDVEST_DATA_DIR)):
        cluster = acquire(settings.REDVEST_DATA_DIR)
        connection.settings_dict["HOST"] = str(cluster.socket_dir)
    former = connection.settings_dict["NAME"]
    journal = settings.REDVEST_JOURNAL_DIR
    _use(name)
    settings.REDVEST_JOURNAL_DIR = (
        journal.parent / "bench-log"
    )  # a bench never touches the journal of the real log
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _administer(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    try:
        call_command("migrate", verbosity=0)
        yield _conninfo(name)
    finally:
        shutil.rmtree(settings.REDVEST_JOURNAL_DIR, ignore_errors=True)
        settings.REDVEST_JOURNAL_DIR = journal
        _use(former)
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


@contextmanager
def served(conninfo: str) -> Iterator[House]:
    """The site as ``redvest web`` serves it, on a free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "redvest.config.command", "web", "--host", HOST, "--port", str(port)]
    environment = {
        **os.environ,
        "DATABASE_URL": _url(conninfo),
        "PYTHONUTF8": "1",
        "REDVEST_LOG_LEVEL": "ERROR",
    }
    # Standard output belongs to the one JSON document of the bench.
    server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    try:
        _wait(port, server)
        yield House(port, conninfo, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _url(conninfo: str) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(conninfo)
    secret = f":{quote(str(parts['password']), safe='')}" if parts.get("password") else ""
    port = f"&port={parts['port']}" if parts.get("port") else ""
    return f"postgresql://{parts['user']}{secret}@/{parts['dbname']}?host={quote(str(parts['host']), safe='')}{port}"


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/api/v1/domains", timeout=5):
                return
        except urllib.error.HTTPError as fault:
            raise RuntimeError(f"the site answers {fault.code}: {fault.read()[:500]!r}") from fault
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the site did not start")

"""The server's life: who starts it, who joins, who stops it, and what a kill leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from redvest.core.embedded import postmaster, status
from tests.core.embedded.conftest import Starts

Pid = Callable[[], int | None]


def ask(socket_dir: str, question: str) -> object:
    with psycopg.connect(host=socket_dir, user="redvest", dbname="redvest", autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def test_first_starts_second_joins_and_the_last_stops(root: Path, start: Starts, server_pid: Pid) -> None:
    assert status(root).state == "absent"
    first = start()
    pid = server_pid()
    second = start()
    assert second.said == first.said
    assert server_pid() == pid
    assert first.leave() == 0
    assert server_pid() == pid, "the second still uses it"
    assert ask(second.said, "SELECT 1") == 1
    assert second.leave() == 0
    assert server_pid() is None
    assert status(root).state == "stopped"
    assert not Path(first.said).exists(), "its socket folder is tidied away"


def test_what_was_committed_is_there_after_a_restart(start: Starts) -> None:
    first = start()
    with psycopg.connect(host=first.said, user="redvest", dbname="redvest") as connection:
        connection.execute("CREATE TABLE kept AS SELECT '红马甲' AS name")
    first.leave()
    assert ask(start().said, "SELECT name FROM kept") == "红马甲"


def test_two_that_start_at_once_get_one_server(root: Path, start: Starts, server_pid: Pid) -> None:
    with ThreadPoolExecutor(4) as pool:
        users = list(pool.map(lambda _: start(), range(4)))
    assert len({user.said for user in users}) == 1
    assert server_pid() is not None
    assert {user.leave() for user in users} == {0}
    assert server_pid() is None


def test_a_killed_user_leaves_a_server_that_the_next_adopts(start: Starts, server_pid: Pid) -> None:
    first = start()
    pid = server_pid()
    first.kill()
    assert server_pid() == pid, "nobody was left to stop it"
    second = start()
    assert server_pid() == pid
    second.leave()
    assert server_pid() is None


def test_a_killed_server_is_started_again_with_its_data(start: Starts, server_pid: Pid) -> None:
    first = start()
    with psycopg.connect(host=first.said, user="redvest", dbname="redvest") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    pid = server_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    first.kill()
    second = start()
    assert server_pid() not in {pid, None}
    assert ask(second.said, "SELECT number FROM kept") == 7


def test_a_stale_file_that_names_a_living_stranger_stops_nobody(
    root: Path, start: Starts, server_pid: Pid
) -> None:
    """After a kill the number in postmaster.pid may be any program's, here one of the server's own account."""
    start().leave()
    owner = (root / "postgres").stat()
    become = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    stranger = subprocess.Popen(["sleep", "60"], **become)
    try:
        stale = root / "postgres" / "postmaster.pid"
        stale.write_text(
            f"{stranger.pid}\n/proc/self/cwd\n1\n5432\n/nowhere\n\n  1  1\nready\n", encoding="utf-8"
        )
        os.chown(stale, owner.st_uid, owner.st_gid)
        assert status(root).state == "stopped"
        user = start()
        assert ask(user.said, "SELECT 1") == 1
        assert stranger.poll() is None
        user.leave()
        assert stranger.poll() is None, "stopping the database ends no other program"
    finally:
        stranger.kill()
        stranger.wait()


def test_a_copied_folder_does_not_use_the_original_server(root: Path, start: Starts, server_pid: Pid) -> None:
    first = start()
    with psycopg.connect(host=first.said, user="redvest", dbname="redvest") as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS number")
    copied = root.parent / "copy"
    subprocess.run(["cp", "-a", str(root), str(copied)], check=True)
    second = start(copied)
    assert second.said != first.said
    assert status(copied).pid != server_pid()
    ask(first.said, "SELECT count(*) FROM mine")
    second.leave()
    assert ask(first.said, "SELECT count(*) FROM mine") == 1, "the original still serves"


def test_a_folder_moved_under_a_running_server_is_found_again(
    root: Path, start: Starts, server_pid: Pid
) -> None:
    first = start()
    pid = server_pid()
    first.kill()
    moved = root.with_name("moved")
    root.rename(moved)
    second = start(moved)
    assert second.said == first.said
    assert status(moved).pid == pid
    second.leave()
    assert status(moved).state == "stopped"


def test_a_server_whose_socket_was_swept_away_is_replaced(start: Starts, server_pid: Pid) -> None:
    first = start()
    pid = server_pid()
    (Path(first.said) / ".s.PGSQL.5432").unlink()
    first.kill()
    second = start()
    assert server_pid() not in {pid, None}
    assert ask(second.said, "SELECT 1") == 1


def test_a_kill_during_creation_leaves_nothing_half_made(root: Path, start: Starts) -> None:
    (root / "postgres.new").mkdir(parents=True)
    (root / "postgres.new" / "PG_VERSION").write_text("half\n", encoding="utf-8")
    user = start()
    assert ask(user.said, "SELECT 1") == 1
    assert not (root / "postgres.new").exists()


def test_a_forked_child_keeps_the_server(root: Path, server_pid: Pid) -> None:
    """granian forks: the child's lease must outlive the parent's."""
    script = """
        import os, sys, time
        from pathlib import Path
        from redvest.core.embedded import acquire, release
        acquire(Path(sys.argv[1]))
        if os.fork():
            release()
            print("parent left", flush=True)
            os.wait()
            sys.exit(0)
        sys.stdin.read()
        release()
        os._exit(0)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(root)],
        env={**os.environ, "PYTHONPATH": "src"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stdin
    with process:
        assert process.stdout.readline() == "parent left\n"
        assert server_pid() is not None
        process.stdin.close()
        assert process.wait(30) == 0
    assert server_pid() is None


def test_zombies_are_not_alive() -> None:
    process = subprocess.Popen(["true"])
    end = time.monotonic() + 5
    while postmaster.alive(process.pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert not postmaster.alive(process.pid)
    process.returncode = 0

"""Children are started again when they crash, given up on when they keep crashing, and stopped with all they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from redvest.core.embedded.postmaster import alive
from redvest.faces.ops import supervisor as supervising
from redvest.faces.ops.supervisor import Child, ChildKeepsCrashing, Supervisor


def until(happens: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def shell(script: str) -> Child:
    return Child("part", ["/bin/sh", "-c", script])


def pid(child: Child) -> int:
    assert child.process
    return child.process.pid


def test_a_child_that_crashes_is_started_again() -> None:
    house = Supervisor([shell("sleep 60")])
    house.tend()
    first = pid(house.children[0])
    os.kill(first, signal.SIGKILL)
    until(lambda: house.tend() or (house.children[0].process and pid(house.children[0]) != first))
    assert house.children[0].quick_crashes == 1
    house.stop()


def test_a_child_that_runs_is_left_alone() -> None:
    house = Supervisor([shell("sleep 60")])
    house.tend()
    first = pid(house.children[0])
    house.tend()
    assert pid(house.children[0]) == first
    house.stop()


def test_the_pause_grows_and_five_quick_crashes_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    child, now, starts = shell("exit 3"), 1000.0, []
    monkeypatch.setattr(supervising.time, "monotonic", lambda: now)
    with pytest.raises(ChildKeepsCrashing, match="part"):
        for _ in range(10_000):
            before = child.process
            child.tend(now)
            if child.process and child.process is not before:
                starts.append(now)
                child.process.wait()
            now += 0.05
    assert len(starts) == supervising.MOST_QUICK_CRASHES
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert pauses == sorted(pauses)
    assert pauses[-1] > 2 * pauses[0]


def test_a_crash_after_a_long_life_counts_afresh() -> None:
    child = shell("exit 3")
    child.quick_crashes = supervising.MOST_QUICK_CRASHES - 1
    child.start()
    assert child.process
    child.process.wait()
    child.tend(child.started + supervising.QUICK + 1)
    assert child.quick_crashes == 1


def test_what_a_crashed_child_started_does_not_outlive_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child = shell(f"sleep 60 & echo $! > '{note}.new'; mv '{note}.new' '{note}'; wait")
    child.start()
    until(note.exists)
    grandchild = int(note.read_text(encoding="utf-8"))
    assert child.process
    child.process.kill()
    child.process.wait()
    child.tend(time.monotonic())
    until(lambda: not alive(grandchild))


def test_stopping_asks_first_and_kills_those_that_do_not_listen(tmp_path: Path) -> None:
    note = tmp_path / "said"
    polite = shell(
        f"trap 'echo bye > \"{note}\"; exit 0' TERM; touch '{tmp_path}/a'; while :; do sleep 0.05; done"
    )
    deaf = shell(f"trap '' TERM INT; touch '{tmp_path}/b'; while :; do sleep 0.05; done")
    house = Supervisor([polite, deaf])
    house.tend()
    until(lambda: (tmp_path / "a").exists() and (tmp_path / "b").exists())
    began = time.monotonic()
    house.stop(patience=0.5)
    assert time.monotonic() - began < 5
    assert note.read_text(encoding="utf-8") == "bye\n"
    assert not alive(pid(polite))
    assert not alive(pid(deaf))


def test_stopping_before_anything_started_does_nothing() -> None:
    Supervisor([shell("true")]).stop()


def test_a_child_follows_its_supervisor_into_death(tmp_path: Path) -> None:
    """kill -9 of ``redvest up`` must not leave the site running."""
    note = tmp_path / "pid"
    child = f"""
        import os, time
        from pathlib import Path
        from redvest.faces.ops.parent import follow_supervisor
        follow_supervisor()
        Path({str(note)!r}).write_text(str(os.getpid()))
        time.sleep(60)
    """
    parent = f"""
        import os, subprocess, sys
        environment = {{**os.environ, "REDVEST_PARENT": str(os.getpid())}}
        subprocess.Popen([sys.executable, "-c", {textwrap.dedent(child)!r}], env=environment).wait()
    """
    supervisor = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(parent)], env={**os.environ, "PYTHONPATH": "src"}
    )
    until(lambda: note.exists() and note.read_text(encoding="utf-8"))
    follower = int(note.read_text(encoding="utf-8"))
    assert alive(follower)
    supervisor.kill()
    supervisor.wait()
    until(lambda: not alive(follower))


def test_who_was_not_started_by_a_supervisor_follows_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    from redvest.faces.ops import parent

    monkeypatch.delenv(parent.PARENT, raising=False)
    monkeypatch.setattr(parent, "follow", lambda number: pytest.fail("followed somebody"))
    parent.follow_supervisor()

"""The served script and the house's own rule agree, on draws of every shape; the script needs nothing of the house."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from base64 import b64encode
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from redvest import service
from redvest.service.rules.lottery import beacon_of, draw_order, list_digest, seed_digest

SCRIPT = Path(service.__file__).parent / "data/lottery/draw.py"
CLOSES = datetime(2026, 3, 5, 13, 0, tzinfo=timezone(timedelta(hours=8)))


def checkpoint(*times: datetime) -> str:
    """A head signed by the log, and cosigned with these times (C2SP cosignature/v1); no signature is a true one."""
    lines = [bytes(68), *(b"\0" * 4 + int(at.timestamp()).to_bytes(8, "big") + bytes(64) for at in times)]
    signed = "".join(f"— redvest/360500 {b64encode(line).decode()}\n" for line in lines)
    return f"redvest/360500\n12\nq83vEjRWeJA=\n\n{signed}"


def facts(
    numbers: list[int], places: int, passed: tuple[int, ...] = (), *, head: str = checkpoint(CLOSES)
) -> dict[str, Any]:
    """A draw as the house publishes it, for a seed made from its size."""
    seed, beacon = f"{len(numbers):064x}", beacon_of(head)
    order = draw_order(seed, beacon, numbers)
    left = [number for number in order if number not in passed]
    outcome = {number: "won" if turn < places else "waiting" for turn, number in enumerate(left)}
    return {
        "seed": seed, "seed_digest": seed_digest(seed), "beacon": beacon, "checkpoint": head, "places": places,
        "closes_at": CLOSES.isoformat(),
        "list_digest": list_digest(numbers),
        "entries": [
            {"ticket": number, "rank": rank, "outcome": outcome.get(number, "passed")}
            for rank, number in enumerate(order, 1)
        ],
    }  # fmt: skip


def run(folder: Path, *files: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    names = []
    for turn, each in enumerate(files):
        (folder / f"{turn}.json").write_text(json.dumps(each), encoding="utf-8")
        names.append(f"{turn}.json")
    command = [sys.executable, "-I", str(SCRIPT), *names]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("count", "places", "passed"),
    [
        (0, 3, ()),
        (1, 1, ()),
        (2, 5, (1, 2)),
        (40, 7, (3, 9, 40)),
        (40, 0, ()),
        (3000, 200, tuple(range(1, 50))),
    ],
)
def test_it_draws_what_the_house_drew(
    tmp_path: Path, count: int, places: int, passed: tuple[int, ...]
) -> None:
    draw = facts(list(range(1, count + 1)), places, passed)
    done = run(tmp_path, draw, draw)
    won = [each["ticket"] for each in draw["entries"] if each["outcome"] == "won"]
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first == f"OK: {count} tickets, {len(won)} won, {len(passed)} passed over"
    assert rest == [str(number) for number in won]


def test_numbers_with_gaps_are_as_good(tmp_path: Path) -> None:
    assert run(tmp_path, facts([2, 3, 5, 7, 11, 101], 2)).returncode == 0


def test_a_promise_changed_since_is_found_by_whoever_kept_a_copy(tmp_path: Path) -> None:
    draw = facts(list(range(1, 9)), 3)
    for name in ("seed_digest", "list_digest"):
        said = run(tmp_path, draw, draw | {name: "0" * 64})
        assert said.returncode == 1 and f"{name} was changed" in said.stderr
    early = draw | {"list_digest": "", "seed": "", "entries": []}
    assert run(tmp_path, draw, early).returncode == 0


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("times", "valid"),
    [
        ((CLOSES,), True),
        ((CLOSES + timedelta(hours=1),), True),
        ((CLOSES - SECOND,), False),
        ((), False),  # it does not say when
        ((CLOSES - SECOND, CLOSES), True),  # the old key, then the new one
    ],
)
def test_a_head_from_before_the_end_of_entry_is_no_beacon(
    tmp_path: Path, times: tuple[datetime, ...], valid: bool
) -> None:
    said = run(tmp_path, facts([1, 2, 3], 2, head=checkpoint(*times)))
    assert (said.returncode == 0) is valid, said.stderr
    assert valid or "before entry ended" in said.stderr


def test_within_the_second_in_which_entry_ended_the_head_is_none_from_before(tmp_path: Path) -> None:
    late = CLOSES + timedelta(milliseconds=700)
    assert run(tmp_path, facts([1, 2], 1) | {"closes_at": late.isoformat()}).returncode == 0


def test_other_places_than_in_the_copy_are_said_though_they_may_have_their_reason(tmp_path: Path) -> None:
    draw = facts([1, 2, 3], 2)
    said = run(tmp_path, draw, draw | {"places": 3})
    assert said.returncode == 0 and "3 places when you saved it, 2 at the draw" in said.stderr
    assert run(tmp_path, draw, draw).stderr == ""


def test_files_that_are_none_are_refused_in_one_line(tmp_path: Path) -> None:
    for wrong in ({}, {"seed": "zz"}, {"seed": "00", "seed_digest": seed_digest("00")}):
        said = run(tmp_path, wrong)
        assert said.returncode == 1 and said.stderr.startswith("NOT VALID") and said.stderr.count("\n") == 1
    assert run(tmp_path).returncode == 1


def test_it_is_short_and_stands_on_the_standard_library_alone() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    imported = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else name.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported <= set(sys.stdlib_module_names)

"""``redvest bench``: which scenario runs with what, what is printed, and the exit code when a promise does not hold."""

from __future__ import annotations

import importlib
import json
import sys
from types import ModuleType
from typing import Any

import pytest

from redvest.faces.ops import bench, cli

pytestmark = pytest.mark.django_db


class Bench:
    """Scenarios that answer at once, in place of those that measure for minutes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        for name in bench.SCENARIOS:
            module = ModuleType(f"scenario_{name}")
            module.run = self._runner(name)  # type: ignore[attr-defined]
            monkeypatch.setitem(sys.modules, f"scenario_{name}", module)
            monkeypatch.setitem(bench.SCENARIOS, name, f"scenario_{name}")

    def _runner(self, name: str) -> Any:
        def run(**wanted: Any) -> dict[str, Any]:
            self.calls.append((name, wanted))
            return self.answers.get(name, {"figure": 12, "floor": 3, "ratio": 4.0})

        return run


@pytest.fixture
def scenarios(monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(sys, "path", list(sys.path))
    return Bench(monkeypatch)


@pytest.mark.parametrize("name", ["signup", "lists", "import", "demo"])
def test_one_scenario_runs_and_its_json_is_one_document(
    scenarios: Bench, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["bench", name, "--json"]) == 0
    assert scenarios.calls == [(name, {"json": True})]
    assert json.loads(capsys.readouterr().out) == {"figure": 12, "floor": 3, "ratio": 4.0}


def test_all_of_them_come_in_one_document_by_name(
    scenarios: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["bench", "all", "--json"]) == 0
    assert [name for name, _ in scenarios.calls] == list(bench.SCENARIOS)
    assert set(json.loads(capsys.readouterr().out)) == set(bench.SCENARIOS)


def test_runs_are_for_the_sign_ups_only(scenarios: Bench) -> None:
    assert cli.run(["bench", "all", "--runs", "2", "--json"]) == 0
    assert dict(scenarios.calls)["signup"] == {"json": True, "runs": 2}
    assert all("runs" not in wanted for name, wanted in scenarios.calls if name != "signup")


def test_zero_runs_are_passed_on_and_not_taken_for_none(scenarios: Bench) -> None:
    cli.run(["bench", "signup", "--runs", "0", "--json"])
    assert scenarios.calls == [("signup", {"json": True, "runs": 0})]


@pytest.mark.parametrize(("held", "code"), [(True, 0), (False, 1), (None, 0)])
def test_a_promise_that_does_not_hold_is_exit_code_one(
    scenarios: Bench, held: bool | None, code: int
) -> None:
    scenarios.answers["lists"] = {"p99": 90} | ({} if held is None else {"held": held})
    assert cli.run(["bench", "lists", "--json"]) == code


def test_one_broken_promise_among_all_is_enough_and_the_others_still_run(scenarios: Bench) -> None:
    scenarios.answers["signup"] = {"held": False}
    assert cli.run(["bench", "all", "--json"]) == 1
    assert len(scenarios.calls) == len(bench.SCENARIOS)


def test_people_read_a_table_with_every_figure(scenarios: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    scenarios.answers["signup"] = {"p99_ms": 41.5, "faults": ["超时"], "rounds": {"first": 1}}
    assert cli.run(["bench", "signup"]) == 0
    said = capsys.readouterr().out
    assert scenarios.calls == [("signup", {"json": False})]
    for words in ("bench signup", "p99_ms", "41.5", "超时", "first"):
        assert words in said


def test_an_unknown_scenario_is_wrong_usage(scenarios: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["bench", "weather"]) == 2
    assert cli.run(["bench"]) == 2
    assert cli.run(["bench", "signup", "--runs", "many"]) == 2
    assert scenarios.calls == []
    capsys.readouterr()


def test_outside_the_source_tree_there_is_a_sentence(
    scenarios: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    assert cli.run(["bench", "signup", "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "找不到 bench 文件夹" in said.err
    assert scenarios.calls == []


def test_every_scenario_is_there_and_can_be_run() -> None:
    for module in bench.SCENARIOS.values():
        assert callable(importlib.import_module(module).run)

"""Finding the command and turning what goes wrong into a sentence and an exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.db import OperationalError

from redvest.core.errors import Invalid, NotFound
from redvest.faces.ops import cli

Give = Callable[[Callable[[argparse.Namespace], Any]], None]


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Adds a command ``try`` that does what the test wants, as any command is added: by the name of its module."""

    def add(run: Callable[[argparse.Namespace], Any]) -> None:
        module = ModuleType("tried")

        def add_parser(commands: Any) -> None:
            parser = commands.add_parser("try")
            parser.add_argument("--count", type=int, default=1)
            parser.set_defaults(run=run)

        module.add_parser = add_parser  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "tried", module)
        monkeypatch.setitem(cli.COMMANDS, "try", "tried")

    return add


def fails_with(fault: BaseException) -> Callable[[argparse.Namespace], int]:
    def run(args: argparse.Namespace) -> int:
        raise fault

    return run


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (1, 1), (2, 2), (True, 1)])
def test_a_command_says_how_it_went(give: Give, returned: int | None, code: int) -> None:
    give(lambda args: returned)

    assert cli.run(["try"]) == code


def test_its_words_reach_it(give: Give) -> None:
    seen: list[int] = []
    give(lambda args: seen.append(args.count))

    assert cli.run(["try", "--count", "7"]) == 0
    assert seen == [7]


@pytest.mark.parametrize(
    "words",
    [
        ["try", "--nonsense"],
        ["try", "--count"],
        ["try", "--count", "many"],
        ["try", "more"],
        ["--nonsense", "try"],
    ],
)
def test_wrong_usage_is_two_and_does_nothing(
    give: Give, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[object] = []
    give(ran.append)

    assert cli.run(words) == 2
    assert ran == []
    assert "usage: redvest" in capsys.readouterr().err


@pytest.mark.parametrize("fault", [NotFound(), Invalid("第 3 行的手机号少了一位。", row=3)])
def test_an_expected_failure_is_its_sentence_and_two(
    give: Give, fault: NotFound | Invalid, capsys: pytest.CaptureFixture[str]
) -> None:
    give(fails_with(fault))

    assert cli.run(["try"]) == 2
    assert capsys.readouterr() == ("", f"{fault.message}\n")


def test_a_database_that_is_away_is_a_sentence_and_two(
    give: Give, capsys: pytest.CaptureFixture[str]
) -> None:
    give(fails_with(OperationalError("connection refused")))

    assert cli.run(["try"]) == 2
    assert capsys.readouterr().err == "数据库连不上，请运行 redvest doctor 看看缺什么：connection refused\n"


@pytest.mark.parametrize(
    ("stop", "code", "said"),
    [
        (SystemExit(), 0, ""),
        (SystemExit(0), 0, ""),
        (SystemExit(3), 3, ""),
        (SystemExit("没有文件。"), 2, "没有文件。\n"),
    ],
)
def test_a_command_that_stops_by_itself(
    give: Give, stop: SystemExit, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    give(fails_with(stop))

    assert cli.run(["try"]) == code
    assert capsys.readouterr().err == said


def test_a_person_who_stops_it_sees_no_traceback(give: Give, capsys: pytest.CaptureFixture[str]) -> None:
    give(fails_with(KeyboardInterrupt()))

    assert cli.run(["try"]) == 130
    assert capsys.readouterr().err == "\n已停止。\n"


def test_a_reader_that_has_seen_enough_is_no_fault(give: Give) -> None:
    give(fails_with(BrokenPipeError()))

    assert cli.run(["try"]) == 0


def test_what_nobody_expected_is_not_hidden(give: Give) -> None:
    give(fails_with(ZeroDivisionError()))

    with pytest.raises(ZeroDivisionError):
        cli.run(["try"])


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0

    said = capsys.readouterr().out
    for name in cli.COMMANDS:
        assert name in said


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([name, "--help"]) == 0
    assert f"usage: redvest {name}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["nonsense"], ["-x"]])
def test_no_command_or_an_unknown_one_is_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(words) == 2
    assert "usage: redvest" in capsys.readouterr().err

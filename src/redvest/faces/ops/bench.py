"""``redvest bench``: runs a scenario of the project's ``bench/`` folder and prints figure, floor and ratio."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from redvest.core.errors import Invalid
from redvest.faces.ops.database import open_database

ROOT = Path(__file__).resolve().parents[4]
SCENARIOS = {
    "signup": "bench.signup", "lists": "bench.lists", "import": "bench.importing", "demo": "bench.demo",
    "log": "bench.log", "checkin": "bench.checkin", "certificates": "bench.certificates",
    "integrity": "bench.integrity", "search": "bench.search", "peak": "bench.peak", "ranking": "bench.ranking",
    "roster": "bench.roster", "crisis": "bench.crisis",
    "matching": "bench.matching", "matching-fair": "bench.matching_fair",
    "matching-notify": "bench.matching_notify", "ledger": "bench.ledger",
}  # fmt: skip


class NoScenarios(Invalid):
    """找不到 bench 文件夹。测速要在项目的源代码里运行，安装包里没有它。"""

    code = "no-scenarios"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("bench", help="测速：给出结果、下限和两者之比")
    parser.add_argument("name", choices=[*SCENARIOS, "all"], help="测什么")
    parser.add_argument("--json", action="store_true", help="输出一份 JSON")
    parser.add_argument("--runs", type=int, default=None, help="signup 跑几遍（默认 3）")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when a scenario found that a promise does not hold (its result has ``"held": false``)."""
    if not (ROOT / "bench").is_dir():
        raise NoScenarios
    sys.path.insert(0, str(ROOT))
    open_database()
    names = list(SCENARIOS) if args.name == "all" else [args.name]
    results = {name: _measure(name, args) for name in names}
    if args.json:
        print(
            json.dumps(results if args.name == "all" else results[args.name], ensure_ascii=False, default=str)
        )
    else:
        for name, result in results.items():
            _show(name, result)
    return 0 if all(result.get("held", True) for result in results.values()) else 1


def _measure(name: str, args: argparse.Namespace) -> dict[str, Any]:
    wanted: dict[str, Any] = {"json": args.json}
    if name == "signup" and args.runs is not None:
        wanted["runs"] = args.runs
    result: dict[str, Any] = importlib.import_module(SCENARIOS[name]).run(**wanted)
    return result


def _show(name: str, result: dict[str, Any]) -> None:
    table = Table(title=f"bench {name}", show_header=False)
    for key, value in result.items():
        table.add_row(
            key,
            json.dumps(value, ensure_ascii=False, default=str)
            if isinstance(value, dict | list)
            else str(value),
        )
    Console().print(table)

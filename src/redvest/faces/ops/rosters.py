"""``redvest roster solve``: puts a roster together from the command line, as the worker does; nobody is asked by it."""

from __future__ import annotations

import argparse
import json
import time
from uuid import UUID

from rich.console import Console
from rich.table import Table

from redvest.core import audit, clock
from redvest.core.errors import Invalid
from redvest.faces.ops.database import open_database
from redvest.service.actions.roster_solve import solve_for
from redvest.service.models import Roster
from redvest.service.queries.roster import counts_of_state
from redvest.service.roster_errors import RosterNotFound

_WORDS = {
    "title": "排班表", "people": "能找的人", "shifts": "班次", "needed": "名额", "missing": "还缺", "method": "方法",
    "cost": "分数", "bound": "分数下限", "gap": "离下限", "kept": "原来拟定的没变", "moved": "原来拟定的换了",
    "seconds": "用时（秒）", "draft": "拟定", "asked": "等答复", "yes": "会来",
}  # fmt: skip


class BadRosterKey(Invalid):
    """排班表的编号不对。它在排班页面的地址里，像 01900000-0000-7000-8000-000000000000 这样。"""

    code = "bad-roster-key"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("roster", help="排班")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="做什么")
    solve = verbs.add_parser("solve", help="拟定一张排班表的人；只写草稿，不打扰任何人")
    solve.add_argument("key", help="排班表的编号（排班页面地址里的那一段）")
    solve.add_argument("--json", action="store_true", help="输出一份 JSON")
    solve.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when places are missing."""
    try:
        key = UUID(args.key)
    except ValueError:
        raise BadRosterKey from None
    open_database()
    if not Roster.objects.filter(pk=key).exists():
        raise RosterNotFound
    began = time.monotonic()
    solved = solve_for(actor=audit.SYSTEM, roster_id=key, at=clock.now())
    counts = counts_of_state(solved)
    found = {
        "roster": str(solved.pk), "title": solved.title, **solved.figures, "seconds": round(time.monotonic() - began, 3),
        "draft": counts.get("draft", 0), "asked": counts.get("asked", 0), "yes": counts.get("yes", 0),
    }  # fmt: skip
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        table = Table(show_header=False, box=None)
        for name, words in _WORDS.items():
            table.add_row(words, str(found[name]))
        Console().print(table)
    return 1 if found["missing"] else 0

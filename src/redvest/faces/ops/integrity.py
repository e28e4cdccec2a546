"""``redvest integrity scan``: look over the ledger now, as the nightly job does."""

from __future__ import annotations

import argparse
import json

from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from redvest.core import clock
from redvest.faces.ops.database import open_database
from redvest.service.actions.integrity_scan import ScanReport, run_radar
from redvest.service.choices import IntegrityRule

MOST_DAYS = 36_500


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("integrity", help="风险提示：看一遍账本，有疑点的交给专人核实")
    parser.add_argument("what", choices=["scan"], help="scan：现在就看一遍")
    parser.add_argument("--city", default=settings.REDVEST_CITY, help="城市代码（默认本站服务的城市）")
    parser.add_argument("--days", type=_days, default=None, help="看最近多少天入账的（默认按规则）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"1 到 {MOST_DAYS}")
    return days


def run(args: argparse.Namespace) -> int:
    """Finding something odd is no fault of the command: exit code 0."""
    open_database()
    report = run_radar(city=args.city, at=clock.now(), days=args.days)
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        Console().print(table(report))
    return 0


def table(report: ScanReport) -> Table:
    """What was looked at and what came of it, for a terminal."""
    found = Table(show_header=False, box=None)
    found.add_column()
    found.add_column(justify="right")
    rows = [
        (_("看过的时长记录"), report.entries),
        (_("新的风险提示"), report.opened),
        (_("并入已有提示"), report.added),
        (_("已经知道的"), report.known),
        (_("分给专人"), report.assigned),
        (_("到期转上级"), report.escalated),
        (_("结论生效"), report.settled),
    ]
    rows += [(str(IntegrityRule(rule).label), count) for rule, count in sorted(report.found.items())]
    for name, value in rows:
        found.add_row(name, f"{value:,}")
    return found

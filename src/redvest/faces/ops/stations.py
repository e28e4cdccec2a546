"""``redvest stations assess``: what every station earns by a standard on a day, and which would change by another."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from redvest.core import clock
from redvest.faces.ops.database import open_database
from redvest.faces.ops.stats import day
from redvest.oversight.queries.station_verdict import verdicts
from redvest.registry.choices import StationLevel
from redvest.registry.models import Station
from redvest.registry.queries.setting import rule
from redvest.registry.queries.station_standard import standard_of, standards
from redvest.registry.rules.station_level import Change, Verdict, compare


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("stations", help="服务站：按一套标准看看每个站现在达到哪一级")
    parser.add_argument("what", choices=["assess"], help="assess：根据证据和记录算等级，不改任何数据")
    parser.add_argument("--city", default=settings.REDVEST_CITY, help="城市代码（默认本站服务的城市）")
    keys = ["", *standards()]
    parser.add_argument("--standard", choices=keys, default="", help="按哪套标准（默认本市现行的）")
    parser.add_argument("--on", type=day, help="按哪一天的情况，如 2026-01-31（默认今天）")
    parser.add_argument("--against", choices=keys, default="", help="再按另一套标准算，列出会变的站")
    parser.add_argument("--against-on", type=day, help="和另一天的情况比，列出变了的站")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints levels, and changes when there is something to compare with."""
    open_database()
    on: date = args.on or clock.day_of(clock.now())
    standard = args.standard or rule("station.standard", f"{args.city}/", on)
    found = _named(verdicts(args.city, standard, on))
    answer: dict[str, Any] = {"standard": standard, "on": on.isoformat(), **_counts(found)}
    changes: tuple[Change, ...] | None = None
    if args.against or args.against_on:
        other, other_on = args.against or standard, args.against_on or on
        after = _named(verdicts(args.city, other, other_on))
        changes = compare(found, after)
        answer["against"] = {"standard": other, "on": other_on.isoformat(), **_counts(after)}
    names = {str(key): name for key, name in Station.objects.filter(city=args.city).values_list("pk", "name")}
    if args.json:
        answer["stations"] = [
            {"id": key, "name": names[key], "level": each.level.value, "points": each.points, "short_of": each.short_of}
            for key, each in sorted(found.items())
        ]  # fmt: skip
        if changes is not None:
            answer["changes"] = [_change(each, names) for each in changes]
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    _show(answer, changes, names)
    return 0


def _named(found: Mapping[Any, Verdict]) -> dict[str, Verdict]:
    return {str(key): verdict for key, verdict in found.items()}


def _counts(found: Mapping[str, Verdict]) -> dict[str, int]:
    levels = Counter(verdict.level for verdict in found.values())
    return {level.value: levels[level] for level in StationLevel}


def _change(change: Change, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": change.station, "name": names[change.station], "before": change.before and change.before.value,
        "after": change.after and change.after.value, "reasons": change.reasons,
    }  # fmt: skip


def _show(answer: dict[str, Any], changes: tuple[Change, ...] | None, names: Mapping[str, str]) -> None:
    console = Console()
    for part in (answer, answer.get("against")):
        if part:
            console.print(f"[bold]{standard_of(part['standard']).name}[/]  {part['on']}", highlight=False)
            levels = Table(show_header=False, box=None)
            for level in StationLevel:
                levels.add_row(str(level.label), str(part[level.value]))
            console.print(levels)
    if changes is None:
        return
    table = Table(_("服务站"), _("原来"), _("之后"), _("还差什么"), title=_("会变的站"), title_justify="left")
    for each in changes:
        levels_of = [str(level.label) if level else "—" for level in (each.before, each.after)]
        table.add_row(names[each.station], *levels_of, "；".join(each.reasons))
    console.print(table)

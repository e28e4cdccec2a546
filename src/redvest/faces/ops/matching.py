"""``redvest match run``: whom matching proposes for what waits in a place, from the command line; nobody is asked by it."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from django.conf import settings
from rich.console import Console
from rich.table import Table

from redvest.care.queries.proposals import Day, day_of_place
from redvest.core import clock
from redvest.core.errors import Invalid
from redvest.faces.ops.database import open_database
from redvest.registry.models import Region, Volunteer

_WORDS = {
    "region": "哪里", "needs": "等派单的需求", "places": "要的人数", "people": "能推荐的人", "proposed": "推荐了",
    "open": "还空着", "cost": "分数", "bound": "分数下限", "gap": "离下限",
    "read_seconds": "读库和求解（秒）", "reason_seconds": "写理由（秒）",
}  # fmt: skip


class PlaceUnknown(Invalid):
    """没有这个区域。请写区划代码，例如 360502。"""

    code = "match-place-unknown"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("match", help="给等派单的需求推荐志愿者")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="做什么")
    solve = verbs.add_parser("run", help="算出推荐谁、为什么；不打扰任何人")
    solve.add_argument("--region", default="", help="区划代码，不写就是全市")
    solve.add_argument("--json", action="store_true", help="输出一份 JSON，连同每一条推荐和理由")
    solve.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when places stay open."""
    open_database()
    place = Region.objects.filter(
        code=args.region or settings.REDVEST_CITY, city=settings.REDVEST_CITY
    ).first()
    if place is None:
        raise PlaceUnknown
    began = time.monotonic()
    day = day_of_place(place, clock.now())
    read = time.monotonic() - began
    proposals = _proposals(day)
    found: dict[str, Any] = {
        "region": place.name, "needs": len(day.needs), "places": day.places, "people": day.people,
        "proposed": len(proposals), "open": day.open, "cost": day.found.cost, "bound": day.found.bound(), "gap": day.gap,
        "read_seconds": round(read, 3), "reason_seconds": round(time.monotonic() - began - read, 3),
    }  # fmt: skip
    if args.json:
        print(json.dumps(found | {"proposals": proposals}, ensure_ascii=False))
    else:
        table = Table(show_header=False, box=None)
        for name, words in _WORDS.items():
            table.add_row(words, str(found[name]))
        Console().print(table)
    return 1 if day.open else 0


def _proposals(day: Day) -> list[dict[str, Any]]:
    """Needs and people by their numbers: a log of this names nobody."""
    made = list(day.proposals())
    numbers = dict(
        Volunteer.objects.filter(pk__in={each.volunteer_id for each in made}).values_list("pk", "number")
    )
    return [
        {"need": each.need.number, "volunteer": numbers[each.volunteer_id], "reasons": list(each.reasons)}
        for each in made
    ]

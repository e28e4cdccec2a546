"""``redvest stats``: the headline numbers, as a table for people or as JSON."""

from __future__ import annotations

import argparse
import json
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from redvest.core import clock
from redvest.faces.ops.database import open_database
from redvest.oversight.queries.filtered_headline import filtered_headline, slice_of
from redvest.oversight.queries.headline import Headline, headline


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("stats", help="全市的主要数字")
    parser.add_argument("--city", default=settings.REDVEST_CITY, help="城市代码（默认本站服务的城市）")
    add_filters(parser)
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def add_filters(parser: argparse.ArgumentParser) -> None:
    """The filter of the statistics: a place, an organisation, days of service."""
    parser.add_argument("--region", default="", help="只算这个区划以内的（区划代码）")
    parser.add_argument("--body", default="", help="只算这个组织记录的（组织代码）")
    parser.add_argument("--from", dest="since", type=day, help="从哪天的服务算起，如 2026-01-01")
    parser.add_argument("--to", dest="until", type=day, help="算到哪天的服务，如 2026-12-31（当天也算）")


def day(text: str) -> date:
    """A day from the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("日期要写成 2026-01-31 这样") from None


def run(args: argparse.Namespace) -> int:
    open_database()
    part = slice_of(args.city, region=args.region, body=args.body, since=args.since, until=args.until)
    numbers = headline(args.city, clock.now()) if part.whole else filtered_headline(part, clock.now())
    if args.json:
        print(json.dumps(numbers.as_json(), ensure_ascii=False))
    else:
        Console().print(table(numbers))
    return 0


def table(numbers: Headline) -> Table:
    """The numbers with their names, for a terminal."""
    found = Table(show_header=False, box=None)
    found.add_column()
    found.add_column(justify="right")
    rows = (
        (_("实名志愿者"), numbers.volunteers),
        (_("近一年参加过服务"), numbers.active_volunteers),
        (_("志愿服务组织"), numbers.organizations),
        (_("志愿服务项目"), numbers.projects),
        (_("服务时长（小时）"), numbers.service_hours),
        (_("服务站"), numbers.stations),
        (_("其中规范化"), numbers.stations_standardised),
        (_("其中基础"), numbers.stations_basic),
        (_("常住人口"), numbers.population),
    )
    for name, value in rows:
        found.add_row(name, "—" if value is None else f"{value:,}")
    return found

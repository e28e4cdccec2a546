"""``redvest export ledger``: the ledger (台账) of a community, a station or an organisation, as Excel or PDF."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.core.errors import Invalid
from redvest.faces.ops.database import open_database
from redvest.faces.ops.progress import counting
from redvest.faces.ops.stats import day
from redvest.oversight.actions.unit_ledger import export_ledger
from redvest.oversight.actions.unit_ledger_file import Wanted
from redvest.oversight.choices import LedgerForm, UnitKind
from redvest.oversight.queries.unit import find_unit
from redvest.oversight.rules.unit_ledger import hours_of
from redvest.registry.policy import SYSTEM_STANDING

LEDGER = "ledger"


class LedgerOptionsWrong(Invalid):
    """导出台账要写明一个单位（--community、--station 或 --organization 选一个）、--from、--to 和 -o 文件。"""

    code = "ledger-options-wrong"


def add_ledger_options(parser: argparse.ArgumentParser) -> None:
    ledger = parser.add_argument_group("台账")
    ledger.add_argument(
        "--community", "--region", dest="region", default="", help="区划代码：社区、街道、区县都行"
    )
    ledger.add_argument("--station", default="", help="服务站编号")
    ledger.add_argument("--organization", default="", help="组织代码")
    ledger.add_argument("--from", dest="since", type=day, help="从哪天，如 2025-01-01")
    ledger.add_argument("--to", dest="until", type=day, help="到哪天，当天也算")
    ledger.add_argument(
        "--format", choices=LedgerForm.values, default="xlsx", help="xlsx 或 pdf（默认 xlsx）"
    )
    ledger.add_argument("-o", "--output", type=Path, metavar="文件", help="写到哪里；有同名文件就替换")


def run_ledger(args: argparse.Namespace) -> int:
    given = [
        (UnitKind.REGION, args.region), (UnitKind.STATION, args.station), (UnitKind.BODY, args.organization),
    ]  # fmt: skip
    given = [(kind, key) for kind, key in given if key]
    path: Path | None = args.output or args.file
    if len(given) != 1 or path is None or args.since is None or args.until is None:
        raise LedgerOptionsWrong
    if path.suffix.lower() != f".{args.format}" or not path.absolute().parent.is_dir():
        raise LedgerOptionsWrong
    began = time.monotonic()
    open_database()
    unit = find_unit(args.city, *given[0])
    wanted = Wanted(unit, unit.part(args.since, args.until), LedgerForm(args.format), args.unmask)
    with counting(_("正在写台账"), quiet=args.json) as told:
        totals = export_ledger(
            by=SYSTEM_STANDING(args.city), wanted=wanted, path=path, at=clock.now(), reason=args.reason,
            told=told or _nobody,
        )  # fmt: skip
    found = {
        "file": str(path), "unit": unit.name, "activities": totals.activities, "imported": totals.imported,
        "people": totals.people,
        "service_hours": hours_of(totals.minutes), "minutes_by_grade": dict(totals.minutes_by_grade),
        "seconds": round(time.monotonic() - began, 2),
    }  # fmt: skip
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(
            _("{unit}：{activities} 场活动，{people} 人，{service_hours} 小时。已写到 {file}。").format(
                **found
            )
        )
    return 0


def _nobody(done: int, total: int) -> None:
    """Nobody watches."""

"""``redvest export``: writes volunteers, organisations, projects and hours as Excel, row by row."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from rich.console import Console

from redvest.core import clock
from redvest.core.errors import Invalid, NotFound
from redvest.core.workbook import SheetWriter
from redvest.core.workbook.writing import MOST_ROWS
from redvest.faces.ops.database import open_database
from redvest.faces.ops.exporting_ledger import LEDGER, add_ledger_options, run_ledger
from redvest.registry.actions.export_people import record_export
from redvest.registry.models import Body
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.queries import export_rows as register
from redvest.registry.queries.body import body_by_code
from redvest.service.queries import export_rows as service

Rows = Iterator[Sequence[str]]
WHAT = {
    "volunteers": "志愿者",
    "organizations": "组织",
    "members": "组织成员",
    "projects": "项目",
    "hours": "服务时长",
    LEDGER: "台账",
}


class ExportPlaceWrong(Invalid):
    """这个位置写不了文件，请核对文件夹，文件名以 .xlsx 结尾。"""

    code = "export-place-wrong"


class ExportBodyUnknown(NotFound):
    """没有这个代码的组织，请核对 --body 后面的组织代码。"""

    code = "export-body-unknown"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "export", help="导出 Excel：志愿者、组织、项目、时长；导出台账：Excel 或 PDF"
    )
    parser.add_argument(
        "what", choices=list(WHAT), metavar="什么", help="、".join(f"{k}（{v}）" for k, v in WHAT.items())
    )
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="文件", help="写到哪里，以 .xlsx 结尾；有同名文件就替换"
    )
    add_ledger_options(parser)
    parser.add_argument("--body", default="", help="只导出这个组织的（组织代码）")
    parser.add_argument("--city", default=settings.REDVEST_CITY, help="城市代码（默认本站服务的城市）")
    parser.add_argument(
        "--unmask", action="store_true", help="证件号码和手机号写全，要同时用 --reason 说明理由，会记入审计"
    )
    parser.add_argument("--reason", default="", help="导出的理由")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.what == LEDGER:
        return run_ledger(args)
    if args.file is None or args.file.suffix.lower() != ".xlsx" or not args.file.parent.is_dir():
        raise ExportPlaceWrong
    began = time.monotonic()
    open_database()
    with Console(stderr=True).status(_("正在导出……")) if not args.json else nullcontext():
        rows = export(args, at=clock.now())
    seconds = round(time.monotonic() - began, 2)
    if args.json:
        print(json.dumps({"rows": rows, "file": str(args.file), "seconds": seconds}, ensure_ascii=False))
    else:
        print(
            _("写了 {rows} 行到 {file}，用时 {seconds} 秒。").format(
                rows=rows, file=args.file, seconds=seconds
            )
        )
    return 0


def export(args: argparse.Namespace, *, at: datetime) -> int:
    """Write the file in one transaction, so that all its rows are of one moment; returns how many there are.

    A ledger longer than a sheet goes on in files with -2, -3 and so on behind the name.
    """
    by = SYSTEM_STANDING(args.city)
    with transaction.atomic():
        body = _body(args)
        record_export(by=by, what=args.what, body=body, whole=args.unmask, reason=args.reason, at=at)
        titles, rows = _sheets(args, body)[args.what]
        return _write(args.file, titles, rows())


def _sheets(
    args: argparse.Namespace, body: Body | None
) -> dict[str, tuple[Sequence[str], Callable[[], Rows]]]:
    return {
        "volunteers": (
            register.VOLUNTEER_TITLES,
            lambda: register.volunteer_sheet(args.city, body, whole=args.unmask),
        ),
        "organizations": (register.BODY_TITLES, lambda: register.body_sheet(args.city)),
        "members": (register.MEMBER_TITLES, lambda: register.member_sheet(args.city, body)),
        "projects": (service.PROJECT_TITLES, lambda: service.project_sheet(args.city, body)),
        "hours": (service.HOURS_TITLES, lambda: service.hours_sheet(args.city, body)),
    }


def _write(file: Path, titles: Sequence[str], rows: Rows) -> int:
    written, part = 0, 1
    row = next(rows, None)
    while row is not None or part == 1:
        to = file if part == 1 else file.with_name(f"{file.stem}-{part}{file.suffix}")
        with SheetWriter(to, titles) as writer:
            while row is not None and writer.rows < MOST_ROWS - 1:
                writer.write(row)
                row = next(rows, None)
            written += writer.rows
        part += 1
    return written


def _body(args: argparse.Namespace) -> Body | None:
    if not args.body:
        return None
    try:
        return body_by_code(args.city, args.body)
    except NotFound as fault:
        raise ExportBodyUnknown from fault

"""``redvest import``: takes a city's Excel sheets in, all rows or none, and gives the bad ones back with reasons."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from redvest.core import clock
from redvest.core.errors import Invalid, NotFound
from redvest.core.workbook.errors import WorkbookMissing
from redvest.faces.ops.database import open_database
from redvest.faces.ops.import_workers import Workers
from redvest.oversight.actions.tally import rebuild
from redvest.registry.actions.import_bodies import import_bodies
from redvest.registry.actions.import_members import import_members
from redvest.registry.actions.import_report import ImportReport
from redvest.registry.actions.import_volunteers import import_volunteers
from redvest.registry.models import Body
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.queries.body import body_by_code
from redvest.registry.queries.import_ground import header_in
from redvest.registry.rules.sheet_volunteers import SHAPE as VOLUNTEERS
from redvest.service.actions.import_hours import import_hours
from redvest.service.actions.import_projects import import_projects

Tell = Callable[[int, int], None]
WHAT = {
    "volunteers": "志愿者",
    "organizations": "组织",
    "members": "组织成员",
    "projects": "项目",
    "hours": "服务时长（等级 D，未核验）",
}


class BodyCodeUnknown(NotFound):
    """没有这个代码的组织，请核对 --body 后面的组织代码。"""

    code = "body-code-unknown"


class BodyNotWanted(Invalid):
    """导入组织不用写 --body，表里每一行就是一个组织。"""

    code = "body-not-wanted"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "import",
        help="从 Excel 导入志愿者、组织、项目、时长",
        description="默认全部写入或者一行也不写；有问题的行带着原因写回到一个 Excel 文件里。",
    )
    parser.add_argument(
        "what", choices=list(WHAT), metavar="什么", help="、".join(f"{k}（{v}）" for k, v in WHAT.items())
    )
    parser.add_argument("file", type=Path, metavar="文件", help="Excel 文件，列的次序不限")
    parser.add_argument("--body", default="", help="组织代码：志愿者和成员加入它，项目和时长归它")
    parser.add_argument("--city", default=settings.REDVEST_CITY, help="城市代码（默认本站服务的城市）")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    parser.add_argument("--partial", action="store_true", help="写入没有问题的行（默认有一行不对就都不写）")
    parser.add_argument(
        "--consent-on-file",
        action="store_true",
        help="声明每个人的书面同意都已存档，不看“本人同意登记”这一列",
    )
    parser.add_argument("--bad", type=Path, default=None, help="错误行写到哪里（默认写在原文件旁边）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when everything was written (or would have been), 2 when rows have to be corrected first."""
    if not args.file.is_file():
        raise WorkbookMissing
    began = time.monotonic()
    with Workers() as workers:  # before the database is opened: see there
        open_database()
        with _bar(quiet=args.json) as tell:
            report = load(args, workers, tell)
    seconds = round(time.monotonic() - began, 2)
    if args.json:
        print(json.dumps(as_json(report, seconds), ensure_ascii=False))
    else:
        say(report, args, seconds)
    return 2 if report.bad and not (args.partial and report.imported) else 0


def load(args: argparse.Namespace, workers: Workers, tell: Tell | None) -> ImportReport:
    """Hand the file to the action that knows its kind, as the system itself."""
    by, at = SYSTEM_STANDING(args.city), clock.now()
    body = _body(args)
    given = {
        "by": by, "path": args.file, "at": at, "partial": args.partial, "dry_run": args.dry_run,
        "bad_file": args.bad, "progress": tell,
    }  # fmt: skip
    match args.what:
        case "volunteers":
            on_file = args.consent_on_file or not header_in(args.file, VOLUNTEERS).has("consent")
            if on_file and not args.consent_on_file:
                sys.stderr.write(consent_notice() + "\n")
            return import_volunteers(**given, body=body, consent_on_file=on_file, check=workers.check)
        case "organizations":
            return import_bodies(**given)
        case "members":
            return import_members(**given, body=body, consent_on_file=args.consent_on_file)
        case "projects":
            return import_projects(**given, body=body)
        case _:
            with transaction.atomic():  # the sums behind the headline numbers come along or not at all
                report = import_hours(**given, body=body)
                if report.imported:
                    rebuild(city=args.city, at=at)
            return report


def consent_notice() -> str:
    """Whoever runs the command line answers for the register: no column means that consents are on paper."""
    return _(
        "表里没有“本人同意登记”这一列，按每个人的书面同意都已存档处理，并记入审计"
        "（民政部令第 67 号第 6 条：组织代为登记要经本人同意）。"
    )


def as_json(report: ImportReport, seconds: float) -> dict[str, object]:
    return {
        "rows": report.rows, "imported": report.imported, "bad": report.bad, "blank": report.blank,
        "duplicates": report.duplicates, "bad_file": str(report.bad_file) if report.bad_file else None,
        "seconds": seconds, "ignored_columns": list(report.ignored),
    }  # fmt: skip


def say(report: ImportReport, args: argparse.Namespace, seconds: float) -> None:
    """What happened, in sentences, with the first bad rows."""
    if report.ignored:
        print(_("这些列没有用到：{columns}。").format(columns="、".join(report.ignored)))
    for line, reason in report.reasons:
        print(_("第 {line} 行：{reason}").format(line=line, reason=reason), file=sys.stderr)
    if report.bad > len(report.reasons):
        print(_("……还有 {count} 行。").format(count=report.bad - len(report.reasons)), file=sys.stderr)
    print(_outcome(report, args, seconds))
    if report.bad_file:
        print(_("有问题的行和原因写在：{path}").format(path=report.bad_file))


def _outcome(report: ImportReport, args: argparse.Namespace, seconds: float) -> str:
    if not report.rows:
        return _("表头下面没有数据，什么也没有写入。")
    if report.all_known:
        return _("{rows} 行全都登记过了：这个文件以前导入过，这次什么也没有写入。").format(rows=report.rows)
    if report.imported:
        return _(
            "读了 {rows} 行，写入 {imported} 行，{bad} 行有问题，空行 {blank} 行，用时 {seconds} 秒。"
        ).format(
            rows=report.rows, imported=report.imported, bad=report.bad, blank=report.blank, seconds=seconds
        )
    if args.dry_run:
        return _(
            "只检查：{rows} 行里 {bad} 行有问题（其中重复 {duplicates} 行），空行 {blank} 行。没有写入。"
        ).format(rows=report.rows, bad=report.bad, duplicates=report.duplicates, blank=report.blank)
    return _(
        "{rows} 行里有 {bad} 行有问题，所以一行也没有写入。改好后再导入，或者加 --partial 先写入没有问题的行。"
    ).format(rows=report.rows, bad=report.bad)


def _body(args: argparse.Namespace) -> Body | None:
    if not args.body:
        return None
    if args.what == "organizations":
        raise BodyNotWanted
    try:
        return body_by_code(args.city, args.body)
    except NotFound as fault:
        raise BodyCodeUnknown from fault


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Tell | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(_("检查"), total=None)

        def tell(done: int, total: int) -> None:
            words = _("写入") if done >= total else _("检查")
            progress.update(task, completed=done, total=total, description=words)

        yield tell

"""``redvest log``: verifies the transparency log, seals what waits, prints the checkpoint, changes the key."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.core.errors import Invalid, NotFound
from redvest.core.notes import VerifierKey
from redvest.faces.ops.database import open_database
from redvest.faces.ops.progress import counting
from redvest.registry.models import Region
from redvest.service.actions.log import beat
from redvest.service.actions.log_check import check_log
from redvest.service.actions.log_head import rotate_key
from redvest.service.choices import LogFault
from redvest.service.log_errors import CheckpointUnreadable, NoHeadYet
from redvest.service.queries.log import latest_head, origin_of, sealed_size, served_checkpoint, waiting
from redvest.service.queries.log_verify import Verdict
from redvest.service.rules.log import Fault

_SHOWN = 50  # faults on a terminal; --json has them all


class CheckpointFileMissing(NotFound):
    """没有这个检查点文件，请核对 --against 后面的路径。"""

    code = "checkpoint-file-missing"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("log", help="透明日志：核对、入日志、换密钥、打印检查点")
    verbs = parser.add_subparsers(dest="verb", metavar="做什么", required=True)
    verify = verbs.add_parser("verify", help="从数据库重算整本日志，指出每一处对不上的地方")
    verify.add_argument("--against", type=Path, help="自己保存的检查点文件，确认日志是在它后面接着写的")
    verify.set_defaults(run=run_verify)
    verbs.add_parser("seal", help="把等着的时长记录写进日志，并签发日志头").set_defaults(run=run_seal)
    verbs.add_parser("rotate-key", help="换一把签名密钥，新密钥的第一个日志头由新旧两把一起签").set_defaults(
        run=run_rotate
    )
    verbs.add_parser("checkpoint", help="打印最新的检查点，可以存下来以后核对").set_defaults(
        run=run_checkpoint
    )
    for each in verbs.choices.values():
        each.add_argument("--city", default=settings.REDVEST_CITY, help="城市代码（默认本站服务的城市）")
        each.add_argument("--json", action="store_true", help="输出 JSON")


class LogUnknown(Invalid):
    """这里没有这个城市的日志，请核对城市代码，例如 360500。"""

    code = "log-unknown"


def run_verify(args: argparse.Namespace) -> int:
    """0 when everything holds, 1 when something does not match, 2 when there is no such city or checkpoint file."""
    against = _read(args.against) if args.against else None
    open_database()
    if args.city != settings.REDVEST_CITY and not Region.objects.filter(pk=args.city).exists():
        raise LogUnknown
    with counting(_("核对"), quiet=args.json) as tell:
        verdict = check_log(city=args.city, at=clock.now(), against=against, progress=tell)
    if args.json:
        print(json.dumps(as_json(verdict), ensure_ascii=False))
    else:
        _say(verdict, waiting(args.city))
    return 0 if verdict.held else 1


def run_seal(args: argparse.Namespace) -> int:
    open_database()
    count = beat(city=args.city, at=clock.now())
    size = sealed_size(args.city)
    if args.json:
        print(json.dumps({"sealed": count, "size": size}))
    else:
        print(_("新入日志 {count} 条，共 {size} 叶。").format(count=count, size=size))
    return 0


def run_rotate(args: argparse.Namespace) -> int:
    open_database()
    key = rotate_key(city=args.city, at=clock.now())
    text = VerifierKey(origin_of(args.city), bytes(key.public)).text()
    print(json.dumps({"key": text}) if args.json else _("新的公钥：{key}").format(key=text))
    return 0


def run_checkpoint(args: argparse.Namespace) -> int:
    open_database()
    head = latest_head(args.city)
    if head is None:
        raise NoHeadYet
    text = served_checkpoint(head)
    print(
        json.dumps({"checkpoint": text}, ensure_ascii=False) if args.json else text,
        end="\n" if args.json else "",
    )
    return 0


def as_json(verdict: Verdict) -> dict[str, object]:
    return {
        "held": verdict.held, "city": verdict.city, "size": verdict.size, "root": verdict.root, "heads": verdict.heads,
        "journal": verdict.journal, "erased": verdict.erased, "faults_total": verdict.faults_total,
        "faults": [fault.as_json() for fault in verdict.faults],
    }  # fmt: skip


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise CheckpointFileMissing from fault
    except UnicodeDecodeError as fault:
        raise CheckpointUnreadable from fault


def _say(verdict: Verdict, still_waiting: int) -> None:
    print(_("共 {size} 叶，根 {root}。").format(size=verdict.size, root=verdict.root or "—"))
    print(
        _("核对了 {heads} 个日志头，数据库外另存着 {journal} 个；还有 {waiting} 条等着入日志。").format(
            heads=verdict.heads, journal=verdict.journal, waiting=still_waiting
        )
    )
    if verdict.heads and not verdict.journal:
        print(
            _("数据库外没有另存的日志头：末尾若被整段删掉，只有用 --against 和自己保存的检查点才看得出来。")
        )
    if verdict.erased:
        print(_("{count} 叶的个人盐值已按规定抹去，只核对了叶和承诺值。").format(count=verdict.erased))
    if verdict.held:
        print(_("全部一致。"))
        return
    for fault in verdict.faults[:_SHOWN]:
        print(_line(fault))
    if verdict.faults_total > _SHOWN:
        print(_("……还有 {count} 处，加 --json 看全部。").format(count=verdict.faults_total - _SHOWN))
    print(_("有 {count} 处对不上。").format(count=verdict.faults_total))


def _line(fault: Fault) -> str:
    parts = [str(LogFault(fault.what).label)]
    if fault.leaf is not None:
        parts.append(_("第 {leaf} 叶").format(leaf=fault.leaf))
    if fault.entry:
        parts.append(_("记录 {entry}").format(entry=fault.entry))
    if fault.about:
        parts.append(fault.about)
    return " · ".join(parts)

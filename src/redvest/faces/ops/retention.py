"""``redvest retention``: let go of what was kept long enough, as the nightly job does; or only count it."""

from __future__ import annotations

import argparse
import json

from django.conf import settings
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.ops.database import open_database
from redvest.registry.actions.retention import apply_retention

WORDS = {
    "sharing": "提供记录",
    "minor_looks": "未成年人信息查看",
    "messages": "短信",
    "inbox": "消息",
    "codes": "验证码",
    "tokens": "接口令牌",
    "loans": "已归还的借用",
    "help_calls": "求助",
    "kiosk_receipts": "自助机回执",
    "rights": "个人信息要求",
}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("retention", help="保留期限：到期的信息现在就清理")
    parser.add_argument("--dry-run", action="store_true", help="只数一数，不清理")
    parser.add_argument("--city", default=settings.REDVEST_CITY, help="城市代码（默认本站服务的城市）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    open_database()
    counts = apply_retention(city=args.city, at=clock.now(), dry_run=args.dry_run)
    if args.json:
        print(json.dumps({"dry_run": args.dry_run, **counts}))
        return 0
    print(_("只数，没有清理：") if args.dry_run else _("清理了："))
    for name, count in counts.items():
        print(f"  {WORDS[name]} {count}")
    return 0

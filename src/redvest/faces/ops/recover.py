"""``redvest recover``: the city's only centre lost its phone, and nobody stands above it to help at a station."""

from __future__ import annotations

import argparse
import getpass

from django.conf import settings
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.ops.database import open_database
from redvest.registry.actions.operator_recovery import begin_centre_recovery, recover_centre


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("recover", help="找回：本市唯一的中心账号丢了手机，换到新手机")
    parser.add_argument("--phone", required=True, help="账号原来的手机号")
    parser.add_argument("--to", required=True, help="新手机号")
    parser.add_argument("--reason", required=True, help="为什么、怎样核对了本人，写进审计记录")
    parser.add_argument("--code", default="", help="新手机收到的验证码；不写就先发一个")
    parser.add_argument("--city", default=settings.REDVEST_CITY, help="城市代码（默认本站服务的城市）")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Without a code it sends one, with it it moves the account."""
    open_database()
    asked = {
        "city": args.city, "phone": args.phone, "new_phone": args.to, "reason": args.reason, "at": clock.now(),
    }  # fmt: skip
    if not args.code:
        begin_centre_recovery(**asked)
        print(_("验证码发到新手机了，十分钟内有效。原来的手机也收到了提醒。收到后加上 --code 再运行一次。"))
        return 0
    recover_centre(**asked, code=args.code, operator=getpass.getuser())
    print(_("账号换到新手机了，原来的登录全部失效。请本人用新手机的验证码登录，重新设密码和第二重验证。"))
    return 0

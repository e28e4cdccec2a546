"""``redvest sms-reply``: a text as if somebody had sent it back, where no vendor of texts is connected."""

from __future__ import annotations

import argparse

from django.conf import settings
from django.utils.translation import gettext as _

from redvest.care.actions.need_confirm import confirm_by_sms
from redvest.connectors import sms
from redvest.core import clock
from redvest.core.errors import Invalid
from redvest.faces.ops.database import open_database
from redvest.registry.rules import phone as phone_rules


class VendorConnected(Invalid):
    """已经接上了短信平台，回信由平台送来，不用在这里代发。"""

    code = "vendor-connected"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("sms-reply", help="演示：代一个手机号回一条短信，比如回 1 确认服务办好了")
    parser.add_argument("phone", help="谁回的")
    parser.add_argument("content", help="回了什么")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 where a need was settled by it, 1 where it was for nobody or a person has to read it."""
    open_database()
    if not sms.current().stand_in:
        raise VendorConnected
    at = clock.now()
    phone = phone_rules.check(args.phone)
    need = confirm_by_sms(city=settings.REDVEST_CITY, phone=phone, content=args.content, sent_at=at, at=at)
    if need is None:
        print(_("没有在等这个号码确认的需求，或者看不懂，转给工作人员了。"))
        return 1
    print(_("“%(title)s”现在是：%(state)s。") % {"title": need.title, "state": need.get_state_display()})
    return 0

"""``redvest credential``: the key that signs credentials, shown and changed."""

from __future__ import annotations

import argparse
import json

from django.conf import settings
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.ops.database import open_database
from redvest.service.actions.credential import rotate_key


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("credential", help="数字凭证的密钥")
    steps = parser.add_subparsers(dest="step", metavar="步骤", required=True)
    rotate = steps.add_parser("rotate-key", help="换一把新的签名密钥；旧凭证照样能核验")
    rotate.add_argument("--city", default=settings.REDVEST_CITY, help="城市代码（默认本站服务的城市）")
    rotate.add_argument(
        "--leaked", action="store_true", help="旧密钥泄露了：它签过的凭证一律作废，请持有人重新下载"
    )
    rotate.add_argument("--json", action="store_true", help="输出一份 JSON")
    rotate.set_defaults(run=run_rotate)


def run_rotate(args: argparse.Namespace) -> int:
    open_database()
    key = rotate_key(city=args.city, distrust=args.leaked, at=clock.now())
    if args.json:
        print(json.dumps({"thumbprint": key.thumbprint, "created_at": key.created_at.isoformat()}))
    else:
        print(_("新密钥已启用，指纹 %(thumbprint)s。") % {"thumbprint": key.thumbprint})
    return 0

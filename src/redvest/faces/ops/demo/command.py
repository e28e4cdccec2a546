"""``redvest demo``: loads a demo city and hands out its logins."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.core.errors import Conflict, Invalid
from redvest.core.files import write_atomically
from redvest.faces.ops.database import open_database
from redvest.faces.ops.demo.load import bulky_tables, load_city, load_nothing, rows_of
from redvest.faces.ops.demo.logins import ROLES, Login, a_few, find_logins, write_down
from redvest.faces.ops.demo.progress import Bar
from redvest.faces.ops.demo.size import CITIES, XINYU, sized
from redvest.oversight.queries.headline import headline

LOGINS_FILE = "demo-logins.json"
NOTHING = "none"
_SUMS = (
    "oversight_lastservice",
    "oversight_tally",
    "service_logpending",
    "service_logleaf",
    "service_logtile",
)


class CityUnknown(Invalid):
    """演示城市只有 xinyu（新余）、jiaozuo（焦作）和 none（空的）。"""

    code = "demo-city-unknown"


class NoDemoHere(Conflict):
    """正式运行的系统不能用演示城市。要看演示，请另建一个文件夹，用演示模式启动。"""

    code = "no-demo-in-production"


def positive(text: str) -> int:
    """A count from the command line."""
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError("要写一个大于 0 的整数")
    return int(text)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("demo", help="演示城市：载入、列出账号")
    verbs = parser.add_subparsers(dest="verb", metavar="动作", required=True)
    loading = verbs.add_parser("load", help="载入一座演示城市，替换原来的演示数据")
    loading.add_argument("--city", default=XINYU.key, help="xinyu、jiaozuo 或 none（只留区划和一个中心账号）")
    loading.add_argument("--scale", type=float, default=0.02, help="规模，1 是真实大小（默认 0.02）")
    loading.add_argument("--seed", type=int, default=7, help="同样的种子得到同样的城市（默认 7）")
    loading.add_argument("--json", action="store_true", help="输出 JSON")
    loading.set_defaults(run=run_load)
    listing = verbs.add_parser("logins", help="列出可以登录的演示账号，每个带一个接口令牌")
    listing.add_argument("--role", choices=list(ROLES), default="volunteer", help="身份")
    listing.add_argument("--count", type=positive, default=5, help="要几个（默认 5）")
    listing.add_argument("--json", action="store_true", help="输出 JSON")
    listing.set_defaults(run=run_logins)


def run_load(args: argparse.Namespace) -> int:
    open_database()
    done = load(city=args.city, scale=args.scale, seed=args.seed, quiet=args.json)
    if done["city"] != settings.REDVEST_CITY:
        print(_("正在运行的网站要重新启动，才会换到这座城市。"), file=sys.stderr)
    if args.json:
        print(json.dumps(done, ensure_ascii=False))
        return 0
    print(_("已载入 {city}：{volunteers} 名志愿者，{service_hours} 小时，用时 {seconds} 秒。").format(**done))
    return 0


def run_logins(args: argparse.Namespace) -> int:
    open_database()
    refuse_in_production()
    found = logins(role=args.role, count=args.count)
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for each in found:
            print(f"{each['role']}  {each['phone']}  {each['password']}  {each['token']}")
    return 0


def load(
    *, city: str, scale: float = 0.02, seed: int = 7, at: datetime | None = None, quiet: bool = False
) -> dict[str, Any]:
    """Replace the demo city; returns its numbers. Raises CityUnknown, ScaleWrong, NotADemo."""
    refuse_in_production()
    at, begun = at or clock.now(), time.monotonic()
    if city == NOTHING:
        figures = next((each for each in CITIES.values() if each.code == settings.REDVEST_CITY), XINYU)
        load_nothing(figures, at)
    elif figures_found := CITIES.get(city):
        figures, size = figures_found, sized(figures_found, scale)
        with Bar(rows_of(size), quiet=quiet) as bar:
            load_city(figures, size, seed, at, bar)
            bar.step(_("整理"))
            settle()
    else:
        raise CityUnknown
    write_down(settings.REDVEST_DATA_DIR / LOGINS_FILE, a_few(at))
    # The next start serves the city that is there, unless the environment names another (config/place.py).
    write_atomically(settings.REDVEST_DATA_DIR / "city", figures.code.encode())
    numbers = headline(figures.code, at).as_json()
    return {
        "city": figures.code,
        "scale": scale,
        "seed": seed,
        **numbers,
        "seconds": round(time.monotonic() - begun, 2),
    }


def refuse_in_production() -> None:
    """Passwords of a demo city are known to everybody, so it has no place where real people are served."""
    if settings.REDVEST_PRODUCTION:
        raise NoDemoHere


def settle() -> None:
    """Fresh statistics, and index-only answers from the first request on. Not possible inside a transaction."""
    verb = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        cursor.execute(f"{verb} {', '.join([*bulky_tables(), *_SUMS])}")


def logins(*, role: str, count: int, at: datetime | None = None) -> list[Login]:
    """That many logins of a role, each with a ready API token. Raises NoDemo, TooFewLogins."""
    return find_logins(role, count, at or clock.now())

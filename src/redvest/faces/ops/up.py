"""``redvest up``: one command that runs everything, and stops everything on Ctrl-C."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _
from rich.console import Console
from rich.table import Table

from redvest.core import clock
from redvest.core.embedded import release, revive
from redvest.core.errors import Conflict, DomainError, Invalid
from redvest.core.models import Installation
from redvest.faces.ops.address import Address
from redvest.faces.ops.database import embedded, open_database
from redvest.faces.ops.demo.kiosk import demo_kiosk
from redvest.faces.ops.migrate import migrate
from redvest.faces.ops.static import collect_static
from redvest.faces.ops.supervisor import Child, Supervisor
from redvest.faces.ops.up_lock import AlreadyRunning, only_one
from redvest.registry.models import Region

REDVEST = (sys.executable, "-m", "redvest.config.command")
DEMO_SCALE = 0.02
DEMO_SEED = 7
DATABASE_CHECK = 2.0  # seconds between two looks at whether the database still runs
ROLE_NAMES = {
    "centre": _("市志愿服务中心"),
    "officer": _("区、街道工作人员"),
    "keeper": _("服务站站长"),
    "auditor": _("审计人员"),
    "juror": _("评委"),
    "leader": _("组织负责人"),
    "volunteer": _("志愿者"),
}
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class DemoInProduction(Conflict):
    """这个数据库里装着演示城市，谁都知道它的密码，不能用来正式运行。请换一个空的数据库。"""

    code = "demo-in-production"


class DemoNotLoaded(DomainError):
    """演示城市没有载入成功，原因写在上面。修好后再运行一次，或者加 --no-demo 先不载入。"""

    code = "demo-not-loaded"
    status = 503


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("up", help="启动全部：数据库、网站、后台任务；第一次会载入演示城市")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1，只有本机能访问）")
    parser.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
    parser.add_argument("--no-demo", action="store_true", help="不载入演示城市")
    parser.add_argument("--workers", type=int, default=settings.REDVEST_WEB_WORKERS, help="网站的进程数")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when stopped or already running, 1 when a part keeps crashing, 2 when the port is taken."""
    for sign in _STOP_SIGNALS:
        # A shell starts background jobs with SIGINT ignored, which nobody means; nohup is meant.
        if sign != signal.SIGHUP or signal.getsignal(sign) != signal.SIG_IGN:
            signal.signal(sign, signal.default_int_handler)
    console, address = Console(stderr=not sys.stdout.isatty()), Address(args.host, args.port)
    supervisor = Supervisor()
    try:
        with only_one(settings.REDVEST_DATA_DIR / "up.lock", address.url) as killed_before:
            try:
                address.require_free(patience=10 if killed_before else 0)
                prepare(console, demo=not args.no_demo)
                serve(console, supervisor, address, args.workers)
            finally:
                for sign in _STOP_SIGNALS:  # a second Ctrl-C must not interrupt the stopping
                    signal.signal(sign, signal.SIG_IGN)
                supervisor.stop()
                release()
    except AlreadyRunning as found:
        print(found)
        return 0
    except Invalid as fault:
        print(fault, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(_("已停止。"), file=sys.stderr)
    return 0


def prepare(console: Console, *, demo: bool) -> None:
    """Database, tables, static files, and a city to look at. A step that was done before does nothing."""
    console.print(str(_("正在启动数据库 …")))
    open_database()
    migrate()
    refuse_a_demo_in_production()
    collect_static()
    if demo and settings.REDVEST_DEMO and not Region.objects.exists():
        console.print(str(_("正在载入演示城市 …")))
        load_demo()


def refuse_a_demo_in_production() -> None:
    """A demo city's passwords are known to everybody: it never serves real people."""
    if settings.REDVEST_PRODUCTION and Installation.objects.filter(demo=True).exists():
        raise DemoInProduction


def load_demo() -> None:
    """In a process of its own: the loader's many modules would slow every later start and stay in memory."""
    words = ["demo", "load", "--city", "xinyu", "--scale", str(DEMO_SCALE), "--seed", str(DEMO_SEED)]
    if subprocess.run([*REDVEST, *words], stdin=subprocess.DEVNULL, check=False).returncode:  # noqa: S603 - fixed words
        raise DemoNotLoaded


def serve(console: Console, supervisor: Supervisor, address: Address, workers: int) -> None:
    """Run web and worker until a signal comes."""
    web = [*REDVEST, "web", "--host", address.host, "--port", str(address.port), "--workers", str(workers)]
    supervisor.children += [Child("web", web), Child("worker", [*REDVEST, "worker"])]
    welcomed, look_at = False, 0.0
    while True:
        supervisor.tend()
        if embedded() and time.monotonic() >= look_at:
            look_at = time.monotonic() + DATABASE_CHECK
            if revive(settings.REDVEST_DATA_DIR):
                console.print(str(_("数据库意外停了，已经重新启动。")))
        if not welcomed and address.healthy():
            welcome(console, address)
            welcomed = True
        time.sleep(0.5 if welcomed else 0.1)


def welcome(console: Console, address: Address) -> None:
    console.print(f"\n[bold red]Redvest 红马甲[/]  {address.url}\n")
    logins = demo_logins(settings.REDVEST_DATA_DIR / "demo-logins.json")
    if logins and settings.REDVEST_DEMO:
        table = Table(title=str(_("演示账号")), title_justify="left")
        for heading in (_("身份"), _("手机号"), _("密码")):
            table.add_column(str(heading))
        for login in logins:
            table.add_row(
                str(ROLE_NAMES.get(login["role"], login["role"])), login["phone"], login["password"]
            )
        console.print(table)
        show_kiosk(console, address)
    console.print(str(_("按 Ctrl-C 停止。")))


def show_kiosk(console: Console, address: Address) -> None:
    """Where to try a station's screen. Without one the house runs all the same."""
    try:
        found = demo_kiosk(clock.now())
    except (DatabaseError, DomainError):
        return
    if found is None:
        return
    console.print(f"\n{_('演示自助机')} {found.station}  {address.url}{found.path}", soft_wrap=True)
    if found.code:
        words = _("配对码 %(code)s，10 分钟内有效；过了就用站长账号在工作台“自助机和求助”里再取一个。")
        console.print(words % {"code": f"{found.code[:4]} {found.code[4:]}"}, soft_wrap=True)
    console.print()


def demo_logins(path: Path) -> list[dict[str, str]]:
    """The logins that the demo city wrote down, none where there is no demo city."""
    if not path.exists():
        return []
    found: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found

"""``redvest doctor``: says plainly what is configured, what is a local stand-in, and what is missing."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.models import Max
from rich.console import Console

from redvest.connectors import calendar, eseal, mail, push, realname, sms, wechat
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.core.models import Installation, ScheduledRun
from redvest.faces.ops.database import embedded, open_database
from redvest.registry.queries.message import fates_of_channels

OK, STAND_IN, MISSING = "ok", "stand-in", "missing"
SIGNS = {OK: "[green]好[/]", STAND_IN: "[yellow]替身[/]", MISSING: "[red]缺[/]"}
DEAD = 5  # so many failures and no success: the channel does not work
LEAST_FREE = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: ``state`` is ok, stand-in or missing."""

    topic: str
    state: str
    sentence: str


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("doctor", help="检查配置：哪些已就绪，哪些是本地替身，哪些还缺")
    parser.add_argument("--json", action="store_true", help="输出一份 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when something that Redvest cannot run without is missing."""
    findings = list(examine())
    if args.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        console = Console()
        for finding in findings:
            console.print(f"{SIGNS[finding.state]}\t{finding.topic}：{finding.sentence}", soft_wrap=True)
    return 1 if any(finding.state == MISSING for finding in findings) else 0


def examine() -> Iterator[Finding]:
    """Everything worth saying, the database first: without it the rest cannot be asked."""
    found = _database()
    yield found
    if found.state != MISSING:
        yield from (look() for look in _LOOKS)


def _database() -> Finding:
    try:
        open_database()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version'), current_setting('server_version_num')::int"
            )
            version, number = cursor.fetchone()
    except (DatabaseError, DomainError) as fault:
        return Finding("数据库", MISSING, f"连不上：{fault}")
    if number < 150_000:
        return Finding("数据库", MISSING, f"PostgreSQL {version} 太旧，要 15 或更新。")
    where = "自带的 PostgreSQL" if embedded() else "DATABASE_URL 指定的 PostgreSQL"
    return Finding("数据库", OK, f"{where} {version}。")


def _tables() -> Finding:
    try:
        call_command("migrate", "--check", verbosity=0)
    except SystemExit:
        return Finding("数据表", MISSING, "还有没执行的变更，请运行 redvest migrate。")
    return Finding("数据表", OK, "和程序一致。")


def _mode() -> Finding:
    demo = Installation.objects.filter(demo=True).exists()
    if settings.REDVEST_DEMO:
        return Finding("运行方式", STAND_IN, "演示模式：验证码会显示在开发收件箱里，不能用来服务真实的人。")
    if demo:
        return Finding("运行方式", MISSING, "正式模式却装着演示城市，请换一个空的数据库。")
    return Finding("运行方式", OK, "正式模式。")


def _secret() -> Finding:
    if settings.REDVEST_DEFAULT_SECRET:
        return Finding("密钥", STAND_IN, "用的是默认密钥，只能演示。正式运行前请设置 REDVEST_SECRET。")
    return Finding("密钥", OK, "已设置。")


def _second_factor() -> Finding:
    if settings.REDVEST_SECOND_FACTOR:
        return Finding("第二重验证", OK, "有角色的人进工作台要再验证一次。")
    return Finding("第二重验证", STAND_IN, "演示模式不要求，有角色的人凭密码就能进工作台。")


def _sms() -> Finding:
    if sms.current().stand_in and settings.REDVEST_PRODUCTION:
        return Finding("短信", MISSING, "没有接短信平台：验证码发不出去，谁也注册不了。请设置 REDVEST_SMS。")
    if sms.current().stand_in:
        return Finding("短信", STAND_IN, "没有接短信平台，验证码只写在日志里。")
    return Finding(
        "短信", OK, f"阿里云短信，签名“{settings.REDVEST_SMS_SIGN}”，地址 {settings.REDVEST_SMS_BASE}。"
    )


def _mail() -> Finding:
    server = mail.current()
    if server is None:
        return Finding("邮件", STAND_IN, "没有设置 REDVEST_MAIL_HOST，通知只进“我的消息”。")
    return Finding(
        "邮件", OK, f"SMTP {server.host}:{server.port}（{server.security}），发件人 {server.sender}。"
    )


def _wechat() -> Finding:
    account = wechat.current()
    if account is None:
        return Finding("微信", STAND_IN, "没有设置 REDVEST_WECHAT_APPID，不能用微信登录，也不发微信通知。")
    what = "登录和模板消息" if settings.REDVEST_WECHAT_TEMPLATE else "只用来登录，没有设置模板"
    heard = "收送达回执" if settings.REDVEST_WECHAT_TOKEN else "没有设置 REDVEST_WECHAT_TOKEN，收不到送达回执"
    return Finding("微信", OK, f"公众号 {account.appid}：{what}；{heard}。")


def _push() -> Finding:
    if push.current() is None:
        return Finding("浏览器推送", STAND_IN, "没有设置 REDVEST_PUSH_CONTACT，不发浏览器推送。")
    return Finding("浏览器推送", OK, f"密钥在数据目录里，能发往 {'、'.join(settings.REDVEST_PUSH_HOSTS)}。")


def _realname() -> Finding:
    if realname.current().stand_in:
        return Finding("实名核验", STAND_IN, "没有接核验机构，只检查证件号码的格式和校验位。")
    return Finding("实名核验", OK, "已接核验机构。")


def _seal() -> Finding:
    try:
        seal = eseal.current()
        own = seal.chain()[0]
    except DomainError as fault:
        return Finding("电子签章", MISSING, fault.message)
    until = own.not_valid_after_utc.astimezone(clock.CHINA)
    if until < clock.now():
        return Finding("电子签章", MISSING, f"签章证书已于 {until:%Y-%m-%d} 过期，请换新的。")
    if seal.stand_in:
        sentence = f"没有接入城市的签章，用的是本机自建的密钥，证书有效期至 {until:%Y-%m-%d}。"
        return Finding("电子签章", STAND_IN, sentence)
    subject = own.subject.rfc4514_string()
    return Finding("电子签章", OK, f"PKCS #11 签章 {subject}，证书有效期至 {until:%Y-%m-%d}。")


def _calendar() -> Finding:
    """Deadlines are counted in working days, so a calendar that ends this year is worth a word before it does."""
    first, last = calendar.current().known_years()
    said = f"{calendar.current().name}，知道 {first} 至 {last} 年的放假和调休"
    if clock.day_of(clock.now()).year > last:
        return Finding("工作日历", STAND_IN, f"{said}；今年的不知道，只按周末算，请更新程序。")
    return Finding("工作日历", OK, f"{said}；以后的年份只按周末算。")


def _address() -> Finding:
    if settings.REDVEST_BASE_URL:
        return Finding("网址", OK, settings.REDVEST_BASE_URL)
    if settings.REDVEST_PRODUCTION:
        return Finding("网址", MISSING, "没有设置 REDVEST_BASE_URL，证明和凭证都不能签发。")
    return Finding("网址", STAND_IN, "没有设置 REDVEST_BASE_URL，证明上的二维码会用访问时的网址。")


def _tiles() -> Finding:
    if settings.REDVEST_TILES:
        return Finding("底图", OK, "已设置。")
    return Finding("底图", STAND_IN, "没有设置 REDVEST_TILES，地图只画行政区轮廓和活动地点。")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.REDVEST_DATA_DIR).free
    state = OK if free > LEAST_FREE else MISSING
    return Finding("磁盘", state, f"数据目录还剩 {free / 1024**3:.1f} GB。")


def _clock() -> Finding:
    late = [row.name for row in ScheduledRun.objects.exclude(fault="")]
    if late:
        return Finding("定时任务", MISSING, f"上次运行出错：{'、'.join(late)}。")
    last = ScheduledRun.objects.aggregate(last=Max("finished_at"))["last"]
    if last is None:
        return Finding("定时任务", STAND_IN, "还没有运行过，请确认 redvest worker 已启动。")
    return Finding("定时任务", OK, f"上次运行 {last.astimezone(clock.CHINA):%m-%d %H:%M}。")


def _sent() -> Finding:
    """Notices of the last day by channel; a channel on which nothing at all went out is a fault."""
    fates = fates_of_channels(clock.now() - timedelta(days=1))
    dead = [each.channel.label for each in fates if each.failed >= DEAD and not each.sent]
    if dead:
        return Finding("通知送达", MISSING, f"最近一天一条也没发出去：{'、'.join(map(str, dead))}。")
    if not fates:
        return Finding("通知送达", OK, "最近一天没有要往外发的通知。")
    said = [
        f"{each.channel.label} 发出 {each.sent}、没送到 {each.failed}、等着发 {each.open}" for each in fates
    ]
    return Finding("通知送达", OK, f"最近一天：{'；'.join(said)}。")


_LOOKS: tuple[Callable[[], Finding], ...] = (
    _tables, _mode, _secret, _second_factor, _sms, _mail, _wechat, _push, _sent,
    _realname, _seal, _calendar, _address, _tiles, _disk, _clock,
)  # fmt: skip

"""One-time codes: sent to a phone, kept as a keyed hash for ten minutes, good for one use and five tries."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from redvest.core import throttle
from redvest.core.audit import GUEST, write_line
from redvest.core.db.aside import execute_aside
from redvest.core.errors import TooManyTries
from redvest.registry.account_errors import CodeExpired, CodesSentTooOften, CodeTriedTooOften, WrongCode
from redvest.registry.actions.message import send_message
from redvest.registry.choices import CodePurpose
from redvest.registry.models import OneTimeCode
from redvest.registry.queries import secret
from redvest.registry.rules import phone as phone_rules

LIFE = timedelta(minutes=10)
MOST_TRIES = 5

TEXTS: dict[CodePurpose, str] = {
    CodePurpose.REGISTER: gettext_noop(
        "【%(site)s】注册验证码 %(code)s，10 分钟内有效。不是你本人操作就不用理会，也不要告诉别人。"
    ),
    CodePurpose.SIGN_IN: gettext_noop(
        "【%(site)s】登录验证码 %(code)s，10 分钟内有效。不是你本人操作就不用理会，也不要告诉别人。"
    ),
    CodePurpose.RESET_PASSWORD: gettext_noop(
        "【%(site)s】重设密码的验证码 %(code)s，10 分钟内有效。不是你本人操作就不用理会，也不要告诉别人。"
    ),
    CodePurpose.GUARDIAN: gettext_noop(
        "【%(site)s】有孩子填了你作监护人，要登记成为志愿者。"
        "你同意的话，把验证码 %(code)s 告诉孩子，10 分钟内有效；不同意就不用理会。"
    ),
    CodePurpose.CLAIM: gettext_noop(
        "【%(site)s】认领志愿服务记录的验证码 %(code)s，10 分钟内有效，不要告诉别人。"
    ),
    CodePurpose.NEW_PHONE: gettext_noop(
        "【%(site)s】把账号换到这个手机号的验证码 %(code)s，10 分钟内有效，不要告诉别人。"
    ),
    CodePurpose.OLD_PHONE: gettext_noop(
        "【%(site)s】有人要把你的账号换到别的手机号，验证码 %(code)s，10 分钟内有效。不是你就不要告诉任何人。"
    ),
    CodePurpose.RECOVER: gettext_noop("【%(site)s】找回账号的验证码 %(code)s，10 分钟内有效，不要告诉别人。"),
}


@transaction.atomic
def send_code(*, city: str, phone: str, purpose: CodePurpose, at: datetime, ip: str = "") -> None:
    """Send a new code, which takes the place of an earlier one. Raises PhoneFault or CodesSentTooOften."""
    number = phone_rules.check(phone)
    hashed = secret.phone_hash(number)
    _slow_down(f"{city}:{hashed.hex()[:32]}", ip, at)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = OneTimeCode.objects.create(
        city=city,
        phone_hash=hashed,
        purpose=purpose,
        code_hash=_code_hash(number, purpose, code),
        sent_at=at,
        expires_at=at + LIFE,
    )
    site = settings.REDVEST_SITE_NAME or gettext("红马甲")
    text = gettext(TEXTS[CodePurpose(purpose)]) % {"site": site, "code": code}
    send_message(city=city, phone=number, text=text, at=at, code=code)
    write_line(by=GUEST, at=at, city=city, verb="send_code", target=row, purpose=str(purpose))


@transaction.atomic
def use_code(*, city: str, phone: str, purpose: CodePurpose, code: str, at: datetime) -> None:
    """Use the latest code up. Raises WrongCode, CodeExpired, or CodeTriedTooOften after five wrong ones.

    One guarded UPDATE decides, so of two uses at once one is refused. Wrong tries are counted aside: they
    stay counted although the caller's work is rolled back.
    """
    number = phone_rules.check(phone)
    sent = OneTimeCode.objects.filter(city=city, phone_hash=secret.phone_hash(number), purpose=purpose)
    latest = sent.order_by("-sent_at", "-id").first()
    if latest is None:
        raise WrongCode
    live = OneTimeCode.objects.filter(
        pk=latest.pk, used_at__isnull=True, expires_at__gt=at, tries__lt=MOST_TRIES
    )
    if live.filter(code_hash=_code_hash(number, purpose, _digits(code))).update(used_at=at):
        return
    latest.refresh_from_db()
    if latest.used_at is not None or latest.expires_at <= at:
        raise CodeExpired
    if latest.tries >= MOST_TRIES:
        raise CodeTriedTooOften
    execute_aside("UPDATE registry_onetimecode SET tries = tries + 1 WHERE id = %s", [latest.pk])
    raise WrongCode


@transaction.atomic
def discard_codes(*, at: datetime) -> int:
    """Drop codes that ended more than a day ago; returns how many."""
    return OneTimeCode.objects.filter(expires_at__lt=at - timedelta(days=1)).delete()[0]


def _slow_down(phone_key: str, ip: str, at: datetime) -> None:
    try:
        throttle.hit(f"code-minute:{phone_key}", limit=1, window=timedelta(minutes=1), at=at)
        throttle.hit(f"code-day:{phone_key}", limit=10, window=timedelta(days=1), at=at)
        if ip:
            throttle.hit(f"code-ip:{ip}", limit=30, window=timedelta(hours=1), at=at)
    except TooManyTries as fault:
        raise CodesSentTooOften(**fault.details) from fault


def _digits(code: str) -> str:
    """What was typed, half width and without spaces."""
    return "".join(unicodedata.normalize("NFKC", code).split())


def _code_hash(number: str, purpose: str, code: str) -> bytes:
    return secret.keyring().keyed_hash(f"{number}:{CodePurpose(purpose).value}:{code}", purpose="code")

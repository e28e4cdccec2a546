"""One's e-mail address: proven by six digits sent there before any notice goes to it."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from redvest.connectors import mail
from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.core import throttle
from redvest.core.audit import write_line
from redvest.core.db.aside import execute_aside
from redvest.registry.actions.message import signed
from redvest.registry.message_errors import MailCodeWrong, MailNotSent, MailUnavailable, MailWrong
from redvest.registry.models import Account, MailAddress
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries import secret

LIFE = timedelta(minutes=30)
MOST_TRIES = 5
DAY = timedelta(days=1)
A_DAY = 5  # from one account, and twice as many to one address whoever asks: nobody floods a stranger


@transaction.atomic
def ask_mail(*, by: Standing, address: str, at: datetime) -> None:
    """Send six digits there; until they are typed nothing else goes to it. Some a day. Takes a former one's place.

    Raises MailUnavailable, MailWrong, TooManyTries, and after the commit MailNotSent.
    """
    account_id = require_member(by)
    to = address.strip()
    if mail.current() is None:
        raise MailUnavailable
    try:
        validate_email(to)
    except ValidationError as fault:
        raise MailWrong from fault
    throttle.hit(f"mail-code:{account_id}", limit=A_DAY, window=DAY, at=at)
    place = secret.keyring().keyed_hash(to.lower(), purpose="mail-address").hex()[:32]
    throttle.hit(f"mail-to:{place}", limit=2 * A_DAY, window=DAY, at=at)
    code = f"{secrets.randbelow(1_000_000):06d}"
    MailAddress.objects.update_or_create(
        account_id=account_id,
        defaults={
            "address_sealed": secret.keyring().encrypt(to, context=secret.MAIL_ADDRESS),
            "code_hash": _code_hash(to, code), "code_until": at + LIFE, "tries": 0, "proven_at": None,
        },
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=by.city, verb="ask_mail", target=Account(pk=account_id))
    text = f"{signed(text=f'邮箱验证码 {code}，半小时内有效。')}\n\n不是你本人操作就不用理会。\n"
    transaction.on_commit(partial(_hand_over, to=to, text=text))


@transaction.atomic
def prove_mail(*, by: Standing, code: str, at: datetime) -> None:
    """The digits are right: notices may go there from now on. Raises MailCodeWrong; tries are counted aside.

    One guarded UPDATE decides: it proves the address that these digits were sent to, whatever was asked for meanwhile.
    """
    account_id = require_member(by)
    row = MailAddress.objects.filter(account_id=account_id, proven_at__isnull=True).first()
    if row is None or row.code_until <= at or row.tries >= MOST_TRIES:
        raise MailCodeWrong
    to = secret.open_sealed(row.address_sealed, context=secret.MAIL_ADDRESS)
    given = _code_hash(to, "".join(code.split()))
    if not hmac.compare_digest(given, bytes(row.code_hash)):
        execute_aside("UPDATE registry_mailaddress SET tries = tries + 1 WHERE account_id = %s", [account_id])
        raise MailCodeWrong
    live = MailAddress.objects.filter(pk=row.pk, proven_at__isnull=True, code_hash=given)
    if not live.filter(code_until__gt=at, tries__lt=MOST_TRIES).update(proven_at=at):
        raise MailCodeWrong  # not counted: the row may be this transaction's now, and aside would wait for it
    write_line(by=by.actor, at=at, city=by.city, verb="prove_mail", target=Account(pk=account_id))


@transaction.atomic
def drop_mail(*, by: Standing, at: datetime) -> None:
    """Forget the address; again changes nothing."""
    account_id = require_member(by)
    if MailAddress.objects.filter(account_id=account_id).delete()[0]:
        write_line(by=by.actor, at=at, city=by.city, verb="drop_mail", target=Account(pk=account_id))


def masked_mail(*, row: MailAddress) -> str:
    """`l***@example.cn`, for its owner's page."""
    name, _at, host = secret.open_sealed(row.address_sealed, context=secret.MAIL_ADDRESS).partition("@")
    return f"{name[:1]}***@{host}"


def _hand_over(*, to: str, text: str) -> None:
    server = mail.current()
    assert server is not None
    try:
        server.send(to=to, subject=text.splitlines()[0], text=text, out_id=secrets.token_hex(16))
    except (Unsent, Unanswered, Refused) as fault:
        raise MailNotSent from fault


def _code_hash(to: str, code: str) -> bytes:
    return secret.keyring().keyed_hash(f"{to.lower()}:{code}", purpose="mail-code")

"""Second factors: setting one up, proving it, giving it up. Nobody ever sets one for somebody else.

Checking counts tries and must not be called inside a transaction that its failure rolls back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import throttle
from redvest.core.audit import Actor, write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.registry.actions.message import Notice, centre, write_notice
from redvest.registry.choices import FactorKind, MessageKind, Role
from redvest.registry.models import Account, ApiToken, RecoveryCode, SecondFactor
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries import secret
from redvest.registry.queries.second_factor import CONTEXT, code_digest, factors_of, has_power
from redvest.registry.rules import second_factor as rules
from redvest.registry.second_factor_errors import (
    ClearReasonMissing,
    NewAppWrong,
    SecondFactorLabel,
    SecondFactorLast,
    SecondFactorMissing,
    SecondFactorTaken,
    SecondFactorWrong,
)

TRIES, WINDOW = 10, timedelta(minutes=15)
LONGEST = 40


@transaction.atomic
def add_app(*, by: Standing, secret_bytes: bytes, typed: str, label: str, at: datetime) -> SecondFactor:
    """Take an authenticator app on that shows the right code now. Raises NewAppWrong, SecondFactorLabel."""
    account_id = require_member(by)
    step = rules.matching_step(secret_bytes, typed, at)
    if step is None:
        raise NewAppWrong
    sealed = secret.keyring().encrypt(secret_bytes.hex(), context=CONTEXT)
    return _add(
        by,
        SecondFactor(
            account_id=account_id, kind=FactorKind.APP, label=_label(label), secret_sealed=sealed,
            last_step=step, created_at=at, used_at=at,
        ),
    )  # fmt: skip


@transaction.atomic
def add_passkey(
    *, by: Standing, credential_id: bytes, credential: bytes, sign_count: int, label: str, at: datetime
) -> SecondFactor:
    """Take a passkey on whose registration was verified. Raises SecondFactorTaken, SecondFactorLabel."""
    return _add(
        by,
        SecondFactor(
            account_id=require_member(by), kind=FactorKind.PASSKEY, label=_label(label), credential_id=credential_id,
            credential=credential, sign_count=sign_count, created_at=at, used_at=at,
        ),
    )  # fmt: skip


def _label(label: str) -> str:
    named = " ".join(label.split())
    if not named or len(named) > LONGEST:
        raise SecondFactorLabel
    return named


def _add(by: Standing, factor: SecondFactor) -> SecondFactor:
    """Tokens from before one's first factor end: they were given without it."""
    if not SecondFactor.objects.filter(account_id=factor.account_id).exists():
        ApiToken.objects.filter(account_id=factor.account_id).delete()
    try:
        with transaction.atomic():
            factor.save(force_insert=True)
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_passkey_per_credential":
            raise SecondFactorTaken from fault
        raise
    write_line(
        by=by.actor,
        at=factor.created_at,
        city=by.city,
        verb="add_second_factor",
        target=factor,
        kind=factor.kind,
    )
    return factor


def prove(*, account: Account, typed: str, at: datetime) -> None:
    """Check what somebody typed: a code of one of their apps, or a recovery code. Each is good once.

    Raises SecondFactorWrong; TooManyTries after ten wrong ones in a quarter of an hour.
    """
    key = f"second-factor:{account.pk}"
    throttle.hit(key, limit=TRIES, window=WINDOW, at=at)
    way = _by_app(account, typed, at) or _by_recovery_code(account, typed, at)
    if not way:
        raise SecondFactorWrong
    throttle.forget(key)
    write_line(
        by=Actor.person(account.pk),
        at=at,
        city=account.city,
        verb="prove_second_factor",
        target=account,
        way=way,
    )


def _by_app(account: Account, typed: str, at: datetime) -> str:
    for factor in factors_of(account.pk).filter(kind=FactorKind.APP):
        sealed = bytes.fromhex(secret.open_sealed(factor.secret_sealed, context=CONTEXT))
        step = rules.matching_step(sealed, typed, at)
        if step is None:
            continue
        # The condition makes a code good once, also for two who send it at the same moment.
        fresh = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
        if fresh.update(last_step=step, used_at=at):
            return FactorKind.APP
    return ""


def _by_recovery_code(account: Account, typed: str, at: datetime) -> str:
    digest = code_digest(account.pk, rules.plain_code(typed))
    unused = RecoveryCode.objects.filter(account=account, digest=digest, used_at__isnull=True)
    return "recovery-code" if unused.update(used_at=at) else ""


@transaction.atomic
def prove_by_passkey(*, account: Account, credential_id: bytes, sign_count: int, at: datetime) -> None:
    """Note that a passkey of this account signed; a counter that runs back tells of a copy. Raises SecondFactorWrong."""
    known = SecondFactor.objects.filter(account=account, credential_id=credential_id)
    # Many passkeys do not count: they always say zero.
    fresh = known.filter(sign_count__lt=sign_count) if sign_count else known.filter(sign_count=0)
    if not fresh.update(sign_count=sign_count, used_at=at):
        raise SecondFactorWrong
    actor = Actor.person(account.pk)
    write_line(by=actor, at=at, city=account.city, verb="prove_second_factor", target=account, way="passkey")


@transaction.atomic
def make_recovery_codes(*, by: Standing, at: datetime) -> list[str]:
    """A new sheet of ten codes, shown once; the old sheet is worth nothing from now on."""
    account_id = require_member(by)
    account = Account.objects.select_for_update().get(pk=account_id)
    codes = rules.new_codes()
    RecoveryCode.objects.filter(account_id=account_id).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(
            account_id=account_id, digest=code_digest(account_id, rules.plain_code(code)), made_at=at
        )
        for code in codes
    )
    write_line(by=by.actor, at=at, city=by.city, verb="make_recovery_codes", target=account)
    return codes


@transaction.atomic
def remove_factor(*, by: Standing, factor_id: UUID, at: datetime) -> None:
    """Give up one's own factor. Raises SecondFactorMissing; SecondFactorLast while one holds a role."""
    account_id = require_member(by)
    # The account's row is the lock: two removals at once cannot both believe that the other one stays.
    account = Account.objects.select_for_update().get(pk=account_id)
    mine = SecondFactor.objects.filter(account_id=account_id)
    factor = mine.filter(pk=factor_id).first()
    if factor is None:
        raise SecondFactorMissing
    if mine.count() == 1 and has_power(account_id, day_of(at)):
        raise SecondFactorLast
    factor.delete()
    write_line(
        by=by.actor, at=at, city=by.city, verb="remove_second_factor", target=account, kind=factor.kind
    )


@transaction.atomic
def clear_factors(*, by: Standing, account: Account, reason: str, at: datetime) -> int:
    """The security administrator frees somebody who lost phone, key and sheet; returns how many factors went.

    The person sets up a new one after signing in by what only they have; nobody is let in by this. They are told, their
    tokens end. Never one's own. Raises NotAllowed, ClearReasonMissing.
    """
    city = f"{account.city}/"
    if not by.holds(Role.SECURITY_ADMIN, city) or by.account_id == account.pk:
        raise NotAllowed
    said = " ".join(reason.split())
    if not said or len(said) > 200:
        raise ClearReasonMissing
    count, _rows = SecondFactor.objects.filter(account=account).delete()
    RecoveryCode.objects.filter(account=account).delete()
    ApiToken.objects.filter(account=account).delete()
    text = f"你的第二重验证已由安全管理员清除。如果不是你本人申请的，请马上联系{centre()}。"
    write_notice(account=account, text=text, at=at, notice=Notice(MessageKind.ACCOUNT, about=account))
    write_line(
        by=by.actor,
        at=at,
        city=account.city,
        verb="clear_second_factors",
        target=account,
        reason=said,
        count=count,
    )
    return count

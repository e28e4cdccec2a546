"""Accounts: making one, signing in, a new password, tokens for the API.

Whether a browser stays signed in is the faces' business. ``sign_in`` counts tries and must not be called
inside a transaction that its failure rolls back.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from redvest.core import throttle
from redvest.core.audit import GUEST, Actor, write_line
from redvest.core.db.constraint import broken_constraint
from redvest.registry.account_errors import AccountMissing, PhoneTaken, SignInFailed, WeakPassword
from redvest.registry.actions.code import use_code
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Account, ApiToken
from redvest.registry.queries import secret
from redvest.registry.queries.account import account_by_phone, token_digest
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.registration import checked_name

LONGEST_PASSWORD = 128
TRIES, WINDOW = 10, timedelta(minutes=15)
TRIES_OF_AN_ADDRESS = 100
TOKEN_PREFIX = "rv_"  # noqa: S105 - marks a token as ours, so that scanners find leaked ones


@transaction.atomic
def register(*, city: str, phone: str, code: str, password: str, name: str, at: datetime) -> Account:
    """Make an account for the owner of a phone. Raises PhoneTaken if it has one already."""
    number = phone_rules.check(phone)
    called = checked_name(name)
    _check_password(password)
    use_code(city=city, phone=number, purpose=CodePurpose.REGISTER, code=code, at=at)
    kept = secret.keep_phone(number, context=secret.ACCOUNT_PHONE)
    try:
        with transaction.atomic():
            account = Account.objects.create(
                city=city,
                name=called,
                phone_sealed=kept.sealed,
                phone_hash=kept.hash,
                phone_tail=kept.tail,
                password=make_password(password),
                created_at=at,
            )
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_account_per_phone":
            raise PhoneTaken from fault
        raise
    write_line(by=Actor.person(account.pk), at=at, city=city, verb="register", target=account)
    return account


def sign_in(
    *, city: str, phone: str, password: str = "", code: str = "", at: datetime, ip: str = ""
) -> Account:
    """The account of this phone, if the password is its own or the code was sent to it.

    An unknown phone, a wrong password and a switched-off account get the same sentence after the same work.
    """
    number = phone_rules.check(phone)
    # Of their own, so that a stranger's wrong passwords never lock the owner out of signing in by code.
    way = "code" if code else "password"
    key = f"sign-in-{way}:{city}:{secret.phone_hash(number).hex()[:32]}"
    throttle.hit(key, limit=TRIES, window=WINDOW, at=at)
    if ip:
        throttle.hit(f"sign-in-ip:{ip}", limit=TRIES_OF_AN_ADDRESS, window=WINDOW, at=at)
    with transaction.atomic():
        account = _by_code(city, number, code, at) if code else _by_password(city, number, password)
        Account.objects.filter(pk=account.pk).update(last_login=at)
        write_line(by=Actor.person(account.pk), at=at, city=city, verb="sign_in", target=account, way=way)
        throttle.forget(key)
    return account


@transaction.atomic
def reset_password(*, city: str, phone: str, code: str, password: str, at: datetime) -> None:
    """Give an account a new password by a code sent to its phone, and end its tokens."""
    number = phone_rules.check(phone)
    _check_password(password)
    use_code(city=city, phone=number, purpose=CodePurpose.RESET_PASSWORD, code=code, at=at)
    account = account_by_phone(city, number)
    if account is None:
        raise AccountMissing
    Account.objects.filter(pk=account.pk).update(password=make_password(password))
    ApiToken.objects.filter(account=account).delete()
    write_line(by=GUEST, at=at, city=city, verb="reset_password", target=account)


@transaction.atomic
def issue_token(*, account: Account, at: datetime, label: str = "", scopes: str = "*", days: int = 30) -> str:
    """A new token, told only once: just its digest is stored."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        digest=token_digest(token),
        account=account,
        scopes=scopes,
        label=label[:60],
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    owner = Actor.person(account.pk)
    write_line(by=owner, at=at, city=account.city, verb="issue_token", target=account, scopes=scopes)
    return token


@transaction.atomic
def revoke_token(*, account: Account, token: str, at: datetime) -> None:
    """End one of an account's tokens; ending it twice is no fault."""
    ended, _ = ApiToken.objects.filter(account=account, digest=token_digest(token)).delete()
    if ended:
        write_line(by=Actor.person(account.pk), at=at, city=account.city, verb="revoke_token", target=account)


@transaction.atomic
def discard_tokens(*, at: datetime) -> int:
    """Drop tokens that have run out; returns how many."""
    return ApiToken.objects.filter(expires_at__lte=at).delete()[0]


def _check_password(password: str) -> None:
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword(gettext("密码太长了，最多 %(most)d 个字符。") % {"most": LONGEST_PASSWORD})
    try:
        validate_password(password)
    except ValidationError as fault:
        raise WeakPassword(reasons=list(fault.messages)) from fault


def _by_password(city: str, number: str, password: str) -> Account:
    account = account_by_phone(city, number)
    if account is None:
        make_password(password)  # the same work as comparing, so that time does not tell who has an account
        raise SignInFailed
    if not account.check_password(password) or not account.is_active:
        raise SignInFailed
    return account


def _by_code(city: str, number: str, code: str, at: datetime) -> Account:
    use_code(city=city, phone=number, purpose=CodePurpose.SIGN_IN, code=code, at=at)
    account = account_by_phone(city, number)
    if account is None:
        raise AccountMissing
    if not account.is_active:
        raise SignInFailed
    return account

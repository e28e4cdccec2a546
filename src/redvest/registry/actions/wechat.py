"""Signing in with WeChat: one account of theirs is bound to one of ours, after a proof of the phone.

``bind_by_code`` counts tries and must not be called inside a transaction that its failure rolls back.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.core.audit import Actor, write_line
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.account import sign_in
from redvest.registry.actions.message import Notice, write_notice
from redvest.registry.choices import MessageKind
from redvest.registry.message_errors import WeChatBound, WeChatOtherPhone, WeChatTaken
from redvest.registry.models import Account, WeChatBond
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries import secret
from redvest.registry.queries.second_factor import kinds_of
from redvest.registry.rules import phone as phone_rules


@transaction.atomic
def sign_in_by_wechat(*, city: str, openid: str, at: datetime) -> Account | None:
    """The account that this WeChat is bound to, if it is in use; None where there is none."""
    bonds = WeChatBond.objects.select_related("account").filter(openid_hash=_hash(openid))
    bond = bonds.filter(account__city=city, account__is_active=True).first()
    if bond is None:
        return None
    account = bond.account
    Account.objects.filter(pk=account.pk).update(last_login=at)
    write_line(by=Actor.person(account.pk), at=at, city=city, verb="sign_in", target=account, way="wechat")
    return account


def bind_by_code(
    *, by: Standing, city: str, openid: str, phone: str, code: str, at: datetime, ip: str = ""
) -> tuple[Account, bool]:
    """Bind to the account whose phone is proven by a code; whoever is signed in already binds to their own alone.

    Returns the account, and whether it is bound: a guest whose account has a second factor owes that first.
    Raises what ``sign_in`` raises, WeChatOtherPhone, WeChatTaken, WeChatBound.
    """
    if by.account_id is not None:
        own = Account.objects.filter(pk=by.account_id).values_list("phone_hash", flat=True).first()
        if own is None or secret.phone_hash(phone_rules.check(phone)) != bytes(own):
            raise WeChatOtherPhone  # before the other's code is used up
    account = sign_in(city=city, phone=phone, code=code, at=at, ip=ip)
    if by.account_id is None and kinds_of(account.pk):
        return account, False
    bind(account=account, openid=openid, at=at)
    return account, True


@transaction.atomic
def bind(*, account: Account, openid: str, at: datetime) -> None:
    """One bond for each of both; the same again changes nothing. The person is told, so that a stranger's is noticed."""
    sealed = secret.keyring().encrypt(openid, context=secret.WECHAT_OPENID)
    try:
        with transaction.atomic():
            WeChatBond.objects.create(
                account=account, openid_sealed=sealed, openid_hash=_hash(openid), bound_at=at
            )
    except IntegrityError as fault:
        if WeChatBond.objects.filter(account=account, openid_hash=_hash(openid)).exists():
            return
        own = broken_constraint(fault) == "registry_wechatbond_pkey"
        raise (WeChatBound if own else WeChatTaken) from fault
    write_line(by=Actor.person(account.pk), at=at, city=account.city, verb="bind_wechat", target=account)
    text = "你的账号绑定了微信，以后可以用它登录。不是你本人办的，请马上到“接收方式”里解除绑定。"
    write_notice(account=account, text=text, at=at, notice=Notice(MessageKind.ACCOUNT, about=account))


@transaction.atomic
def unbind_wechat(*, by: Standing, at: datetime) -> None:
    """No sign-in and no notice by it any more; again changes nothing."""
    account_id = require_member(by)
    if WeChatBond.objects.filter(account_id=account_id).delete()[0]:
        write_line(by=by.actor, at=at, city=by.city, verb="unbind_wechat", target=Account(pk=account_id))


def _hash(openid: str) -> bytes:
    return secret.keyring().keyed_hash(openid, purpose="wechat")

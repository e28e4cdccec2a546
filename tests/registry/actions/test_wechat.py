"""The bond with a WeChat account: whom it lets in, and what ends it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.account_errors import SignInFailed
from redvest.registry.actions.phone import move_phone
from redvest.registry.actions.wechat import bind, bind_by_code, sign_in_by_wechat, unbind_wechat
from redvest.registry.choices import CodePurpose, FactorKind
from redvest.registry.message_errors import WeChatOtherPhone, WeChatTaken
from redvest.registry.models import Account, Message, OneTimeCode, PushSubscription, SecondFactor, WeChatBond
from redvest.registry.policy import GUEST_STANDING
from redvest.registry.queries import secret
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
PHONE = "19907905552"


def come(openid: str = "o-li", city: str = CITY) -> Account | None:
    return sign_in_by_wechat(city=city, openid=openid, at=NOW)


def test_only_the_bound_account_of_this_city_in_use_is_let_in() -> None:
    account = make.make_account()
    assert come() is None
    bind(account=account, openid="o-li", at=NOW)
    assert come() == account and come("o-other") is None and come(city="410800") is None
    account.refresh_from_db()
    assert account.last_login == NOW
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert come() is None
    assert AuditLine.objects.filter(verb="sign_in").count() == 1


def test_the_openid_is_kept_sealed_and_found_by_its_hash() -> None:
    bind(account=make.make_account(), openid="o-li", at=NOW)
    bond = WeChatBond.objects.get()
    assert secret.open_sealed(bond.openid_sealed, context=secret.WECHAT_OPENID) == "o-li"
    assert b"o-li" not in bytes(bond.openid_sealed) + bytes(bond.openid_hash)


def test_a_wrong_code_binds_nothing_and_the_right_one_tells_the_owner() -> None:
    account = make.make_account(phone=PHONE)
    make.make_code(phone=PHONE, purpose=CodePurpose.SIGN_IN, code="246810")
    again = partial(bind_by_code, by=GUEST_STANDING(CITY), city=CITY, openid="o-li", phone=PHONE, at=NOW)
    with pytest.raises(Exception) as fault:
        again(code="111111")
    assert fault.type.__name__ in ("WrongCode", SignInFailed.__name__) and not WeChatBond.objects.exists()
    assert again(code="246810") == (account, True)
    told = Message.objects.get()
    assert (told.account, told.kind, told.urgent) == (account, "account", True)


def test_a_phone_alone_binds_nothing_to_an_account_with_a_second_factor() -> None:
    account = make.make_account(phone=PHONE)
    SecondFactor.objects.create(
        account=account, kind=FactorKind.APP, label="手机", secret_sealed=b"x", created_at=NOW
    )
    for by, done in ((GUEST_STANDING(CITY), False), (make.standing_of(account), True)):
        make.make_code(phone=PHONE, purpose=CodePurpose.SIGN_IN, code="246810")
        answer = bind_by_code(by=by, city=CITY, openid="o-li", phone=PHONE, code="246810", at=NOW)
        assert answer == (account, done)
        assert WeChatBond.objects.exists() is done


def test_anothers_code_is_not_used_up_by_who_may_not_bind_to_it() -> None:
    other = make.make_account(phone=PHONE)
    me = make.standing_of(make.make_account())
    make.make_code(phone=PHONE, purpose=CodePurpose.SIGN_IN, code="246810")
    with pytest.raises(WeChatOtherPhone):
        bind_by_code(by=me, city=CITY, openid="o-li", phone=PHONE, code="246810", at=NOW)
    other.refresh_from_db()
    assert other.last_login is None and not WeChatBond.objects.exists()
    assert OneTimeCode.objects.get().used_at is None
    assert not AuditLine.objects.filter(verb="sign_in").exists()


def test_a_recovered_account_keeps_nothing_of_the_lost_phone() -> None:
    account = make.make_account(phone=PHONE)
    bind(account=account, openid="o-li", at=NOW)
    PushSubscription.objects.create(
        account=account,
        endpoint="https://x.cn",
        endpoint_hash=b"1",
        public_key=b"",
        auth_secret=b"",
        made_at=NOW,
    )
    move_phone(account=account, number="19907905553", at=NOW)
    assert WeChatBond.objects.exists() and PushSubscription.objects.exists()  # its owner moved it
    account.refresh_from_db()
    move_phone(account=account, number="19907905554", at=NOW, recovered=True)
    assert not WeChatBond.objects.exists() and not PushSubscription.objects.exists()


def test_unbinding_twice_is_one_line() -> None:
    account = make.make_account()
    by = make.standing_of(account)
    bind(account=account, openid="o-li", at=NOW)
    unbind_wechat(by=by, at=NOW)
    unbind_wechat(by=by, at=NOW)
    assert come() is None and AuditLine.objects.filter(verb="unbind_wechat").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_at_once_one_gets_the_wechat() -> None:
    accounts = [make.make_account() for _ in range(3)]
    outcomes: list[Any] = at_once(*[partial(bind, account=each, openid="o-li", at=NOW) for each in accounts])
    assert [type(each) for each in outcomes].count(WeChatTaken) == 2
    assert WeChatBond.objects.count() == 1 and Message.objects.count() == 1

"""Signing in with WeChat: bound once after a proof of the phone, and nothing but one's own state and code lets one in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import structlog
from django.test import Client

from redvest.connectors import wechat
from redvest.core.models import AuditLine
from redvest.registry.actions.second_factor import CONTEXT, make_recovery_codes
from redvest.registry.actions.wechat import bind
from redvest.registry.choices import FactorKind
from redvest.registry.message_errors import WeChatBound, WeChatTaken
from redvest.registry.models import Account, Delivery, Message, SecondFactor, Volunteer, WeChatBond
from redvest.registry.queries import secret
from tests.faces.site.conftest import words
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.vendors import WeChat, serving

pytestmark = pytest.mark.django_db
PHONE = "19907905551"


@pytest.fixture
def vendor(settings: Any) -> Iterator[WeChat]:
    with serving(WeChat(codes={"c1": "o-li", "c2": "o-li"})) as made:
        settings.REDVEST_WECHAT_APPID, settings.REDVEST_WECHAT_SECRET = "wx1", made.secret
        settings.REDVEST_WECHAT_BASE = settings.REDVEST_WECHAT_OPEN = made.base
        settings.REDVEST_DEMO = True
        wechat._account.cache_clear()
        yield made


def came_back(client: Client, code: str = "c1", state: str = "") -> Any:
    away = client.get("/login/wechat/?next=/me/hours/")
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/login/wechat/back/"]
    return client.get("/login/wechat/back/", {"code": code, "state": state or asked["state"][0]})


def sent_code(phone: str) -> str:
    found = re.search(r"\d{6}", make.last_text(phone))
    assert found is not None
    return found[0]


def bound(client: Client, phone: str = PHONE) -> Any:
    assert came_back(client)["Location"] == "/login/wechat/bind/"
    client.post("/login/wechat/bind/", {"phone": phone, "step": "send"})
    return client.post("/login/wechat/bind/", {"phone": phone, "code": sent_code(phone), "step": "finish"})


def test_the_first_time_a_phone_is_proven_the_second_time_a_touch_is_enough(
    vendor: WeChat, guest: Client
) -> None:
    account = make.make_account(phone=PHONE)
    assert bound(guest)["Location"] == "/me/hours/"
    assert guest.get("/me/security/").status_code == 200
    bond = WeChatBond.objects.get()
    assert bond.account == account and b"o-li" not in bytes(bond.openid_sealed)
    assert "绑定了微信" in Message.objects.get(account=account).text
    other = Client()
    assert came_back(other, "c2")["Location"] == "/me/hours/"
    assert other.get("/me/security/").status_code == 200
    assert AuditLine.objects.filter(verb="sign_in", details__way="wechat").count() == 1


def test_a_second_factor_is_still_asked_for(vendor: WeChat, guest: Client) -> None:
    account = make.make_account(phone=PHONE)
    bind(account=account, openid="o-li", at=NOW)
    SecondFactor.objects.create(
        account=account, kind=FactorKind.APP, label="手机", secret_sealed=b"x", created_at=NOW
    )
    assert came_back(guest)["Location"].startswith("/login/second/")
    assert guest.get("/me/security/").status_code == 302


def with_factor(account: Account) -> str:
    """The account has added an app; a recovery code stands for its digits."""
    sealed = secret.keyring().encrypt("00" * 20, context=CONTEXT)
    SecondFactor.objects.create(
        account=account, kind=FactorKind.APP, label="手机", secret_sealed=sealed, created_at=NOW
    )
    return make_recovery_codes(by=make.standing_of(account), at=NOW)[0]


def test_nothing_is_bound_before_the_second_factor_is_proven(vendor: WeChat, guest: Client) -> None:
    account = make.make_account(phone=PHONE)
    code = with_factor(account)
    owed = bound(guest)["Location"]
    assert owed.startswith("/login/second/") and not WeChatBond.objects.exists()
    assert not Message.objects.filter(text__contains="绑定了微信").exists()
    assert guest.post(owed, {"code": "000000"}).status_code == 422 and not WeChatBond.objects.exists()
    assert came_back(Client(), "c2")["Location"] == "/login/wechat/bind/", "nobody is let in by it"
    page = guest.post(owed, {"code": code, "next": "/me/hours/"}, follow=True)
    assert page.redirect_chain[0][0] == "/me/hours/" and "微信绑定好了" in words(page)
    assert WeChatBond.objects.get().account == account
    assert "绑定了微信" in Message.objects.latest("created_at", "pk").text


def test_what_waited_too_long_for_the_second_factor_is_not_bound(
    vendor: WeChat, guest: Client, on_the_tests_day: Any
) -> None:
    account = make.make_account(phone=PHONE)
    code = with_factor(account)
    owed = bound(guest)["Location"]
    session = guest.session
    session["wechat_owed"] = {**session["wechat_owed"], "until": NOW.timestamp() - 1}
    session.save()
    assert guest.post(owed, {"code": code}).status_code == 302
    assert not WeChatBond.objects.exists()


def test_the_session_holds_the_openid_sealed(vendor: WeChat, guest: Client) -> None:
    came_back(guest)
    assert "wechat_found" in guest.session and "o-li" not in str(dict(guest.session))
    session = guest.session
    session["wechat_found"] = {**session["wechat_found"], "openid": "no seal"}
    session.save()
    assert guest.get("/login/wechat/bind/").status_code == 422


@pytest.mark.parametrize("state", ["wrong", "ü"])
def test_a_planted_code_without_this_sessions_state_lets_nobody_in(
    vendor: WeChat, guest: Client, state: str
) -> None:
    bind(account=make.make_account(phone=PHONE), openid="o-li", at=NOW)
    answer = came_back(guest, state=state)
    assert answer.status_code == 422 and "回到登录页再点一次" in words(answer)
    assert guest.get("/login/wechat/back/?code=c1&state=").status_code == 422
    assert guest.get("/login/wechat/bind/").status_code == 422
    assert "c1" in vendor.codes and "_auth_user_id" not in guest.session


def test_a_state_is_good_once_and_for_ten_minutes(
    vendor: WeChat, guest: Client, on_the_tests_day: Any
) -> None:
    away = guest.get("/login/wechat/")
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
    on_the_tests_day.shift(601)
    assert guest.get("/login/wechat/back/", {"code": "c1", "state": state}).status_code == 422
    assert came_back(guest, "used-up").status_code == 422


def test_one_bond_for_each_of_both_and_my_own_phone_alone(
    vendor: WeChat, me: Client, person: Volunteer
) -> None:
    make.make_account(phone=PHONE)
    answer = bound(me)  # signed in as somebody else
    assert answer.status_code == 422 and "不是你现在登录的账号的" in words(answer)
    assert not WeChatBond.objects.exists()
    assert person.account is not None
    bind(account=person.account, openid="o-li", at=NOW)
    bind(account=person.account, openid="o-li", at=NOW)
    with pytest.raises(WeChatBound):
        bind(account=person.account, openid="o-2", at=NOW)
    with pytest.raises(WeChatTaken):
        bind(account=Account.objects.exclude(pk=person.account.pk)[0], openid="o-li", at=NOW)
    assert WeChatBond.objects.count() == 1
    assert "解除绑定了" in words(me.post("/me/inbox/settings/wechat/unbind/", follow=True))
    assert not WeChatBond.objects.exists()


def test_without_an_account_of_the_vendor_there_is_no_button(guest: Client) -> None:
    assert "用微信登录" not in words(guest.get("/login/"))
    answer = guest.get("/login/wechat/")
    assert answer.status_code == 404 and "请用手机号登录" in words(answer)
    assert guest.post("/wechat/callback/?signature=x").status_code == 404


def test_the_vendor_says_what_became_of_a_message_and_nobody_else_does(guest: Client, settings: Any) -> None:
    settings.REDVEST_WECHAT_TOKEN = "tok"
    row = Message.objects.create(city=make.CITY, kind="other", text="x", created_at=NOW)
    delivery = Delivery.objects.create(
        message=row, channel="wechat", state="sent", next_at=NOW, vendor_id="20", changed_at=NOW
    )
    signature = hashlib.sha1("".join(sorted(["tok", "1", "n"])).encode()).hexdigest()
    good, bad = (
        f"/wechat/callback/?timestamp=1&nonce=n&signature={signature}",
        "/wechat/callback/?signature=x",
    )
    event = (
        "<xml><Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event><MsgID>20</MsgID>"
        "<Status><![CDATA[failed:user block]]></Status></xml>"
    )
    assert guest.get(f"{good}&echostr=hello").content == b"hello"
    with structlog.testing.capture_logs() as lines:  # an account in 安全模式: nothing in it can be read
        sealed = guest.post(f"{good}&encrypt_type=aes", "<xml><Encrypt/></xml>", content_type="text/xml")
    assert sealed.content == b"success" and [line["event"] for line in lines] == ["wechat_event_encrypted"]
    assert guest.post(bad, event, content_type="text/xml").status_code == 403
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert guest.post(good, event, content_type="text/xml").content == b"success"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.fault) == ("failed", "failed:user block")

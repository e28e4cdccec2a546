"""How somebody is reached, at the edges: addresses proven in time, ten browsers, one WeChat, and nothing left behind."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from functools import partial
from typing import Any

import pytest

from redvest.connectors import push
from redvest.core.errors import TooManyTries, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.arrival import note_arrival
from redvest.registry.actions.delivery import deliver, plan
from redvest.registry.actions.delivery_rounds import settle_lost
from redvest.registry.actions.forgetting import forget_account, forget_record
from redvest.registry.actions.inbox import read_all, read_message
from redvest.registry.actions.mail_address import MOST_TRIES, ask_mail, drop_mail, masked_mail, prove_mail
from redvest.registry.actions.message import Notice, tell_guardians, tell_person, write_notice
from redvest.registry.actions.reach import MOST_BROWSERS, add_browser, choose_channels, drop_browser
from redvest.registry.actions.wechat import bind, bind_by_code, sign_in_by_wechat, unbind_wechat
from redvest.registry.choices import Channel, CodePurpose, MessageKind
from redvest.registry.message_errors import (
    ChannelUnknown,
    MailCodeWrong,
    MailNotSent,
    MailUnavailable,
    MailWrong,
    MessageNotFound,
    PushWrong,
    WeChatBound,
    WeChatOtherPhone,
    WeChatTaken,
)
from redvest.registry.models import (
    Account,
    ChannelChoice,
    Delivery,
    MailAddress,
    Message,
    PushSubscription,
    WeChatBond,
)
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.rules.delivery import LOST
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW
from tests.factories.vendors import Browser, Push, serving, smtp
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GUEST = Standing(None, None, CITY, "")


@pytest.fixture
def box(settings: Any) -> Iterator[list[bytes]]:
    found: list[bytes] = []
    with smtp(found) as port:
        settings.REDVEST_MAIL_HOST, settings.REDVEST_MAIL_PORT = "127.0.0.1", port
        settings.REDVEST_MAIL_SECURITY, settings.REDVEST_MAIL_FROM = "none", "zy@example.cn"
        yield found


@pytest.fixture
def service(settings: Any, tmp_path: Any) -> Iterator[Push]:
    settings.REDVEST_PUSH_CONTACT, settings.REDVEST_DATA_DIR = "mailto:it@example.cn", tmp_path
    push._sender.cache_clear()
    with serving(Push()) as made:
        settings.REDVEST_PUSH_HOSTS = (made.base.removeprefix("http://"),)
        yield made


def ask(by: Standing, callbacks: Any, address: str = "li@example.cn", at: Any = NOW) -> None:
    with callbacks(execute=True):
        ask_mail(by=by, address=address, at=at)


def code_in(mail: bytes) -> str:
    body = message_from_bytes(mail).get_payload(decode=True).decode()  # type: ignore[union-attr]
    return re.search(r"\d{6}", body)[0]  # type: ignore[index]


def test_the_digits_are_good_until_the_half_hour_and_not_at_it(
    box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    by = make.make_member()
    ask(by, django_capture_on_commit_callbacks)
    code = code_in(box[0])
    with pytest.raises(MailCodeWrong) as refused:
        prove_mail(by=by, code=code, at=NOW + 30 * MINUTE)
    assert refused.value.message == "邮件里的验证码不对或者过了半小时，请核对，或者重新发一次。"
    assert MailAddress.objects.get().proven_at is None
    prove_mail(by=by, code=f" {code[:3]} {code[3:]} ", at=NOW + 29 * MINUTE)
    row = MailAddress.objects.get()
    assert row.proven_at == NOW + 29 * MINUTE and masked_mail(row=row) == "l***@example.cn"
    assert b"li@example.cn" not in bytes(row.address_sealed)
    with pytest.raises(MailCodeWrong):  # used up
        prove_mail(by=by, code=code, at=NOW + 29 * MINUTE)
    assert AuditLine.objects.filter(verb="prove_mail").count() == 1


def test_anothers_digits_and_those_of_a_former_address_are_none(
    box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    me, other = make.make_member(), make.make_member()
    ask(me, django_capture_on_commit_callbacks)
    ask(other, django_capture_on_commit_callbacks, "wang@example.cn")
    ask(me, django_capture_on_commit_callbacks, "new@example.cn")
    first, theirs, _mine = map(code_in, box)
    for code in {first, theirs} - {code_in(box[2])}:
        with pytest.raises(MailCodeWrong):
            prove_mail(by=me, code=code, at=NOW)
    assert not MailAddress.objects.filter(proven_at__isnull=False).exists()


def test_a_new_address_takes_the_proven_ones_place_and_hears_nothing_before_its_proof(
    box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    person = make.make_volunteer()
    by = make.volunteer_standing(person)
    ask(by, django_capture_on_commit_callbacks)
    prove_mail(by=by, code=code_in(box[0]), at=NOW)
    ask(by, django_capture_on_commit_callbacks, "new@example.cn")
    tell_person(volunteer=person, text="x", at=NOW)
    assert plan(message_id=Message.objects.latest("pk").pk, at=NOW) == []
    assert MailAddress.objects.count() == 1


def test_five_codes_a_day_and_a_refusal_sends_nothing(
    box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    by = make.make_member()
    for _n in range(5):
        ask(by, django_capture_on_commit_callbacks)
    with pytest.raises(TooManyTries):
        ask(by, django_capture_on_commit_callbacks, "new@example.cn")
    assert len(box) == 5 and masked_mail(row=MailAddress.objects.get()).startswith("l***")
    ask(by, django_capture_on_commit_callbacks, at=NOW + DAY + MINUTE)
    assert len(box) == 6


@pytest.mark.parametrize(
    "address", ["", "li", "li@", "li@example", "a@b.cn, c@d.cn", "a@b.cn\r\nBcc: c@d.cn"]
)
def test_what_is_no_address_is_not_kept(address: str, box: list[bytes]) -> None:
    with pytest.raises(MailWrong) as refused:
        ask_mail(by=make.make_member(), address=address, at=NOW)
    assert refused.value.message == "邮箱地址不对，请核对一下，比如 name@example.cn。"
    assert not MailAddress.objects.exists() and not box


def test_without_a_server_there_is_no_address_and_a_dead_one_says_so(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    by = make.make_member()
    with pytest.raises(MailUnavailable) as refused:
        ask_mail(by=by, address="li@example.cn", at=NOW)
    assert refused.value.message == "这里还没有接通邮件，请先用短信和“我的消息”。"
    with pytest.raises(Unauthenticated):
        ask_mail(by=GUEST, address="li@example.cn", at=NOW)
    assert not MailAddress.objects.exists()
    settings.REDVEST_MAIL_HOST, settings.REDVEST_MAIL_PORT = "127.0.0.1", 9
    settings.REDVEST_MAIL_SECURITY, settings.REDVEST_MAIL_FROM = "none", "zy@example.cn"
    with pytest.raises(MailNotSent) as dead:
        ask(by, django_capture_on_commit_callbacks)
    assert dead.value.status == 503


def test_dropping_again_changes_nothing(box: list[bytes], django_capture_on_commit_callbacks: Any) -> None:
    by = make.make_member()
    ask(by, django_capture_on_commit_callbacks)
    for _twice in range(2):
        drop_mail(by=by, at=NOW)
    assert not MailAddress.objects.exists() and AuditLine.objects.filter(verb="drop_mail").count() == 1


@pytest.mark.django_db(transaction=True)
def test_wrong_digits_are_counted_though_each_is_refused_and_then_the_right_ones_fail_too(
    box: list[bytes],
) -> None:
    by = make.make_member()
    ask_mail(by=by, address="li@example.cn", at=NOW)
    right = code_in(box[0])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    found = at_once(*[partial(prove_mail, by=by, code=wrong, at=NOW)] * (MOST_TRIES + 1))
    assert {type(each) for each in found} == {MailCodeWrong}
    assert MailAddress.objects.get().tries >= MOST_TRIES
    with pytest.raises(MailCodeWrong):
        prove_mail(by=by, code=right, at=NOW)
    assert MailAddress.objects.get().proven_at is None


def browser(by: Standing, service: Push, number: int = 1, at: Any = NOW) -> PushSubscription:
    return add_browser(
        by=by, endpoint=f"{service.base}/p/{number}", label="手机", at=at,
        public_key=base64.urlsafe_b64encode(service.browser.public).decode().rstrip("="),
        auth_secret=base64.urlsafe_b64encode(service.browser.auth).decode().rstrip("="),
    )  # fmt: skip


def test_the_eleventh_browser_takes_the_oldest_ones_place_and_one_known_takes_none(service: Push) -> None:
    by = make.make_member()
    for number in range(MOST_BROWSERS):
        browser(by, service, number, at=NOW + number * MINUTE)
    browser(by, service, MOST_BROWSERS - 1, at=NOW + HOUR)  # it asks again: nobody has to go
    assert PushSubscription.objects.count() == MOST_BROWSERS
    browser(by, service, 99, at=NOW + 2 * HOUR)
    left = set(PushSubscription.objects.values_list("endpoint", flat=True))
    assert len(left) == MOST_BROWSERS
    assert f"{service.base}/p/0" not in left and f"{service.base}/p/99" in left


def test_a_browser_that_another_signs_in_with_is_no_longer_mine(service: Push) -> None:
    me, other = make.make_volunteer(), make.make_volunteer()
    mine = browser(make.volunteer_standing(me), service)
    tell_person(volunteer=me, text="【暖阳队】给李明霞", at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    theirs = browser(make.volunteer_standing(other), service)
    assert (theirs.pk, theirs.account_id) == (mine.pk, other.account_id)
    assert deliver(delivery_id=key, at=NOW) == "failed"
    assert Delivery.objects.get().fault == "no address" and not service.taken
    drop_browser(by=make.volunteer_standing(me), key=theirs.pk, at=NOW)
    assert PushSubscription.objects.count() == 1


@pytest.mark.parametrize(
    ("endpoint", "key", "auth"),
    [
        ("{}/p", "", "x" * 22), ("{}/p", "A" * 87, "short"), ("{}/p", "不是", "A" * 22),
        ("http://10.0.0.1/p", "A" * 87, "A" * 22),
        ("{}/" + "p" * 1000, "A" * 87, "A" * 22), ("", "A" * 87, "A" * 22),
    ],
)  # fmt: skip
def test_what_is_no_browser_is_not_kept(service: Push, endpoint: str, key: str, auth: str) -> None:
    with pytest.raises(PushWrong) as refused:
        add_browser(
            by=make.make_member(), endpoint=endpoint.format(service.base), public_key=key, auth_secret=auth,
            label="", at=NOW,
        )  # fmt: skip
    assert refused.value.message == "这个浏览器的推送地址用不了，请换一个浏览器，或者只用“我的消息”。"
    assert not PushSubscription.objects.exists() and not service.asked


def test_a_notice_goes_to_each_of_ones_browsers_and_one_that_is_gone_is_forgotten_alone(
    service: Push,
) -> None:
    person = make.make_volunteer()
    by = make.volunteer_standing(person)
    for number in range(3):
        browser(by, service, number)
    tell_person(volunteer=person, text="x", at=NOW)
    keys = plan(message_id=Message.objects.get().pk, at=NOW)
    assert len(keys) == 3 and plan(message_id=Message.objects.get().pk, at=NOW) == keys
    service.next_answers = [(410, b"")]
    assert [deliver(delivery_id=key, at=NOW) for key in keys] == ["failed", "sent", "sent"]
    assert PushSubscription.objects.count() == 2 and len(service.taken) == 2


def test_a_push_lost_on_the_way_is_sent_again_under_its_own_number(service: Push) -> None:
    person = make.make_volunteer()
    browser(make.volunteer_standing(person), service)
    tell_person(volunteer=person, text="x", at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    service.next_answers = [(503, b"")]
    assert deliver(delivery_id=key, at=NOW) == "sending"
    assert settle_lost(delivery_id=key, at=NOW + LOST - timedelta(seconds=1)) is None
    assert settle_lost(delivery_id=key, at=NOW + LOST) == "waiting"
    assert deliver(delivery_id=key, at=NOW + LOST) == "sent"
    assert [each.headers["topic"] for each in service.asked] == [key.hex] * 2


def test_a_mail_lost_on_the_way_is_left_as_not_known(box: list[bytes], settings: Any) -> None:
    person = make.make_volunteer()
    MailAddress.objects.create(
        account=person.account, code_hash=b"", code_until=NOW, proven_at=NOW,
        address_sealed=secret.keyring().encrypt("li@example.cn", context=secret.MAIL_ADDRESS),
    )  # fmt: skip
    tell_person(volunteer=person, text="x", at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    Delivery.objects.filter(pk=key).update(state="sending", tries=1, changed_at=NOW)
    assert settle_lost(delivery_id=key, at=NOW + LOST) == "unknown"
    assert deliver(delivery_id=key, at=NOW + HOUR) is None and not box


def test_an_arrival_is_written_once_and_never_of_what_was_not_sent() -> None:
    message = write_notice(account=make.make_account(), text="x", at=NOW)
    row = Delivery.objects.create(
        message=message, channel=Channel.WECHAT, state="sent", vendor_id="77", next_at=NOW, changed_at=NOW
    )
    arrive = partial(note_arrival, channel=Channel.WECHAT, vendor_id="77", at=NOW + MINUTE)
    assert note_arrival(channel=Channel.SMS, vendor_id="77", fault="", at=NOW) == 0
    assert [arrive(fault="failed:user block"), arrive(fault="")] == [1, 0]
    row.refresh_from_db()
    assert (row.state, row.fault, row.changed_at) == ("failed", "failed:user block", NOW + MINUTE)


def test_choices_are_per_kind_and_channel_and_strange_ones_change_nothing() -> None:
    by = make.make_member()
    choose_channels(by=by, channels=["sms", "email"], wanted=[("signup", "sms")], at=NOW)
    rows = ChannelChoice.objects.filter(account_id=by.account_id)
    assert rows.count() == 2 * len(MessageKind) and rows.get(wanted=True).kind == "signup"
    for channels, wanted in ((["pigeon"], []), (["sms"], [("signup", "pigeon")]), (["sms"], [("x", "sms")])):
        with pytest.raises(ChannelUnknown) as refused:
            choose_channels(by=by, channels=channels, wanted=wanted, at=NOW)
        assert refused.value.message == "没有这种通知或者这个渠道，请回到接收方式重新选。"
    assert rows.get(wanted=True).channel == "sms" and rows.count() == 2 * len(MessageKind)
    choose_channels(by=by, channels=["email"], wanted=[("hours", "email")], at=NOW)
    assert set(rows.filter(wanted=True).values_list("kind", "channel")) == {
        ("signup", "sms"),
        ("hours", "email"),
    }
    with pytest.raises(Unauthenticated):
        choose_channels(by=GUEST, channels=[], wanted=[], at=NOW)


def test_one_wechat_is_one_accounts_and_the_other_is_told_which_way() -> None:
    me, other = make.make_account(), make.make_account()
    for _twice in range(2):
        bind(account=me, openid="o-1", at=NOW)
    with pytest.raises(WeChatTaken) as taken:
        bind(account=other, openid="o-1", at=NOW)
    assert "已经绑定了别的账号" in taken.value.message
    with pytest.raises(WeChatBound) as bound:
        bind(account=me, openid="o-2", at=NOW)
    assert "你的账号已经绑定了另一个微信" in bound.value.message
    assert WeChatBond.objects.get().account_id == me.pk
    assert AuditLine.objects.filter(verb="bind_wechat").count() == 1
    warning = Message.objects.get()
    assert (warning.account_id, warning.kind, warning.urgent) == (me.pk, MessageKind.ACCOUNT, True)
    assert "o-1" not in str(list(AuditLine.objects.values_list("details", flat=True)))


def test_who_is_signed_in_binds_no_account_but_the_own_one() -> None:
    me, other = make.make_account(), make.make_account(phone="13912345678")
    code = make.make_code("13912345678", CodePurpose.SIGN_IN)
    with pytest.raises(WeChatOtherPhone) as refused:
        bind_by_code(by=make.standing_of(me), city=CITY, openid="o-1", phone="13912345678", code=code, at=NOW)
    assert refused.value.message == "这个手机号不是你现在登录的账号的，请填自己账号的手机号。"
    assert not WeChatBond.objects.exists() and not Message.objects.filter(account=other).exists()


def test_a_bond_opens_no_closed_account_and_none_of_another_city() -> None:
    account = make.make_account()
    bind(account=account, openid="o-1", at=NOW)
    assert sign_in_by_wechat(city="360100", openid="o-1", at=NOW) is None
    assert sign_in_by_wechat(city=CITY, openid="", at=NOW) is None
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert sign_in_by_wechat(city=CITY, openid="o-1", at=NOW) is None
    assert not AuditLine.objects.filter(verb="sign_in").exists()
    Account.objects.filter(pk=account.pk).update(is_active=True)
    assert sign_in_by_wechat(city=CITY, openid="o-1", at=NOW) == account
    for _twice in range(2):
        unbind_wechat(by=make.standing_of(account), at=NOW)
    assert sign_in_by_wechat(city=CITY, openid="o-1", at=NOW) is None
    assert AuditLine.objects.filter(verb="unbind_wechat").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_accounts_that_bind_one_wechat_at_once_leave_one_bond() -> None:
    accounts = [make.make_account() for _n in range(4)]
    found = at_once(*[partial(bind, account=each, openid="o-1", at=NOW) for each in accounts])
    assert sorted(type(each).__name__ for each in found) == ["NoneType", *["WeChatTaken"] * 3]
    assert WeChatBond.objects.count() == 1 and Message.objects.count() == 1


def test_reading_is_ones_own_and_what_comes_in_meanwhile_stays_unread() -> None:
    person, other = make.make_volunteer(), make.make_volunteer()
    mine = make.volunteer_standing(person)
    for at in (NOW - HOUR, NOW, NOW + MINUTE):
        tell_person(volunteer=person, text="x", at=at)
    tell_person(volunteer=other, text="x", at=NOW)
    assert [read_all(by=mine, at=NOW) for _twice in range(2)] == [2, 0]
    assert Message.objects.filter(read_at=None).count() == 2
    foreign = Message.objects.get(account=other.account)
    with pytest.raises(MessageNotFound) as refused:
        read_message(by=mine, message_id=foreign.pk, at=NOW)
    assert refused.value.message == "没有这条消息。可能过了保留的时间，请回到“我的消息”。"
    with pytest.raises(Unauthenticated):
        read_all(by=GUEST, at=NOW)
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_guardians_hear_what_a_child_is_told_each_once_and_not_who_did_it() -> None:
    parent = make.make_account(name="李建国")
    child = registered(parent)
    tell_person(volunteer=child, text="小雨的名额留好了", at=NOW, notice=Notice(MessageKind.SIGNUP))
    (told,) = Message.objects.all()
    assert (told.account_id, told.volunteer_id, bytes(told.phone_sealed)) == (parent.pk, child.pk, b"")
    assert tell_guardians(volunteer=child, text="x", at=NOW, but=bytes(parent.phone_hash)) == 0
    assert tell_guardians(volunteer=child, text="x", at=NOW) == 1
    Account.objects.filter(pk=parent.pk).update(is_active=False)  # no inbox any more: the phone alone
    tell_guardians(volunteer=child, text="x", at=NOW)
    last = Message.objects.filter(account=None).get()
    assert last.volunteer_id == child.pk and bytes(last.phone_sealed)


def test_nothing_of_the_ways_to_somebody_stays_when_they_are_forgotten(
    service: Push, box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    person, other = make.make_volunteer(), make.make_volunteer()
    for number, each in enumerate((person, other)):
        by = make.volunteer_standing(each)
        browser(by, service, number)
        ask(by, django_capture_on_commit_callbacks, f"a{number}@example.cn")
        assert each.account is not None
        bind(account=each.account, openid=f"o-{number}", at=NOW)
        choose_channels(by=by, channels=["sms"], wanted=[], at=NOW)
        tell_person(volunteer=each, text="x", at=NOW)
        plan(message_id=Message.objects.latest("pk").pk, at=NOW)
    assert person.account_id is not None and Delivery.objects.filter(message__account=person.account).exists()
    forget_record(volunteer=person, at=NOW)
    forget_account(account_id=person.account_id, at=NOW)
    for table in (PushSubscription, MailAddress, WeChatBond, ChannelChoice, Message):
        assert set(table.objects.values_list("account_id", flat=True)) == {other.account_id}, table
    assert not Delivery.objects.filter(message__account_id=person.account_id).exists()
    assert sign_in_by_wechat(city=CITY, openid="o-0", at=NOW) is None


def test_a_browsers_keys_open_for_that_browser_alone(service: Push) -> None:
    person = make.make_volunteer()
    row = browser(make.volunteer_standing(person), service)
    assert bytes(row.public_key) == service.browser.public and row.label == "手机"
    tell_person(volunteer=person, text="【暖阳队】" + "长" * 900, at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    assert deliver(delivery_id=key, at=NOW) == "sent"
    assert len(service.taken[0]["body"]) == 300 and service.taken[0]["title"] == "暖阳队"
    service.browser = Browser()
    assert service.browser.public != bytes(row.public_key)

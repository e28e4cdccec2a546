"""What is handed to a channel: headlines on one line, and addresses that were taken away meanwhile."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest

from redvest.registry.actions.delivery import deliver, plan
from redvest.registry.actions.delivery_rounds import settle_lost
from redvest.registry.actions.message import Notice, phone_of, tell_person, write_notice
from redvest.registry.choices import DeliveryState, MessageKind
from redvest.registry.models import Account, Delivery, MailAddress, Message, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.reach import reach_of
from redvest.registry.rules.delivery import LOST
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.vendors import Aliyun, serving, smtp

pytestmark = pytest.mark.django_db


def by_mail(settings: Any, port: int) -> Volunteer:
    settings.REDVEST_MAIL_HOST, settings.REDVEST_MAIL_PORT = "127.0.0.1", port
    settings.REDVEST_MAIL_SECURITY, settings.REDVEST_MAIL_FROM = "none", "zy@example.cn"
    person = make.make_volunteer()
    MailAddress.objects.create(
        account=person.account, code_hash=b"", code_until=NOW, proven_at=NOW,
        address_sealed=secret.keyring().encrypt("li@example.cn", context=secret.MAIL_ADDRESS),
    )  # fmt: skip
    return person


def laid_out(person: Volunteer, text: str) -> Delivery:
    tell_person(volunteer=person, text=text, at=NOW, notice=Notice(MessageKind.SIGNUP))
    (key,) = plan(message_id=Message.objects.latest("pk").pk, at=NOW)
    return Delivery.objects.get(pk=key)


def test_no_word_of_a_notice_breaks_a_mails_header(settings: Any) -> None:
    box: list[bytes] = []
    settings.REDVEST_BASE_URL = "https://zy.example.cn"
    with smtp(box) as port:
        delivery = laid_out(by_mail(settings, port), "【暖阳队】第一行\r\nBcc: all@example.cn\n" + "长" * 80)
        assert deliver(delivery_id=delivery.pk, at=NOW) == DeliveryState.SENT
    mail = message_from_bytes(box[0])
    subject = str(make_header(decode_header(mail["Subject"])))
    assert mail["Bcc"] is None and len(subject) == 40 and subject.startswith("【暖阳队】第一行 Bcc")
    body = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "https://zy.example.cn/me/inbox/" in body and "长" * 80 in body


def test_an_address_that_was_taken_away_is_no_fault_of_the_mail_server(settings: Any) -> None:
    box: list[bytes] = []
    with smtp(box) as port:
        delivery = laid_out(by_mail(settings, port), "x")
        MailAddress.objects.all().delete()
        assert deliver(delivery_id=delivery.pk, at=NOW) == DeliveryState.FAILED
        other = laid_out(by_mail(settings, port), "y")
        settings.REDVEST_MAIL_HOST = ""
        assert deliver(delivery_id=other.pk, at=NOW) == DeliveryState.FAILED
    delivery.refresh_from_db()
    assert delivery.fault == "no address" and not box


def test_a_mail_that_was_interrupted_is_never_sent_again(settings: Any) -> None:
    box: list[bytes] = []
    with smtp(box) as port:
        delivery = laid_out(by_mail(settings, port), "x")
        Delivery.objects.filter(pk=delivery.pk).update(state="sending", tries=1, changed_at=NOW)
        assert settle_lost(delivery_id=delivery.pk, at=NOW + LOST) == DeliveryState.UNKNOWN
        assert settle_lost(delivery_id=delivery.pk, at=NOW + 2 * LOST) is None
        assert deliver(delivery_id=delivery.pk, at=NOW + 2 * LOST) is None
    assert not box


def test_a_notice_keeps_the_phone_it_was_written_for(settings: Any) -> None:
    account = make.make_account(phone="19907906661")
    warning = write_notice(account=account, phone="19907906661", text="手机换了", at=NOW)
    plain = write_notice(account=account, text="别的", at=NOW)
    kept = secret.keep_phone("19907906662", context=secret.ACCOUNT_PHONE)
    Account.objects.filter(pk=account.pk).update(
        phone_sealed=kept.sealed, phone_hash=kept.hash, phone_tail=kept.tail
    )
    warning, plain = (Message.objects.select_related("account").get(pk=each.pk) for each in (warning, plain))
    assert (phone_of(message=warning), phone_of(message=plain)) == ("19907906661", "19907906662")


def test_nobody_reaches_an_account_that_is_switched_off(settings: Any) -> None:
    settings.REDVEST_SMS = "aliyun"
    account = make.make_account()
    assert reach_of(account).targets == {"sms": [""]} and reach_of(None).targets == {"sms": [""]}
    account.is_active = False
    assert reach_of(account).targets == {}


def test_a_phone_without_an_inbox_reads_until_when_a_place_is_kept(settings: Any) -> None:
    """The cut text ends before the deadline, and a guardian without an account can read the rest nowhere."""
    text = "【暖阳队】候补轮到你了：3月6日 10:00“去敬老院陪老人包饺子”。名额给你留到 3月6日 07:30，请到“我的报名”点“我去”。"
    person = make.make_volunteer()
    with serving(Aliyun()) as vendor:
        settings.REDVEST_SMS, settings.REDVEST_SMS_BASE = "aliyun", vendor.base
        settings.REDVEST_SMS_KEY, settings.REDVEST_SMS_SECRET = vendor.key, vendor.secret
        settings.REDVEST_SMS_NOTICE_TEMPLATE, settings.REDVEST_SMS_LONG_TEMPLATE = "SMS_2", "SMS_3"
        write_notice(account=None, volunteer=person, phone="13900001111", text=text, at=NOW)
        write_notice(account=person.account, text=text, at=NOW)
        for message in Message.objects.order_by("pk"):
            (key,) = plan(message_id=message.pk, at=NOW)
            assert deliver(delivery_id=key, at=NOW) == DeliveryState.SENT
    stranger, member = ("".join(json.loads(each["TemplateParam"]).values()) for each in vendor.taken)
    assert "留到 3月6日 07:30" in stranger and "07:30" not in member

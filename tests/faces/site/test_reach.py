"""How I am reached: channels that the house has, choices that hold, an address proven before use, browsers of mine."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from email import message_from_bytes
from typing import Any

import pytest
from django.test import Client

from redvest.connectors import push
from redvest.registry.actions.delivery import deliver, plan
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.models import ChannelChoice, Delivery, MailAddress, Message, PushSubscription, Volunteer
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.vendors import Push, serving, smtp

pytestmark = pytest.mark.django_db
URL = "/me/inbox/settings/"


@pytest.fixture
def box(settings: Any) -> Iterator[list[bytes]]:
    found: list[bytes] = []
    with smtp(found) as port:
        settings.REDVEST_MAIL_HOST, settings.REDVEST_MAIL_PORT = "127.0.0.1", port
        settings.REDVEST_MAIL_SECURITY, settings.REDVEST_MAIL_FROM = "none", "zy@example.cn"
        yield found


def code_in(mail: bytes) -> str:
    body = message_from_bytes(mail).get_payload(decode=True).decode()  # type: ignore[union-attr]
    return re.search(r"\d{6}", body)[0]  # type: ignore[index]


def told(person: Volunteer, kind: MessageKind = MessageKind.SIGNUP) -> list[Any]:
    tell_person(volunteer=person, text="【暖阳队】轮到你了", at=NOW, notice=Notice(kind))
    keys = plan(message_id=Message.objects.latest("pk").pk, at=NOW)
    return [deliver(delivery_id=key, at=NOW) for key in keys]


def test_without_any_channel_the_inbox_is_said_to_be_all(me: Client) -> None:
    page = words(me.get(URL))
    assert "本站还没有接通" in page and "邮箱" not in page.split("本站还没有接通")[1].split("。")[1]


def test_an_address_is_proven_before_a_notice_goes_there(
    me: Client, person: Volunteer, box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        me.post(f"{URL}mail/", {"step": "ask", "address": "li@example.cn"})
    assert told(person) == [] and len(box) == 1
    assert "不对或者过了半小时" in words(
        me.post(f"{URL}mail/", {"step": "prove", "code": "000000"}, follow=True)
    )
    assert MailAddress.objects.get().proven_at is None
    page = words(me.post(f"{URL}mail/", {"step": "prove", "code": code_in(box[0])}, follow=True))
    assert "邮箱可以用了" in page and "l***@example.cn" in page
    assert told(person) == ["sent"]
    mail = message_from_bytes(box[1])
    assert (
        mail["To"] == "li@example.cn" and mail["Message-ID"] == f"<{Delivery.objects.get().pk.hex}@redvest>"
    )
    kept = words(me.get(URL))
    assert me.post(f"{URL}mail/", {"step": "x"}).status_code == 422 and words(me.get(URL)) == kept
    me.post(f"{URL}mail/", {"step": "drop"})
    assert not MailAddress.objects.exists() and told(person) == []


def test_a_wrong_address_and_too_many_wrong_codes(me: Client, box: list[bytes], person: Volunteer) -> None:
    page = words(me.post(f"{URL}mail/", {"step": "ask", "address": "li@\r\nBcc: x"}, follow=True))
    assert "邮箱地址不对" in page and not MailAddress.objects.exists() and not box


def test_what_is_chosen_holds_but_for_warnings(
    me: Client, person: Volunteer, box: list[bytes], settings: Any
) -> None:
    MailAddress.objects.create(
        account=person.account, code_hash=b"", code_until=NOW, proven_at=NOW,
        address_sealed=settings.REDVEST_KEYRING.encrypt("li@example.cn", context="mail.address"),
    )  # fmt: skip
    me.post(URL, {"wanted": ["hours:email"]})
    assert told(person, MessageKind.SIGNUP) == [] and told(person, MessageKind.HOURS) == ["sent"]
    assert ChannelChoice.objects.filter(wanted=True).count() == 1
    assert me.post(URL, {"wanted": ["hours:pigeon"]}).status_code == 422
    assert ChannelChoice.objects.count() == len(MessageKind)


def test_a_browser_of_mine_gets_it_and_one_that_is_gone_is_forgotten(
    me: Client, person: Volunteer, settings: Any, tmp_path: Any
) -> None:
    settings.REDVEST_PUSH_CONTACT, settings.REDVEST_DATA_DIR = "mailto:it@example.cn", tmp_path
    push._sender.cache_clear()
    with serving(Push()) as service:
        settings.REDVEST_PUSH_HOSTS = (service.base.removeprefix("http://"),)
        keys = {
            "p256dh": base64.urlsafe_b64encode(service.browser.public).decode().rstrip("="),
            "auth": base64.urlsafe_b64encode(service.browser.auth).decode().rstrip("="),
        }
        assert "在这个浏览器里收通知" in words(me.get(URL))
        inside = me.post(f"{URL}browsers/", {"endpoint": "http://10.0.0.1/x", **keys})
        assert inside.status_code == 422 and not PushSubscription.objects.exists() and not service.asked
        assert me.post(f"{URL}browsers/", {"endpoint": f"{service.base}/p/1", **keys}).status_code == 200
        assert told(person) == ["sent"]
        assert service.taken[0] | {"topic": ""} == {
            "topic": "", "title": "暖阳队", "body": "轮到你了", "url": "/me/inbox/",
            "tag": Delivery.objects.get().pk.hex,
        }  # fmt: skip
        service.next_answers = [(410, b"")]
        assert told(person) == ["failed"] and not PushSubscription.objects.exists()


def test_nobody_drops_another_persons_browser(me: Client, person: Volunteer) -> None:
    row = PushSubscription.objects.create(
        account=person.account,
        endpoint="https://x.cn",
        endpoint_hash=b"1",
        public_key=b"",
        auth_secret=b"",
        made_at=NOW,
    )
    stranger = browser_of(make.make_account())
    stranger.post(f"{URL}browsers/{row.pk}/drop/")
    assert PushSubscription.objects.exists()
    me.post(f"{URL}browsers/{row.pk}/drop/")
    assert not PushSubscription.objects.exists()

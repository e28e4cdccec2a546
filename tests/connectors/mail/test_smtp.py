"""E-mail to a server of our own: what arrives, and what its refusals mean."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header

import pytest

from redvest.connectors.mail import SmtpMail
from redvest.connectors.outlet import Refused, Unsent
from tests.factories.vendors import smtp


def send(port: int) -> str:
    server = SmtpMail("127.0.0.1", port, "", "", "none", "新余志愿 <zy@example.cn>")
    return server.send(to="li@example.cn", subject="候补轮到你了", text="请到“我的报名”答复", out_id="a1")


def test_a_mail_arrives_with_our_number() -> None:
    box: list[bytes] = []
    with smtp(box) as port:
        assert send(port) == "<a1@redvest>"
    mail = message_from_bytes(box[0])
    assert (mail["Message-ID"], mail["To"], mail["Auto-Submitted"]) == (
        "<a1@redvest>",
        "li@example.cn",
        "auto-generated",
    )
    assert str(make_header(decode_header(mail["Subject"]))) == "候补轮到你了"
    assert "请到“我的报名”答复" in mail.get_payload(decode=True).decode()  # type: ignore[union-attr]


@pytest.mark.parametrize(("said", "later"), [(b"550 no such user\r\n", False), (b"451 try later\r\n", True)])
def test_a_refusal_is_for_good_or_for_now(said: bytes, later: bool) -> None:
    box: list[bytes] = []
    with smtp(box, lambda _to: said) as port, pytest.raises(Refused) as fault:
        send(port)
    assert fault.value.later is later and not box


def test_no_server_is_no_mail() -> None:
    with pytest.raises(Unsent):
        send(9)

"""The local default of text messages."""

from __future__ import annotations

import structlog

from redvest.connectors import sms


def test_a_message_is_readable_in_the_log_but_the_phone_is_not() -> None:
    with structlog.testing.capture_logs() as lines:
        sms.current().send(phone="13900001111", text="验证码 246810")

    assert lines == [{"event": "sms", "log_level": "info", "phone": "*******1111", "text": "验证码 246810"}]

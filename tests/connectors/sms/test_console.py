"""The local default of text messages."""

from __future__ import annotations

from typing import Any

import pytest
import structlog

from redvest.connectors import sms
from redvest.connectors.outlet import Unsent


def test_a_message_is_readable_in_the_log_but_the_phone_is_not() -> None:
    with structlog.testing.capture_logs() as lines:
        sms.current().send(phone="13900001111", text="验证码 246810")

    assert lines == [{"event": "sms", "log_level": "info", "phone": "*******1111", "text": "验证码 246810"}]


def test_in_production_no_words_stand_in_the_log_and_whoever_waits_is_told(settings: Any) -> None:
    settings.REDVEST_PRODUCTION = True
    with structlog.testing.capture_logs() as lines, pytest.raises(Unsent):
        sms.current().send(phone="13900001111", text="验证码 246810")

    assert [line["event"] for line in lines] == ["sms_without_vendor"]
    assert "246810" not in str(lines) and "13900001111" not in str(lines)

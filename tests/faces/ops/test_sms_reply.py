"""``redvest sms-reply``: a text as if somebody had sent it back, where no vendor is connected."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from redvest.care.choices import NeedState
from redvest.faces.ops.cli import run
from tests.factories.dispatch import HOUR, served
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def test_a_one_settles_the_need(capsys: Any) -> None:
    done = served()
    with time_machine.travel(NOW + 5 * HOUR, tick=False):
        assert run(["sms-reply", "13907900001", "1"]) == 0
        assert "已完成" in capsys.readouterr().out
        assert run(["sms-reply", "13907900001", "1"]) == 1
    done.need.refresh_from_db()
    assert done.need.state == NeedState.CLOSED


def test_what_is_no_phone_is_said(capsys: Any) -> None:
    assert run(["sms-reply", "12", "1"]) == 2
    assert "手机号" in capsys.readouterr().err


def test_with_a_vendor_nobody_answers_for_others(settings: Any, capsys: Any) -> None:
    settings.REDVEST_SMS = "aliyun"
    done = served()
    assert run(["sms-reply", "13907900001", "1"]) == 2
    assert "已经接上了短信平台" in capsys.readouterr().err
    done.need.refresh_from_db()
    assert done.need.state == NeedState.SERVED

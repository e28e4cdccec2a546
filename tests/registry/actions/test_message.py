"""Text messages leave only with what they belong to, and are kept only for a demo's inbox."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from django.db import transaction

from redvest.registry.actions.message import send_message
from redvest.registry.models import OutgoingMessage
from redvest.registry.queries import secret
from tests.factories import registry as make

PHONE = "13900001111"


def send(text: str = "你好") -> None:
    send_message(city=make.CITY, phone=PHONE, text=text, at=make.NOW)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_sent(settings: Any) -> None:
    settings.REDVEST_DEMO = True
    with structlog.testing.capture_logs() as lines:
        with pytest.raises(RuntimeError), transaction.atomic():
            send("没有发生")
            raise RuntimeError
        send("发生了")

    assert [line["text"] for line in lines] == ["发生了"]
    assert OutgoingMessage.objects.get().text == "发生了"


@pytest.mark.django_db
def test_the_inbox_of_a_demo_keeps_the_phone_sealed(settings: Any) -> None:
    settings.REDVEST_DEMO = True
    send()

    row = OutgoingMessage.objects.get()
    assert (row.phone_tail, row.sent_at, row.city) == ("1111", make.NOW, make.CITY)
    assert secret.open_sealed(row.phone_sealed, context=secret.MESSAGE_PHONE) == PHONE


@pytest.mark.django_db
def test_a_real_city_keeps_no_text(settings: Any) -> None:
    settings.REDVEST_DEMO = False
    send()

    assert not OutgoingMessage.objects.exists()

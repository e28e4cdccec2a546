"""kill -9 of the process that sends: before and after the vendor took the text, and nobody gets it twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from redvest.registry.actions.delivery import plan
from redvest.registry.actions.delivery_rounds import deliver_due
from redvest.registry.actions.message import tell_person
from redvest.registry.models import Delivery, DeliveryAttempt, Message
from redvest.registry.rules.delivery import LOST
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW
from tests.factories.vendors import Aliyun, serving

pytestmark = pytest.mark.django_db(transaction=True)

SENDER = """
import json, sys
from datetime import datetime
from uuid import UUID
from django.conf import settings
given = json.loads(sys.argv[1])
settings.DATABASES["default"].update(given["database"])
for name, value in given["sms"].items():
    setattr(settings, name, value)
import django
django.setup()
from redvest.registry.actions.delivery import deliver
print("up", flush=True)
deliver(delivery_id=UUID(given["key"]), at=datetime.fromisoformat(given["at"]))
print("done", flush=True)
"""


class Patient(Aliyun):
    """Takes a text, or has not yet, and keeps its caller waiting: the moment in which the caller is killed."""

    takes = True

    def answer(self, asked: Any) -> tuple[int, Any]:
        if asked.headers["x-acs-action"] == "SendSms" and len(self.asked) == 1:
            if self.takes:
                super().answer(asked)
            time.sleep(3)
            return 200, {"Code": "OK", "BizId": "late"}
        return super().answer(asked)


@pytest.fixture
def vendor(settings: Any) -> Iterator[Patient]:
    with serving(Patient()) as made:
        for name, value in names(made).items():
            setattr(settings, name, value)
        yield made


def names(vendor: Patient) -> dict[str, str]:
    return {
        "REDVEST_SMS": "aliyun", "REDVEST_SMS_BASE": vendor.base, "REDVEST_SMS_KEY": vendor.key,
        "REDVEST_SMS_SECRET": vendor.secret,
    }  # fmt: skip


def killed_while_sending(vendor: Patient) -> Delivery:
    tell_person(volunteer=make.make_volunteer(), text="来吧", at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    database = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    given = {"database": database, "sms": names(vendor), "key": str(key), "at": NOW.isoformat()}
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", SENDER, json.dumps(given)], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "up\n"
        until = time.monotonic() + 20
        while not vendor.asked and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("sending", 1)
    assert DeliveryAttempt.objects.get().ended_at is None
    return delivery


def test_after_the_vendor_took_it_it_is_found_there_and_not_sent_again(vendor: Patient) -> None:
    delivery = killed_while_sending(vendor)
    deliver_due(city=CITY, at=NOW + LOST)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, len(vendor.taken)) == ("delivered", 1, 1)
    deliver_due(city=CITY, at=NOW + 2 * LOST)
    assert len(vendor.taken) == 1


def test_before_the_vendor_took_it_it_is_sent_by_the_next_process(vendor: Patient) -> None:
    vendor.takes = False
    delivery = killed_while_sending(vendor)
    deliver_due(city=CITY, at=NOW + LOST)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("sent", 2)
    assert [each["OutId"] for each in vendor.taken] == [delivery.pk.hex]

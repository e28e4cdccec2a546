"""What the clock and the queue do with notices: nothing where no channel is connected, each once where one is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from redvest.core.jobs import PRESSING, recurring
from redvest.core.jobs.worker import run_queue
from redvest.registry import jobs
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.models import Delivery, Message
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.vendors import Aliyun, serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sms(settings: Any) -> Iterator[Aliyun]:
    with serving(Aliyun()) as vendor, time_machine.travel(NOW, tick=False):
        settings.REDVEST_SMS, settings.REDVEST_SMS_BASE = "aliyun", vendor.base
        settings.REDVEST_SMS_KEY, settings.REDVEST_SMS_SECRET = vendor.key, vendor.secret
        yield vendor


def tell() -> None:
    tell_person(volunteer=make.make_volunteer(), text="来吧", at=NOW)


def test_the_clock_delivers_every_minute_and_asks_for_receipts() -> None:
    crons = {job.name: job.cron for job in recurring()}
    assert crons["deliver-messages"] == "* * * * *" and crons["ask-receipts"] == "*/10 * * * *"
    assert crons["discard-calendar-events"] == "41 3 * * *"


def test_without_a_channel_nothing_is_queued() -> None:
    tell()
    assert Message.objects.count() == 1
    assert not DBTaskResult.objects.exists() and not Delivery.objects.exists()
    assert (jobs.deliver_due(NOW), jobs.ask_receipts(NOW)) == (0, 0)


def test_a_notice_goes_out_with_the_queue_and_what_is_rolled_back_never(sms: Aliyun) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        tell()
        raise RuntimeError
    tell()
    run_queue()
    assert len(sms.taken) == 1 and Delivery.objects.get().state == "sent"
    assert jobs.deliver_due(NOW) == 0
    assert jobs.ask_receipts(NOW + timedelta(minutes=10)) == 1


def test_a_task_that_runs_twice_sends_once(sms: Aliyun) -> None:
    tell()
    key = str(Message.objects.get().pk)
    for _ in range(2):
        jobs.send_out.enqueue(key)
    run_queue()
    assert len(sms.taken) == 1 and DBTaskResult.objects.count() == 3
    jobs.send_out.enqueue("01900000-0000-7000-8000-000000000000")
    run_queue()  # a notice that is gone is no fault
    assert not DBTaskResult.objects.failed().exists()


def test_a_notice_with_a_deadline_goes_out_before_those_that_wait_longer(sms: Aliyun) -> None:
    volunteer = make.make_volunteer()
    notices = (Notice(), Notice(until=NOW + timedelta(hours=1)), Notice(urgent=True))
    for word, notice in zip(("其他", "期限", "紧急"), notices, strict=True):
        tell_person(volunteer=volunteer, text=word, at=NOW, notice=notice)
    run_queue()
    assert sorted(task.priority for task in DBTaskResult.objects.all()) == [0, PRESSING, PRESSING]
    texts = [json.loads(sent["TemplateParam"])["text"][-2:] for sent in sms.taken]
    assert texts == ["期限", "紧急", "其他"]

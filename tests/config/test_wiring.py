"""The composition root: who listens to what, and that every recurring job runs as it is wired."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django_tasks_db.models import DBTaskResult

from redvest.config import wiring
from redvest.core import events
from redvest.core.jobs import recurring
from redvest.core.jobs.clock import run_due
from redvest.core.models import IdempotentAnswer, ScheduledRun, ThrottleCount
from redvest.oversight.actions import tally
from redvest.service import jobs as service_jobs
from redvest.service.events import (
    ActivityCancelled,
    HoursRecorded,
    LotteryDrawn,
    SignUpLapsed,
    SignUpOffered,
    SignUpPromoted,
)
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db


def test_every_event_has_its_listener() -> None:
    listeners = events.listeners()

    assert tally.count_hours in listeners[HoursRecorded]
    assert service_jobs.on_promoted in listeners[SignUpPromoted]
    assert service_jobs.on_cancelled in listeners[ActivityCancelled]


def test_connecting_again_connects_nothing_twice() -> None:
    before = {event: list(found) for event, found in events.listeners().items()}
    jobs = {job.name for job in recurring()}

    wiring.connect()

    assert events.listeners() == before
    assert {job.name for job in recurring()} == jobs
    assert len(recurring()) == len(jobs)


def test_every_recurring_job_is_due_within_a_day() -> None:
    assert len(recurring()) >= 5
    for job in recurring():
        assert NOW - timedelta(days=1) < job.last_due(NOW) <= NOW, job.name


def test_what_runs_to_the_minute_waits_for_no_vendor_and_no_long_look() -> None:
    prompt = {job.name for job in recurring() if job.prompt}

    assert {"expire-offers", "run-lotteries", "reconfirm", "seal-log", "keep-up-rosters"} <= prompt
    assert not prompt & {
        "deliver-messages",
        "ask-receipts",
        "verify-log",
        "scan-integrity",
        "apply-retention",
    }


def test_every_recurring_job_runs_without_a_fault() -> None:
    run_due(NOW)
    assert set(ScheduledRun.objects.values_list("name", flat=True)) == {job.name for job in recurring()}

    ran = run_due(NOW + timedelta(days=2))

    assert set(ran) == {job.name for job in recurring()}
    assert not ScheduledRun.objects.exclude(fault="")


def test_the_purges_are_wired_to_what_they_purge() -> None:
    later = NOW + timedelta(days=2)
    for at, word in ((NOW, "old"), (later, "young")):
        ThrottleCount.objects.create(key=word, window_ends_at=at, hits=1)
        IdempotentAnswer.objects.create(owner="anna", key=word, request_digest=b"", created_at=at)

    for job in recurring():
        job.run(later)

    assert list(ThrottleCount.objects.values_list("key", flat=True)) == ["young"]
    assert list(IdempotentAnswer.objects.values_list("key", flat=True)) == ["young"]


@pytest.mark.parametrize(
    ("event", "task"),
    [
        (lambda one, at: SignUpPromoted(CITY, one, uuid4(), uuid4(), at), "tell_promoted"),
        (lambda one, at: ActivityCancelled(CITY, one, "暴雨", at), "tell_cancelled"),
        (lambda one, at: LotteryDrawn(CITY, one, uuid4(), 9, 3, at), "tell_drawn"),
    ],
)
def test_who_has_to_be_told_is_queued_by_id(event: object, task: str) -> None:
    one, at = uuid4(), datetime(2026, 3, 5, tzinfo=NOW.tzinfo)

    events.publish(event(one, at))  # type: ignore[operator]

    queued = DBTaskResult.objects.get()
    assert queued.task_path == f"redvest.service.jobs.{task}"
    assert queued.args_kwargs == {"args": [str(one)], "kwargs": {}}


def test_a_place_held_out_is_told_before_everything_else_and_a_lottery_last() -> None:
    one = uuid4()
    events.publish(LotteryDrawn(CITY, one, uuid4(), 9, 3, NOW))
    events.publish(SignUpLapsed(CITY, one, uuid4(), uuid4(), NOW))
    events.publish(SignUpOffered(CITY, one, uuid4(), uuid4(), NOW, NOW))

    order = [task.task_path.rpartition(".")[2] for task in DBTaskResult.objects.all()]

    assert order == ["tell_offered", "tell_lapsed", "tell_drawn"]

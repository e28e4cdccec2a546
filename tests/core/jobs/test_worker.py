"""The queue: what is put in comes out once; what fails is tried again, later each time, and given up in the end."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from redvest.core.jobs import worker
from redvest.core.jobs.worker import MOST_TRIES, retry_failed, run_queue, run_worker

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
did: list[str] = []
faults: list[Exception] = []


@task()
def note(word: str) -> None:
    if faults:
        raise faults[0]
    did.append(word)


@pytest.fixture(autouse=True)
def blank() -> None:
    did.clear()
    faults.clear()


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def one() -> DBTaskResult:
    return DBTaskResult.objects.get()


def work(moment: datetime) -> int:
    """One tick of a worker at a moment: failed tasks are queued again, then the queue is worked."""
    with at(moment):
        count = retry_failed(moment)
        run_queue()
    return count


def test_what_is_queued_is_done_once() -> None:
    note.enqueue("花")
    note.enqueue("草")

    run_queue()
    run_queue()

    assert did == ["花", "草"]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_an_empty_queue_costs_nothing() -> None:
    run_queue()

    assert did == []


def test_what_is_rolled_back_is_never_done() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        note.enqueue("花")
        raise RuntimeError

    run_queue()

    assert did == []


def test_one_that_fails_does_not_stop_the_next() -> None:
    note.enqueue("花")
    DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="nowhere.to.be.found", backend_name="default",
        run_after=BEGIN, exception_class_path="", traceback="", priority=50,
    )  # fmt: skip

    run_queue()

    assert did == ["花"]
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]


def test_a_failure_waits_before_it_is_tried_again() -> None:
    faults.append(ValueError("没有信号"))
    with at(BEGIN):
        note.enqueue("花")
        run_queue()
    assert one().status == "FAILED"

    assert work(BEGIN + SECOND) == 1

    assert one().status == "READY", "queued again, and not run at once"
    faults.clear()
    work(BEGIN + 40 * SECOND)
    assert did == []
    work(BEGIN + 41 * SECOND)
    assert did == ["花"]
    assert one().status == "SUCCESSFUL"


def test_each_wait_is_longer_and_after_five_tries_it_is_given_up() -> None:
    faults.append(ValueError("没有信号"))
    with at(BEGIN):
        note.enqueue("花")
        run_queue()
    waits, moment = [], BEGIN
    while retry_failed(moment):
        waits.append(int((one().run_after - moment) / SECOND))
        moment = one().run_after
        with at(moment):
            run_queue()

    assert waits == [40, 160, 640, 2560]
    assert len(one().worker_ids) == MOST_TRIES == 5
    assert one().status == "FAILED"
    assert "没有信号" in one().traceback
    faults.clear()
    assert work(moment + timedelta(hours=1)) == 0
    assert did == []


def test_an_old_failure_is_left_alone() -> None:
    faults.append(ValueError("x"))
    with at(BEGIN):
        note.enqueue("花")
        run_queue()

    assert work(BEGIN + timedelta(days=1)) == 0
    assert one().status == "FAILED"


def test_a_task_whose_worker_died_is_done_by_another() -> None:
    with at(BEGIN):
        note.enqueue("花")
        one().claim("worker that was killed")

    assert work(BEGIN + timedelta(minutes=30)) == 0
    assert one().status == "RUNNING", "a long task is not taken from who works on it"
    assert work(BEGIN + timedelta(minutes=30, seconds=1)) == 1
    work(BEGIN + timedelta(minutes=32))

    assert did == ["花"]


def test_a_finished_task_is_not_touched() -> None:
    with at(BEGIN):
        note.enqueue("花")
        run_queue()

    assert work(BEGIN + timedelta(hours=2)) == 0
    assert did == ["花"]


class Stop(threading.Event):
    """Lets the worker go round a few times, without waiting in between."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.rounds = rounds

    def wait(self, timeout: float | None = None) -> bool:
        self.rounds -= 1
        if not self.rounds:
            self.set()
        return self.is_set()


def test_the_worker_keeps_the_queue_and_the_clock_until_it_is_told_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks: list[datetime] = []
    monkeypatch.setattr(worker, "run_due", ticks.append)
    note.enqueue("花")

    run_worker(Stop(3))

    assert did == ["花"]
    assert len(ticks) == 1, "the clock ticks every five seconds, not with every round"


def test_a_worker_told_to_stop_before_it_begins_does_nothing() -> None:
    note.enqueue("花")
    stop = threading.Event()
    stop.set()

    run_worker(stop)

    assert did == []


def test_a_database_that_goes_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    left = [OperationalError("gone"), OperationalError("still gone")]

    def away(moment: datetime) -> None:
        if left:
            raise left.pop()

    monkeypatch.setattr(worker, "run_due", away)
    monkeypatch.setattr(worker, "TICK", timedelta())
    note.enqueue("花")

    run_worker(Stop(3))

    assert left == []
    assert did == ["花"]

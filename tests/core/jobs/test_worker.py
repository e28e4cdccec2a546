"""The queue: what is put in comes out once; what fails is tried again, later each time, and given up in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from redvest.core.jobs import lease, worker
from redvest.core.jobs.worker import LAST, MOST_TRIES, PRESSING, retry_failed, run_queue, run_worker
from redvest.core.models import ThrottleCount

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
did: list[str] = []
faults: list[Exception] = []
held: list[int] = []
release = threading.Event()


@task()
def note(word: str) -> None:
    if faults:
        raise faults[0]
    did.append(word)


@task()
def hold() -> None:
    """A task that takes its time."""
    held.append(1)
    release.wait(20)


@pytest.fixture(autouse=True)
def blank() -> None:
    did.clear()
    faults.clear()
    held.clear()
    release.clear()


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
    lease.renew("worker that was killed", BEGIN)

    assert work(BEGIN + 19 * SECOND) == 0
    assert one().status == "RUNNING", "a task is not taken from who works on it"
    assert work(BEGIN + 20 * SECOND) == 1

    assert did == ["花"]
    assert one().status == "SUCCESSFUL"


def test_a_long_task_is_not_taken_from_who_works_on_it_unless_it_hangs() -> None:
    with at(BEGIN):
        note.enqueue("花")
        one().claim("busy")

    for minutes in (1, 29):
        lease.renew("busy", BEGIN + timedelta(minutes=minutes))
        assert work(BEGIN + timedelta(minutes=minutes)) == 0
        assert one().status == "RUNNING"
    lease.renew("busy", BEGIN + timedelta(minutes=30))
    assert work(BEGIN + timedelta(minutes=30)) == 1

    assert did == ["花"]


def test_a_worker_that_ended_in_order_holds_nothing() -> None:
    with at(BEGIN):
        note.enqueue("花")
        one().claim("first")
    lease.renew("first", BEGIN)
    lease.renew("second", BEGIN)

    lease.give_back("first")

    assert list(ThrottleCount.objects.values_list("key", flat=True)) == ["worker:second"]
    assert work(BEGIN + SECOND) == 1
    assert did == ["花"]


def test_a_task_that_takes_its_worker_with_it_again_and_again_is_given_up() -> None:
    with at(BEGIN):
        note.enqueue("花")
    for number in range(MOST_TRIES):
        with at(BEGIN + number * SECOND):
            one().claim(f"victim {number}")
            assert retry_failed(BEGIN + (number + 1) * SECOND) == (number < MOST_TRIES - 1)

    assert one().status == "FAILED"
    assert work(BEGIN + timedelta(minutes=1)) == 0
    assert did == []


def test_a_finished_task_is_not_touched() -> None:
    with at(BEGIN):
        note.enqueue("花")
        run_queue()

    assert work(BEGIN + timedelta(hours=2)) == 0
    assert did == ["花"]


@contextmanager
def working() -> Iterator[threading.Thread]:
    """A worker at work until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(stop,))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive(), "it ends soon after it is told to"


def wait_for(what: Callable[[], bool]) -> bool:
    """Whether something becomes true within some seconds."""
    end = time.monotonic() + 20
    while not what() and time.monotonic() < end:
        time.sleep(0.02)
    return what()


class Clock:
    """Stands for the recurring jobs: writes down its ticks of the prompt ones and of the others."""

    def __init__(self) -> None:
        self.prompt: list[datetime] = []
        self.others: list[datetime] = []

    def __call__(self, moment: datetime, *, prompt: bool) -> None:
        (self.prompt if prompt else self.others).append(moment)


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Clock:
    ticks = Clock()
    monkeypatch.setattr(worker, "run_due", ticks)
    return ticks


def test_the_worker_keeps_the_queue_and_the_clock_until_it_is_told_to_stop(ticks: Clock) -> None:
    note.enqueue("花")

    with working():
        assert wait_for(lambda: did == ["花"])
        note.enqueue("草")
        assert wait_for(lambda: did == ["花", "草"])

    assert len(ticks.prompt) == len(ticks.others) == 1, (
        "the clock ticks every five seconds, not with every round"
    )
    note.enqueue("树")
    time.sleep(0.1)
    assert did == ["花", "草"]


def test_a_long_queue_does_not_stop_the_clock(ticks: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "TICK", timedelta(seconds=0.02))
    for _ in range(5):
        hold.enqueue()

    with working():
        assert wait_for(lambda: len(held) == 1)
        seen = len(ticks.prompt)
        assert wait_for(lambda: len(ticks.prompt) > seen + 3)
        assert wait_for(lambda: len(ticks.others) > 3)
        assert len(held) == 1, "the first task is still at work"
        release.set()
        assert wait_for(lambda: len(held) == 5)


def test_a_worker_takes_up_what_a_killed_one_had_in_hand_as_soon_as_it_starts() -> None:
    note.enqueue("花")
    one().claim("worker that was killed")

    with working():
        assert wait_for(lambda: did == ["花"])
        living = one().worker_ids[-1]
        assert wait_for(lambda: ThrottleCount.objects.filter(key=f"worker:{living}").exists())

    assert len(one().worker_ids) == 2 and living.startswith("redvest-")
    assert not ThrottleCount.objects.exists(), "its lease is given back"


def test_told_to_stop_it_finishes_the_task_at_hand_and_leaves_the_rest(ticks: Clock) -> None:
    stop = threading.Event()
    hold.enqueue()
    note.enqueue("花")
    thread = threading.Thread(target=run_worker, args=(stop,))
    thread.start()
    assert wait_for(lambda: len(held) == 1)

    stop.set()
    release.set()
    thread.join(20)

    assert not thread.is_alive() and did == []
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]


def test_a_long_job_of_the_clock_stops_neither_the_prompt_ones_nor_the_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prompt: list[datetime] = []

    def run_due(moment: datetime, **which: bool) -> None:
        if which["prompt"]:
            prompt.append(moment)
        else:
            release.wait(20)

    monkeypatch.setattr(worker, "run_due", run_due)
    monkeypatch.setattr(worker, "TICK", timedelta(seconds=0.02))
    note.enqueue("花")

    with working():
        assert wait_for(lambda: len(prompt) > 3 and did == ["花"])
        release.set()


def test_what_presses_goes_before_what_waits_longer_and_what_comes_in_thousands_last() -> None:
    note.using(priority=LAST).enqueue("千")
    note.enqueue("花")
    note.using(priority=PRESSING).enqueue("急")

    run_queue()

    assert did == ["急", "花", "千"]


def test_a_worker_told_to_stop_before_it_begins_does_nothing() -> None:
    note.enqueue("花")
    stop = threading.Event()
    stop.set()

    run_worker(stop)

    assert did == []


def test_a_database_that_goes_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    left = [OperationalError("gone"), OperationalError("still gone")]

    def away(moment: datetime, *, prompt: bool) -> None:
        if prompt and left:
            raise left.pop()

    monkeypatch.setattr(worker, "run_due", away)
    monkeypatch.setattr(worker, "TICK", timedelta())
    note.enqueue("花")

    with working():
        assert wait_for(lambda: left == [] and did == ["花"])


def test_a_worker_of_which_a_part_breaks_ends_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(moment: datetime, *, prompt: bool) -> None:
        raise ValueError("坏了")

    monkeypatch.setattr(worker, "run_due", broken)

    with pytest.raises(ValueError, match="坏了"):
        run_worker(threading.Event())

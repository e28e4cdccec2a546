"""The worker process: takes queued tasks one by one, tries failed ones again, and keeps the clock.

The queue and the clock have a thread each, and the clock's long jobs one of their own: an offer expires on time and a
log is sealed however long the queue is, and however slow a vendor or a nightly look over everything.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from redvest.core import clock
from redvest.core.jobs import lease
from redvest.core.jobs.clock import at_work, run_due

log = structlog.get_logger()
TICK = timedelta(seconds=5)
PAUSE = timedelta(seconds=1)  # of an empty queue
MOST_TRIES = 5
PRESSING, LAST = 50, -10  # priorities: what has a deadline of minutes; what comes in thousands


def run_worker(stop: threading.Event) -> None:
    """Work until ``stop`` is set; the tasks and jobs at hand are finished first.

    A database that goes away is waited for, not given up on.
    """
    me = f"redvest-{os.getpid()}-{secrets.token_hex(8)}"
    leased, done = threading.Event(), threading.Event()

    def keep() -> None:
        lease.renew(me, clock.now(), jobs=at_work())
        leased.set()
        retry_failed(clock.now())

    def work() -> None:
        if leased.wait(PAUSE.total_seconds()):  # before that, its tasks would look like a dead worker's
            run_queue(stop, worker_id=me)

    lanes = [
        _Lane("queue", stop, PAUSE, work),
        _Lane("clock", stop, TICK, lambda: run_due(clock.now(), prompt=True)),
        _Lane("long-jobs", stop, TICK, lambda: run_due(clock.now(), prompt=False)),
    ]
    keeper = _Lane("keeper", done, TICK, keep)
    for lane in (keeper, *lanes):
        lane.start()
    while not stop.wait(PAUSE.total_seconds()) and all(lane.is_alive() for lane in (keeper, *lanes)):
        pass
    stop.set()
    for lane in lanes:
        lane.join()
    done.set()  # the lease is renewed as long as something is at hand
    keeper.join()
    with suppress(DatabaseError, InterfaceError):
        lease.give_back(me)
    connections.close_all()
    for lane in (keeper, *lanes):
        if lane.fault is not None:
            raise lane.fault  # the process ends, and its supervisor starts another


class _Lane(threading.Thread):
    """Does one thing again and again, with a pause between, until it is told to stop or breaks."""

    def __init__(
        self, name: str, stop: threading.Event, pause: timedelta, work: Callable[[], object]
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.stop, self.pause, self.work = stop, pause, work
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                try:
                    self.work()
                except OperationalError:
                    log.warning("database_away", lane=self.name)
                close_old_connections()
                self.stop.wait(self.pause.total_seconds())
        except BaseException as fault:
            self.fault = fault
        finally:
            connections.close_all()


def run_queue(stop: threading.Event | None = None, *, worker_id: str = "redvest") -> None:
    """Run every queued task that is ready, then return; told to stop, after the task at hand."""
    while stop is None or not stop.is_set():
        one = _One(worker_id)
        one.run()
        if not one.ran:
            return


class _One(Worker):
    """Runs one task and returns, so that whoever keeps it can stop in between."""

    ran = False

    def __init__(self, worker_id: str) -> None:
        super().__init__(
            queue_names=["default"],
            excluded_queue_names=[],
            interval=0,
            batch=True,  # it returns when the queue is empty
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=worker_id,
        )

    def run_task(self, db_task_result: DBTaskResult[..., Any]) -> None:
        self.ran = True
        super().run_task(db_task_result)


def retry_failed(at: datetime) -> int:
    """Queue failed tasks once more, each time later; and those whose worker died, at once. Returns how many.

    Every task loads by id and calls one idempotent action, so running it again is safe.
    """
    count = lease.take_up_lost(at, most_tries=MOST_TRIES)
    for task in DBTaskResult.objects.failed().filter(finished_at__gt=at - timedelta(days=1)):
        tries = len(task.worker_ids)
        if tries < MOST_TRIES:
            again = DBTaskResult.objects.failed().filter(pk=task.pk)
            count += again.update(
                status="READY", finished_at=None, run_after=at + timedelta(seconds=10 * 4**tries)
            )
    return count


def purge(at: datetime) -> int:
    """Drop tasks that ended a month ago; returns how many."""
    return int(DBTaskResult.objects.finished().filter(finished_at__lt=at - timedelta(days=30)).delete()[0])

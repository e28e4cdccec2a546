"""The worker process: takes queued tasks one by one, tries failed ones again, and keeps the clock.

The queue and the clock have a thread each, and the clock's long jobs one of their own: an offer expires on time and a
log is sealed however long the queue is, and however slow a vendor or a nightly look over everything.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import OperationalError, close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from redvest.core import clock
from redvest.core.jobs.clock import run_due

log = structlog.get_logger()
TICK = timedelta(seconds=5)
PAUSE = timedelta(seconds=1)  # of an empty queue
MOST_TRIES = 5
LONGEST_RUN = timedelta(minutes=30)
PRESSING, LAST = 50, -10  # priorities: what has a deadline of minutes; what comes in thousands


def run_worker(stop: threading.Event) -> None:
    """Work until ``stop`` is set. A database that goes away is waited for, not given up on."""
    lanes = [
        _Lane("queue", stop, PAUSE, run_queue),
        _Lane("clock", stop, TICK, lambda: run_due(clock.now(), prompt=True)),
        _Lane("long-jobs", stop, TICK, lambda: run_due(clock.now(), prompt=False)),
        _Lane("again", stop, TICK, lambda: retry_failed(clock.now())),
    ]
    for lane in lanes:
        lane.start()
    while not stop.wait(PAUSE.total_seconds()) and all(lane.is_alive() for lane in lanes):
        pass
    stop.set()
    for lane in lanes:
        lane.join()
    for lane in lanes:
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


def run_queue() -> None:
    """Run every queued task that is ready, then return."""
    if DBTaskResult.objects.ready().exists():
        _worker().run()


def _worker() -> Worker:
    return Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=0,
        batch=True,  # it returns when the queue is empty
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"redvest-{os.getpid()}",
    )


def retry_failed(at: datetime) -> int:
    """Queue failed tasks once more, each time later; and those whose worker died. Returns how many.

    Every task loads by id and calls one idempotent action, so running it again is safe.
    """
    lost = DBTaskResult.objects.running().filter(started_at__lt=at - LONGEST_RUN)
    lost.update(status="FAILED", finished_at=at)
    count = 0
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

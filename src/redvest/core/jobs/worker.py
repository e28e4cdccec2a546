"""The worker process: takes queued tasks one by one, tries failed ones again, and keeps the clock."""

from __future__ import annotations

import os
import threading
from datetime import datetime, timedelta

import structlog
from django.db import OperationalError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from redvest.core import clock
from redvest.core.jobs.clock import run_due

log = structlog.get_logger()
TICK = timedelta(seconds=5)
MOST_TRIES = 5
LONGEST_RUN = timedelta(minutes=30)


def run_worker(stop: threading.Event) -> None:
    """Work until ``stop`` is set. A database that goes away is waited for, not given up on."""
    next_tick = clock.now()
    while not stop.is_set():
        try:
            if clock.now() >= next_tick:
                next_tick = clock.now() + TICK
                retry_failed(clock.now())
                run_due(clock.now())
            run_queue()
        except OperationalError:
            log.warning("database_away")
        close_old_connections()
        stop.wait(1)


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

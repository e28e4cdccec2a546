"""Which workers are alive: each renews a lease while it runs, and what a dead one had in hand is taken up by another."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection
from django_tasks_db.models import DBTaskResult

from redvest.core.models import ThrottleCount

LEASE = timedelta(seconds=20)  # four ticks
MOST_TAKES = 3
LONGEST_RUN = timedelta(minutes=30)  # longer than that nothing is at work but hangs
_WORKER, _JOB = "worker:", "job:"
_TAKE = """
INSERT INTO core_throttlecount AS c (key, window_ends_at, hits) VALUES (%s, %s, 1)
ON CONFLICT (key) DO UPDATE SET window_ends_at = excluded.window_ends_at, hits = c.hits + 1
WHERE c.window_ends_at <= %s AND c.hits < %s
"""


def renew(worker_id: str, at: datetime, *, jobs: Collection[str] = ()) -> None:
    """Say that a worker is alive, and at which recurring jobs it is."""
    ends = at + LEASE
    ThrottleCount.objects.update_or_create(
        key=f"{_WORKER}{worker_id}", defaults={"window_ends_at": ends, "hits": 0}
    )
    held = ThrottleCount.objects.filter(key__in=[f"{_JOB}{name}" for name in jobs])
    held.update(window_ends_at=ends)


def take_job(name: str, at: datetime) -> bool:
    """Whether a recurring job is this worker's to run now: not while another is at it.

    Nor is one that has taken its worker with it three times: that waits for its next moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [f"{_JOB}{name}", at + LEASE, at, MOST_TAKES])
        return bool(cursor.rowcount)


def leave_job(name: str) -> None:
    ThrottleCount.objects.filter(key=f"{_JOB}{name}").delete()


def give_back(worker_id: str) -> None:
    """A worker ends in order: what it might still have in hand is free at once."""
    ThrottleCount.objects.filter(key=f"{_WORKER}{worker_id}").delete()


def take_up_lost(at: datetime, *, most_tries: int) -> int:
    """Queue again what was in the hand of a worker that is no more; returns how many.

    What has taken its worker with it again and again has failed.
    """
    leases = ThrottleCount.objects.filter(key__startswith=_WORKER, window_ends_at__gt=at)
    alive = {key.removeprefix(_WORKER) for key in leases.values_list("key", flat=True)}
    count = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=at):
        if task.worker_ids[-1] in alive and task.started_at > at - LONGEST_RUN:
            continue
        mine = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) >= most_tries:
            mine.update(status="FAILED", finished_at=at)
        else:
            count += mine.update(status="READY", run_after=at)
    return count

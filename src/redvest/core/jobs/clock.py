"""Recurring jobs: declared once with a cron line, run by whichever worker claims the moment first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from cronsim import CronSim
from django.db import IntegrityError, transaction

from redvest.core.clock import CHINA
from redvest.core.jobs import lease
from redvest.core.models import ScheduledRun

log = structlog.get_logger()
Job = Callable[[datetime], object]


@dataclass(frozen=True)
class Recurring:
    """A job, and when it is due (a cron line in the city's time)."""

    name: str
    cron: str
    run: Job
    prompt: bool = False  # quick, and nobody should wait for it: kept apart from jobs that take their time

    def last_due(self, at: datetime) -> datetime:
        """The latest moment at or before ``at`` at which the job was due."""
        local = at.astimezone(CHINA).replace(second=0, microsecond=0)
        return next(CronSim(self.cron, local + timedelta(minutes=1), reverse=True))


_JOBS: dict[str, Recurring] = {}
_AT_WORK: set[str] = set()


def every(name: str, cron: str, run: Job, *, prompt: bool = False) -> None:
    """Declare a recurring job; declaring it again replaces it."""
    _JOBS[name] = Recurring(name, cron, run, prompt)


def recurring() -> tuple[Recurring, ...]:
    return tuple(_JOBS.values())


def run_due(at: datetime, *, prompt: bool | None = None) -> list[str]:
    """Run every job whose moment has come and that no other worker claimed; returns the names of those run.

    ``prompt``: those that are prompt, or those that are not.
    """
    jobs = [job for job in recurring() if prompt in (None, job.prompt)]
    return [job.name for job in jobs if _claim(job, at) and _run(job, at)]


def at_work() -> frozenset[str]:
    """The jobs that this process runs at the moment."""
    return frozenset(_AT_WORK)


def _claim(job: Recurring, at: datetime) -> bool:
    """One guarded update decides which worker runs this moment; a job never seen before starts with the next one.

    What a worker that was killed had begun and not finished is begun again, once nobody holds its lease.
    """
    due = job.last_due(at)
    with transaction.atomic():
        row = ScheduledRun.objects.filter(name=job.name)
        if row.filter(due_at__lt=due).update(due_at=due, finished_at=None):
            lease.leave_job(job.name)  # whatever a former moment left
            lease.take_job(job.name, at)
            return True
    try:
        with transaction.atomic():
            ScheduledRun.objects.create(name=job.name, due_at=due, finished_at=at)
        return False
    except IntegrityError:
        pass  # known already: this moment was claimed, or is not yet due
    begun = row.filter(due_at=due, finished_at__isnull=True)
    if not begun.exists() or not lease.take_job(job.name, at):
        return False
    if begun.update(due_at=due):
        return True
    lease.leave_job(job.name)  # it was finished meanwhile
    return False


def _run(job: Recurring, at: datetime) -> bool:
    fault = ""
    _AT_WORK.add(job.name)
    try:
        job.run(at)
    except Exception as error:  # one broken job must not stop the clock for the others
        log.exception("job_failed", job=job.name)
        fault = repr(error)[:2000]
    finally:
        _AT_WORK.discard(job.name)
    ScheduledRun.objects.filter(name=job.name).update(finished_at=at, fault=fault)
    lease.leave_job(job.name)
    return True

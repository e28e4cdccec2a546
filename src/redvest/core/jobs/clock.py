"""Recurring jobs: declared once with a cron line, run by whichever worker claims the moment first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from cronsim import CronSim
from django.db import IntegrityError, transaction

from redvest.core.clock import CHINA
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


def _claim(job: Recurring, at: datetime) -> bool:
    """One guarded update decides which worker runs this moment; a job never seen before starts with the next one."""
    due = job.last_due(at)
    if ScheduledRun.objects.filter(name=job.name, due_at__lt=due).update(due_at=due, finished_at=None):
        return True
    try:
        with transaction.atomic():
            ScheduledRun.objects.create(name=job.name, due_at=due)
    except IntegrityError:
        pass  # known already: this moment was claimed, or is not yet due
    return False


def _run(job: Recurring, at: datetime) -> bool:
    fault = ""
    try:
        job.run(at)
    except Exception as error:  # one broken job must not stop the clock for the others
        log.exception("job_failed", job=job.name)
        fault = repr(error)[:2000]
    ScheduledRun.objects.filter(name=job.name).update(finished_at=at, fault=fault)
    return True

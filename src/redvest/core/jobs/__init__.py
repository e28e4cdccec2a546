"""Work that does not wait for a person: queued tasks, and recurring jobs on a clock that several workers share."""

from __future__ import annotations

from redvest.core.jobs.clock import Recurring, every, recurring
from redvest.core.jobs.worker import LAST, PRESSING, purge, run_worker

__all__ = ["LAST", "PRESSING", "Recurring", "every", "purge", "recurring", "run_worker"]

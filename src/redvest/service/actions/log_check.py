"""Verifying a city's log and writing down what was found, for the monitor page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.service.models import LogCheck
from redvest.service.queries.log_verify import Tell, Verdict, verify_log

_KEPT = 200  # faults that a check keeps; the command prints them all


def check_log(
    *, city: str, at: datetime, against: str | None = None, progress: Tell | None = None
) -> Verdict:
    """Verify the whole log; ``against`` is the text of a checkpoint that somebody kept. Raises CheckpointUnreadable."""
    verdict = verify_log(city, against=against, progress=progress)
    with transaction.atomic():
        check = LogCheck.objects.create(
            city=city, at=at, size=verdict.size, held=verdict.held,
            faults=[asdict(fault) for fault in verdict.faults[:_KEPT]],
        )  # fmt: skip
        write_line(
            by=SYSTEM, at=at, city=city, verb="verify_log", target=check, held=verdict.held, size=verdict.size
        )
    return verdict

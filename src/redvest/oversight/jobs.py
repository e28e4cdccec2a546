"""Background entry points of oversight: load by id, call one action."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django_tasks import task

from redvest.core import clock
from redvest.oversight.actions import unit_ledger
from redvest.oversight.events import LedgerAsked


@task()
def make_ledger(file_id: str) -> None:
    """Make a long ledger that somebody asked for."""
    unit_ledger.make_ledger(file_id=UUID(file_id), at=clock.now())


def on_ledger_asked(event: LedgerAsked) -> None:
    """Queued in the asker's transaction."""
    make_ledger.enqueue(str(event.file_id))


def discard_ledgers(at: datetime) -> None:
    """Every night: the files of ledgers that were fetched long ago."""
    unit_ledger.discard_ledgers(at=at)

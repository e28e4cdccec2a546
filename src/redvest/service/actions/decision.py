"""A request decided once: of two officers at the same moment the second hears that it is done."""

from __future__ import annotations

from datetime import datetime

from redvest.core import audit
from redvest.registry.policy import Standing
from redvest.service.backfill_errors import RequestDecided
from redvest.service.choices import RequestState
from redvest.service.errors import ReasonNeeded
from redvest.service.models import BackfillRequest, TransferRequest

LONGEST = 200  # of a written reason, characters


def written_reason(*, note: str) -> str:
    """What people will read. Raises ReasonNeeded when nothing is written."""
    if not note.strip():
        raise ReasonNeeded
    return note.strip()[:LONGEST]


def decide(
    *, request: BackfillRequest | TransferRequest, by: Standing, state: RequestState, note: str, at: datetime
) -> None:
    """One guarded update; the caller has asked who may. Raises RequestDecided."""
    rows = type(request).objects.filter(pk=request.pk, state=RequestState.OPEN)
    if not rows.update(state=state, decided_by=by.account_id, decided_at=at, decision_note=note):
        raise RequestDecided
    request.refresh_from_db()


def note_refusal(
    *, request: BackfillRequest | TransferRequest, by: Standing, verb: str, at: datetime
) -> None:
    """The audit line of a no, with its reason."""
    audit.write_line(
        by=by.actor, at=at, city=request.city, verb=verb, target=request, reason=request.decision_note
    )

"""What an organisation has still open, and whether it leaves records behind."""

from __future__ import annotations

from dataclasses import dataclass

from redvest.registry.models import Body
from redvest.service.choices import ActivityState, RequestState, SheetState
from redvest.service.models import Activity, BackfillRequest, HoursEntry, HoursSheet

UNFINISHED = (
    ActivityState.DRAFT,
    ActivityState.SUBMITTED,
    ActivityState.REFUSED,
    ActivityState.PUBLISHED,
)
WAITING = (SheetState.PROPOSED, SheetState.AWAITING, SheetState.STATEMENT)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """How many of each an organisation would leave open."""

    activities: int
    sheets: int
    requests: int  # back-fills that nobody has decided


def unsettled_of(body: Body) -> Unsettled:
    """Activities neither closed nor called off, hours not yet in the ledger nor refused, back-fills not decided."""
    return Unsettled(
        activities=Activity.objects.filter(body=body, state__in=UNFINISHED).count(),
        sheets=HoursSheet.objects.filter(activity__body=body, state__in=WAITING).count(),
        requests=BackfillRequest.objects.filter(body=body, state=RequestState.OPEN).count(),
    )


def has_records(body: Body) -> bool:
    """Whether it has ever recorded hours."""
    return HoursEntry.objects.filter(body=body).exists()

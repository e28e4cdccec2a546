"""A paper roster typed in: times in and out of many people at once. The leader's word, so grade C at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions.attendance import ScanForm, record_scans
from redvest.service.attendance_errors import OutsideHours
from redvest.service.choices import Direction
from redvest.service.models import Activity
from redvest.service.queries.presence import ACCEPTED, REPEATED


@dataclass(frozen=True)
class PaperLine:
    """One line of the sheet."""

    volunteer_id: UUID
    in_at: datetime
    out_at: datetime


def record_paper(
    *, by: Standing, activity: Activity, lines: Sequence[PaperLine], at: datetime
) -> dict[UUID, str]:
    """Write the lines down as ticks; typing the same line again changes nothing. Raises NotAllowed.

    Returns the refusal's code of every line that was not taken, both ends of it or none: a line that ends before it
    begins, or outside the activity's hours, is not written at all.
    """
    refused = {line.volunteer_id: OutsideHours.code for line in lines if not _fits(activity, line, at)}
    scans = [
        ScanForm(_nonce(line, way, moment), way, moment, volunteer_id=line.volunteer_id)
        for line in lines
        if line.volunteer_id not in refused
        for way, moment in ((Direction.IN, line.in_at), (Direction.OUT, line.out_at))
    ]
    results = record_scans(by=by, activity=activity, scans=scans, at=at)
    for scan, result in zip(scans, results, strict=True):
        if scan.volunteer_id and result.outcome not in (ACCEPTED, REPEATED):
            refused.setdefault(scan.volunteer_id, result.outcome)
    return refused


def _fits(activity: Activity, line: PaperLine, at: datetime) -> bool:
    try:
        for moment in (line.in_at, line.out_at):
            policy.require_within_hours(activity, moment, at)
    except OutsideHours:
        return False
    return line.in_at < line.out_at


def _nonce(line: PaperLine, way: Direction, moment: datetime) -> str:
    return f"paper-{way}-{line.volunteer_id.hex}-{int(moment.timestamp())}"

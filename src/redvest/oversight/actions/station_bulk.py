"""Loading proofs by COPY, and a whole round of assessments at once, both for a city that is being filled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.oversight.choices import AssessmentState
from redvest.oversight.models import StationAssessment
from redvest.oversight.queries.station_verdict import verdicts
from redvest.oversight.rules.station_assessment import ends_after, kept
from redvest.registry.actions.bulk import Table
from redvest.registry.queries.setting import rule

PROOFS = Table(
    "oversight_stationproof",
    (
        "id", "city", "station_id", "kind", "key", "name", "media_type", "size", "sha256", "taken_on", "on_site",
        "added_by_id", "added_at", "state", "decided_by_id", "decided_at", "note",
    ),
)  # fmt: skip


@transaction.atomic
def assess_round(
    *, city: str, standard: str, who: Callable[[UUID], tuple[UUID, UUID]], at: datetime
) -> dict[str, int]:
    """Conclude an assessment of every station, each by what its proofs and records earn on that day.

    ``who`` names the accounts that ask and inspect, by station. Returns how many earned each level.
    """
    on = day_of(at)
    until = ends_after(on, rule("station.valid_days", f"{city}/", on))
    made, counts = [], dict[str, int]()
    for station_id, found in verdicts(city, standard, on).items():
        asks, inspects = who(station_id)
        counts[found.level.value] = counts.get(found.level.value, 0) + 1
        made.append(
            StationAssessment(
                city=city, station_id=station_id, standard=standard, state=AssessmentState.CONCLUDED,
                self_level=found.level, self_points=found.points, self_findings=kept(found), submitted_by_id=asks,
                submitted_at=at - timedelta(days=2), level=found.level, points=found.points, findings=kept(found),
                inspected_by_id=inspects, inspected_at=at, assessed_on=on, valid_until=until,
            )
        )  # fmt: skip
    StationAssessment.objects.bulk_create(made)
    if made:
        write_line(by=SYSTEM, at=at, city=city, verb="assess_round", target=made[0], levels=counts)
    return counts

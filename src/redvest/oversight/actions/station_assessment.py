"""Assessing a station: it judges itself, somebody else goes there, and the level stands until a date."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.oversight.assessment_errors import (
    AssessmentDone,
    AssessmentOpen,
    OwnAssessment,
    ProofsWaiting,
    VisitMissing,
    WordsNeeded,
)
from redvest.oversight.choices import AssessmentState, ProofState
from redvest.oversight.models import StationAssessment, StationProof
from redvest.oversight.policy import require_inspects
from redvest.oversight.queries.station_verdict import verdicts
from redvest.oversight.rules.station_assessment import ends_after, kept
from redvest.registry.models import Station
from redvest.registry.policy import Standing, require_keeps, require_member
from redvest.registry.queries.setting import rules

VISIT_AGE = timedelta(days=30)


@transaction.atomic
def submit_assessment(*, by: Standing, station: Station, words: str, at: datetime) -> StationAssessment:
    """The station's own view by the standard that holds today. Raises NotAllowed, AssessmentOpen."""
    require_keeps(by, station.pk, station.region.path)
    today = day_of(at)
    standard = rules(["station.standard"], station.region.path, today)["station.standard"]
    found = verdicts(station.city, standard, today, only=[station.pk], waiting=True)[station.pk]
    try:
        with transaction.atomic():
            made = StationAssessment.objects.create(
                city=station.city, station=station, standard=standard, self_level=found.level,
                self_points=found.points, self_findings=kept(found), self_words=" ".join(words.split())[:300],
                submitted_by_id=require_member(by), submitted_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise AssessmentOpen from fault
    write_line(
        by=by.actor, at=at, city=made.city, verb="submit_assessment", target=made, level=found.level.value
    )
    return made


@transaction.atomic
def conclude_assessment(
    *, by: Standing, assessment: StationAssessment, note: str, at: datetime
) -> StationAssessment:
    """The level that accepted proofs and the records earn today, after a visit.

    Raises NotAllowed, OwnAssessment, VisitMissing without a photo taken on site in the last 30 days, ProofsWaiting,
    AssessmentDone, also when two conclude at once.
    """
    locked = _locked(by=by, assessment=assessment)
    station, today = locked.station, day_of(at)
    proofs = StationProof.objects.filter(station=station)
    unseen = not proofs.filter(on_site=True, taken_on__gt=today - VISIT_AGE).exists()
    waiting = proofs.filter(state=ProofState.SUBMITTED).exists()
    if unseen and waiting:
        raise VisitMissing(gettext_noop("还差两样：现场检查的照片没有传；还有没核实的证据，要逐份看过。"))
    if unseen:
        raise VisitMissing
    if waiting:
        raise ProofsWaiting
    found = verdicts(station.city, locked.standard, today, only=[station.pk])[station.pk]
    days = rules(["station.valid_days"], station.region.path, today)["station.valid_days"]
    locked.state, locked.level, locked.points = AssessmentState.CONCLUDED, found.level, found.points
    locked.findings, locked.note = kept(found), " ".join(note.split())[:300]
    locked.inspected_by_id, locked.inspected_at = require_member(by), at
    locked.assessed_on, locked.valid_until = today, ends_after(today, days)
    locked.save()
    write_line(
        by=by.actor, at=at, city=locked.city, verb="conclude_assessment", target=locked,
        level=found.level.value, points=found.points,
    )  # fmt: skip
    return locked


@transaction.atomic
def return_assessment(*, by: Standing, assessment: StationAssessment, note: str, at: datetime) -> None:
    """Send it back with what is missing. Raises NotAllowed, OwnAssessment, WordsNeeded, AssessmentDone."""
    locked, said = _locked(by=by, assessment=assessment), " ".join(note.split())[:300]
    if len(said) < 2:
        raise WordsNeeded
    locked.state, locked.note = AssessmentState.RETURNED, said
    locked.inspected_by_id, locked.inspected_at = require_member(by), at
    locked.save()
    write_line(by=by.actor, at=at, city=locked.city, verb="return_assessment", target=locked, reason=said)


@transaction.atomic
def withdraw_assessment(*, by: Standing, assessment: StationAssessment, at: datetime) -> None:
    """The station takes its own view back while nobody has answered. Raises NotAllowed, AssessmentDone."""
    require_keeps(by, assessment.station_id, assessment.station.region.path)
    write_line(
        by=by.actor, at=at, city=assessment.city, verb="withdraw_assessment", target=assessment,
        level=assessment.self_level,
    )  # fmt: skip
    waiting = StationAssessment.objects.filter(pk=assessment.pk, state=AssessmentState.SUBMITTED)
    if not waiting.delete()[0]:
        raise AssessmentDone


def _locked(*, by: Standing, assessment: StationAssessment) -> StationAssessment:
    """The open assessment under a lock, for somebody who may inspect it and did not ask for it."""
    require_inspects(by, assessment.station)
    if assessment.submitted_by_id == by.account_id:
        raise OwnAssessment
    rows = StationAssessment.objects.select_related("station__region").select_for_update(of=("self",))
    found = rows.get(pk=assessment.pk)
    if found.state != AssessmentState.SUBMITTED:
        raise AssessmentDone
    return found

"""The nightly look: findings become cases, cases find their officers, silence escalates, decisions become final."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from redvest.core import audit, clock
from redvest.core.audit import SYSTEM
from redvest.registry.models import Region
from redvest.service.actions.integrity_case import place_case
from redvest.service.choices import UNDECIDED, CaseSeverity, CaseState, CaseStep
from redvest.service.models import CaseEvent, IntegrityCase
from redvest.service.queries.integrity.findings import look
from redvest.service.queries.integrity_case import TO_DO, bench_of
from redvest.service.rules.integrity.finding import Finding

_WEIGHT = {CaseSeverity.LOW: 0, CaseSeverity.MIDDLE: 1, CaseSeverity.HIGH: 2}


@dataclass
class ScanReport:
    """What one look came to. ``found`` counts findings by rule, whether new or known."""

    entries: int = 0
    opened: int = 0
    added: int = 0
    known: int = 0
    assigned: int = 0
    escalated: int = 0
    settled: int = 0
    found: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return dict(vars(self))


@transaction.atomic
def run_radar(*, city: str, at: datetime, days: int | None = None) -> ScanReport:
    """Look, open cases or add to those that live, and move what waits. Running it again changes nothing."""
    seen = look(city=city, at=at, days=days)
    report = ScanReport(entries=seen.entries, found=dict(Counter(str(f.rule.value) for f in seen.findings)))
    take_findings(findings=seen.findings, city=city, at=at, report=report)
    report.settled = settle_cases(city=city, at=at)
    report.escalated = escalate_cases(city=city, at=at)
    report.assigned = assign_cases(city=city, at=at)
    _audit_run(city, at, report)
    return report


def take_findings(*, findings: Iterable[Finding], city: str, at: datetime, report: ScanReport) -> None:
    """One undecided case per rule and subject; what is newer than a case's evidence is added to it.

    What was decided stays decided until there is something newer than what was decided upon.
    """
    closed = {
        (row["rule"], row["subject_kind"], row["subject_key"]): row["until"]
        for row in IntegrityCase.objects.filter(city=city)
        .exclude(state__in=UNDECIDED)
        .values("rule", "subject_kind", "subject_key")
        .annotate(until=Max("evidence_until"))
    }
    fresh: list[IntegrityCase] = []
    for finding in _strongest(findings):
        until = closed.get((finding.rule, finding.kind, finding.subject.key))
        if until is not None and finding.subject.latest <= until:
            report.known += 1
        else:
            fresh.append(_case_of(finding, city, at))
    opened, added = open_cases(cases=fresh, at=at)
    report.opened, report.added = opened, added
    report.known += len(fresh) - opened - added


def open_cases(*, cases: list[IntegrityCase], at: datetime) -> tuple[int, int]:
    """Open cases, or add newer evidence to those that live; returns how many of each.

    The partial unique constraint decides between two radars at once: who comes second adds to the first one's case.
    """
    IntegrityCase.objects.bulk_create(cases, ignore_conflicts=True)
    keys = [case.pk for case in cases]
    mine = set(IntegrityCase.objects.filter(pk__in=keys).values_list("pk", flat=True))
    CaseEvent.objects.bulk_create(
        [
            CaseEvent(case_id=case.pk, step=CaseStep.OPENED, at=at, text=case.reason)
            for case in cases
            if case.pk in mine
        ]
    )
    return len(mine), sum(_add(case, at) for case in cases if case.pk not in mine)


def _add(fresh: IntegrityCase, at: datetime) -> bool:
    live = IntegrityCase.objects.select_for_update().filter(
        city=fresh.city, rule=fresh.rule, subject_kind=fresh.subject_kind, subject_key=fresh.subject_key,
        state__in=UNDECIDED, evidence_until__lt=fresh.evidence_until,
    )  # fmt: skip
    case = live.first()
    if case is None:
        return False
    case.evidence_until, case.reason, case.figures = fresh.evidence_until, fresh.reason, fresh.figures
    case.involved = sorted({*case.involved, *fresh.involved})
    case.severity = max((case.severity, fresh.severity), key=lambda each: _WEIGHT[CaseSeverity(each)])
    case.save(update_fields=["evidence_until", "reason", "figures", "involved", "severity"])
    if case.officer_id in case.involved:  # who turns out to be involved hands the case on
        case.officer = None
        case.save(update_fields=["officer"])
    CaseEvent.objects.create(case=case, step=CaseStep.EVIDENCE, at=at, text=fresh.reason)
    return True


def assign_cases(*, city: str, at: datetime) -> int:
    """Give every case without an officer to one who has nothing to do with it; returns how many found one."""
    waiting = IntegrityCase.objects.select_for_update().filter(
        city=city, officer__isnull=True, state__in=TO_DO
    )
    bench = bench_of(city, on=clock.day_of(at))
    return sum(
        place_case(case=case, at=at, bench=bench, without=(case.decided_by_id,) if case.decided_by_id else ())
        for case in waiting.order_by("opened_at", "id")
    )


def escalate_cases(*, city: str, at: datetime) -> int:
    """Silence escalates: what is overdue goes to an officer of the place above, where there is one."""
    bench = bench_of(city, on=clock.day_of(at))
    overdue = IntegrityCase.objects.select_for_update().filter(city=city, state__in=TO_DO, due_at__lt=at)
    return sum(
        place_case(
            case=case, at=at, bench=bench, step=CaseStep.ESCALATED, above=case.at_path,
            without=(case.decided_by_id,) if case.decided_by_id else (),
        )
        for case in overdue.order_by("due_at", "id")
    )  # fmt: skip


def settle_cases(*, city: str, at: datetime) -> int:
    """Decisions that nobody appealed in time become final."""
    due = IntegrityCase.objects.select_for_update().filter(
        city=city, state=CaseState.DECIDED, appeal_until__lt=at
    )
    cases = list(due)
    IntegrityCase.objects.filter(pk__in=[case.pk for case in cases]).update(state=CaseState.FINAL)
    CaseEvent.objects.bulk_create(
        [CaseEvent(case=case, step=CaseStep.FINAL, at=at, text="复核期限已过，结论生效。") for case in cases]
    )
    return len(cases)


def _case_of(finding: Finding, city: str, at: datetime) -> IntegrityCase:
    about = finding.subject
    return IntegrityCase(
        city=city, region_path=about.region_path, at_path=about.region_path, rule=finding.rule,
        subject_kind=finding.kind, subject_key=about.key[:64], severity=finding.severity, reason=finding.reason,
        innocent=finding.innocent, figures=finding.figures, body_id=about.body_id, activity_id=about.activity_id,
        volunteer_id=about.volunteer_id, concerned_id=about.concerned_id, involved=sorted(about.involved),
        evidence_until=about.latest, opened_at=at,
    )  # fmt: skip


def _strongest(findings: Iterable[Finding]) -> list[Finding]:
    """One finding per rule and subject, the weightiest."""
    kept: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.kind, finding.subject.key)
        if key not in kept or _WEIGHT[finding.severity] > _WEIGHT[kept[key].severity]:
            kept[key] = finding
    return [kept[key] for key in sorted(kept)]


def _audit_run(city: str, at: datetime, report: ScanReport) -> None:
    root = Region.objects.filter(pk=city).first()
    if root is not None:
        audit.write_line(by=SYSTEM, at=at, city=city, verb="run_radar", target=root, **report.as_json())

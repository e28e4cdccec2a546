"""Reads about cases: whose they are, who could take one, and what the public may know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from redvest.registry.policy import Standing
from redvest.registry.queries.role import live_grants
from redvest.registry.rules.standing import GOVERNING
from redvest.service.choices import UNDECIDED, CaseOutcome, CaseState, IntegrityRule
from redvest.service.models import CaseEvent, HoursEntry, IntegrityCase
from redvest.service.rules.integrity.refusal import CaseNotFound

FEWEST = 10  # public tables hide cells under ten (design invariant 12)
TO_DO = (*UNDECIDED, CaseState.APPEALED)


@dataclass(slots=True)
class Bench:
    """All officers of a city on a day, each place by which they are one, and how many cases wait for each."""

    seats: list[tuple[UUID, str]]
    loads: Counter[UUID]


def bench_of(city: str, *, on: date) -> Bench:
    """Two queries, whatever the number of cases to be given away."""
    grants = live_grants(on).filter(role__in=GOVERNING, region__city=city, account__is_active=True)
    waiting = IntegrityCase.objects.filter(city=city, officer__isnull=False, state__in=TO_DO)
    loads = waiting.values_list("officer").annotate(n=Count("id")).order_by()
    return Bench(list(grants.values_list("account_id", "region__path")), Counter(dict(loads)))


def candidates(
    case: IntegrityCase, bench: Bench, *, above: str = "", without: tuple[UUID, ...] = ()
) -> list[tuple[UUID, str]]:
    """Officers of the case's place who have nothing to do with it: the nearest place first, there the least busy.

    Nobody gets a case about an officer of a place above their own: it waits until somebody as high can take it.
    ``above``: only officers of places truly above this path, for escalation and appeal.
    """
    barred = {*case.involved, case.concerned_id, *without}
    able = [
        (account, path)
        for account, path in bench.seats
        if account not in barred
        and case.region_path.startswith(path)
        and not _below(path, case, bench)
        and (not above or (above.startswith(path) and path != above))
    ]
    return sorted(able, key=lambda seat: (-len(seat[1]), bench.loads[seat[0]], str(seat[0])))


def outranked(account_id: UUID | None, case: IntegrityCase, bench: Bench) -> bool:
    """Whether somebody is an officer only below whom the case is about: they do not judge who is set over them."""
    mine = [
        path for account, path in bench.seats if account == account_id and case.region_path.startswith(path)
    ]
    return bool(mine) and all(_below(path, case, bench) for path in mine)


def _below(path: str, case: IntegrityCase, bench: Bench) -> bool:
    theirs = [own for account, own in bench.seats if account == case.concerned_id]
    return any(path != own and path.startswith(own) for own in theirs)


def cases_for(by: Standing) -> QuerySet[IntegrityCase]:
    """The cases of the places that somebody governs, but for those that they have something to do with."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    rows = IntegrityCase.objects.filter(where, city=by.city).exclude(involved__contains=[by.account_id])
    if by.account_id is not None:
        rows = rows.exclude(Q(concerned_id=by.account_id, concerned__isnull=False))
    return rows.select_related("body", "activity", "volunteer", "concerned", "officer")


def to_do(by: Standing) -> QuerySet[IntegrityCase]:
    """Cases that wait for this officer by name."""
    return cases_for(by).filter(officer_id=by.account_id, state__in=TO_DO).order_by("due_at", "id")


def case_for(by: Standing, key: UUID) -> IntegrityCase:
    """One case within reach. Raises CaseNotFound."""
    found = cases_for(by).filter(pk=key).first()
    if found is None:
        raise CaseNotFound
    return found


def own_cases(by: Standing) -> QuerySet[IntegrityCase]:
    """The cases about which somebody is heard, the latest first."""
    return (
        IntegrityCase.objects.filter(city=by.city, concerned_id=by.account_id, concerned__isnull=False)
        .select_related("officer", "activity", "body")
        .order_by("-opened_at", "-id")
    )


def own_case(by: Standing, key: UUID) -> IntegrityCase:
    """One of them. Raises CaseNotFound."""
    found = own_cases(by).filter(pk=key).first()
    if found is None:
        raise CaseNotFound
    return found


def events_of(case: IntegrityCase) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(case=case).select_related("account").order_by("id")


def entries_of_case(case: IntegrityCase) -> QuerySet[HoursEntry]:
    """The standing entries that the case is about, the latest first: its activity's, its person's or its recorder's."""
    weakest = "C" if case.rule == IntegrityRule.CONFIRMER else "D"
    filters: dict[str, dict[str, Any]] = {
        "activity": {"activity_id": case.activity_id},
        "person": {"volunteer_id": case.volunteer_id},
        "recorder": {"recorded_by_id": case.concerned_id, "grade__gte": weakest},
        "device": {"activity__scans__device": case.subject_key},
    }
    about = filters[case.subject_kind]
    rows = HoursEntry.objects.filter(city=case.city, recorded_at__lte=case.evidence_until, **about)
    return (
        rows.exclude(kind__in=("void", "erasure"))
        .filter(voided_by__isnull=True)
        .select_related("volunteer", "body", "activity")
        .order_by("-recorded_at", "-id")
        .distinct()
    )


def public_counts(city: str) -> dict[str, dict[str, int | None]]:
    """How many cases each rule raised and how they ended. None stands for a count between one and nine."""
    rows = (
        IntegrityCase.objects.filter(city=city)
        .values_list("rule")
        .annotate(
            raised=Count("id"),
            confirmed=Count("id", filter=Q(outcome=CaseOutcome.CONFIRMED, state=CaseState.FINAL)),
            dismissed=Count("id", filter=Q(outcome=CaseOutcome.DISMISSED, state=CaseState.FINAL)),
        )
        .order_by()
    )
    found = {rule: counts for rule, *counts in rows}
    names = ("raised", "confirmed", "dismissed")
    return {
        rule: {name: _shown(count) for name, count in zip(names, found.get(rule, (0, 0, 0)), strict=True)}
        for rule in IntegrityRule.values
    }


def _shown(count: int) -> int | None:
    return None if 0 < count < FEWEST else count

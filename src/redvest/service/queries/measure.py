"""The measure of hours: the minutes of a part of the ledger, voids and corrections included.

The only definition (design invariant 12). Statistics with a filter and the ledgers of a unit (台账) both ask here; the
headline of a whole city reads the same sum from ``oversight_tally``, which a listener keeps equal to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from redvest.service.choices import EntryKind, Grade, ProofKind
from redvest.service.models import HoursEntry
from redvest.service.rules.measure import Slice


@dataclass(frozen=True, slots=True)
class Measure:
    """What a part of the ledger adds up to. ``people`` have hours that stand in ``times`` entries; ``entries`` are all."""

    minutes_by_grade: dict[str, int]
    entries: int
    people: int
    times: int

    @property
    def minutes(self) -> int:
        return sum(self.minutes_by_grade.values())


def entries_in(part: Slice) -> QuerySet[HoursEntry]:
    """Every entry of this part, voids among them, in no order."""
    found = HoursEntry.objects.filter(city=part.city).exclude(kind=EntryKind.ERASURE)
    if part.region_path:
        found = found.filter(region_path__startswith=part.region_path)
    if part.body_id:
        found = found.filter(body_id=part.body_id)
    if part.placed:
        found = found.exclude(proofs__contains=[ProofKind.IMPORTED.value])
    if part.since:
        found = found.filter(service_on__gte=part.since)
    if part.until:
        found = found.filter(service_on__lte=part.until)
    return found


def standing_in(part: Slice) -> QuerySet[HoursEntry]:
    """The entries of this part that were not voided; without the voids themselves."""
    voids = HoursEntry.objects.filter(voids_id=OuterRef("pk"))  # few: the database looks through them once
    return entries_in(part).exclude(kind=EntryKind.VOID).filter(~Exists(voids))


def measure(part: Slice) -> Measure:
    """Minutes by grade, people and times. Two queries."""
    rows = entries_in(part).order_by().values_list("grade").annotate(sum=Sum("minutes"), n=Count("pk"))
    found = {grade: (minutes, entries) for grade, minutes, entries in rows}
    counted = standing_in(part).aggregate(people=Count("volunteer_id", distinct=True), times=Count("pk"))
    sums = {grade.value: int(found.get(grade.value, (0, 0))[0]) for grade in Grade}
    return Measure(sums, sum(entries for _, entries in found.values()), **counted)

"""Judges the stations of a city from what is on record: by any standard, on any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from redvest.core.clock import CHINA
from redvest.oversight.choices import ProofState
from redvest.oversight.models import StationProof
from redvest.oversight.queries.station_counts import counts_on
from redvest.registry.queries.setting import rule
from redvest.registry.queries.station_standard import standard_of
from redvest.registry.rules.station_level import Verdict, judge

FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record of stations on one day: measures, and the kinds of evidence that were proved."""

    counts: dict[UUID, dict[str, int]]
    proved: dict[UUID, set[str]]

    def judged(self, standard: str) -> dict[UUID, Verdict]:
        """The verdict on each by a standard. No query. Raises StandardUnknown."""
        items = standard_of(standard).items
        return {key: judge(items, self.proved.get(key, ()), found) for key, found in self.counts.items()}


def on_record(city: str, on: date, *, only: Iterable[UUID] | None = None, waiting: bool = False) -> OnRecord:
    """Of every station that was open on a day (or of those named). Three queries.

    ``waiting`` believes proofs too that nobody has decided yet: what a station thinks of itself.
    """
    chosen = None if only is None else list(only)
    on = min(max(on, FIRST), LAST)  # a day of which nothing is on record gives nothing, and no fault
    return OnRecord(counts_on(city, on, chosen), proved_on(city, on, chosen, waiting=waiting))


def verdicts(
    city: str, standard: str, on: date, *, only: Iterable[UUID] | None = None, waiting: bool = False
) -> dict[UUID, Verdict]:
    """The verdicts by one standard on one day, as ``on_record`` finds it. Raises StandardUnknown."""
    return on_record(city, on, only=only, waiting=waiting).judged(standard)


def proved_on(
    city: str, on: date, only: list[UUID] | None = None, *, waiting: bool = False
) -> dict[UUID, set[str]]:
    """The kinds of evidence that each station had proved by a day and that were not too old then. Two queries."""
    oldest = on - timedelta(days=rule("station.proof_days", f"{city}/", on))
    evening = datetime.combine(on + timedelta(days=1), time(), CHINA)
    believed = Q(state=ProofState.ACCEPTED, decided_at__lt=evening)
    if waiting:
        believed |= Q(state=ProofState.SUBMITTED, added_at__lt=evening)
    rows = StationProof.objects.filter(believed, city=city, taken_on__gt=oldest, taken_on__lte=on)
    if only is not None:
        rows = rows.filter(station_id__in=only)
    found: dict[UUID, set[str]] = defaultdict(set)
    for station_id, kind in rows.order_by().values_list("station_id", "kind").distinct():
        found[station_id].add(kind)
    return found

"""Judges the stations of a city from what is on record: by any standard, on any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
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


def verdicts(
    city: str, standard: str, on: date, *, only: Iterable[UUID] | None = None, waiting: bool = False
) -> dict[UUID, Verdict]:
    """The verdict on every station that was open on a day, by what was proved and counted by then. Three queries.

    ``waiting`` believes proofs too that nobody has decided yet: what a station thinks of itself. Raises StandardUnknown.
    """
    items = standard_of(standard).items
    chosen = None if only is None else list(only)
    counts = counts_on(city, on, chosen)
    proved = proved_on(city, on, chosen, waiting=waiting)
    return {key: judge(items, proved.get(key, ()), found) for key, found in counts.items()}


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

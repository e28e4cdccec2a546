"""Who of a place cannot come to needs with a time of their own: other plans then, or papers that end before that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from redvest.care.models import Need, NeedServing
from redvest.care.queries.need_fit import BUSY
from redvest.core import clock
from redvest.core.least_cost import Ints
from redvest.registry.choices import DutyTurnState, QualificationState
from redvest.registry.models import DutyTurn, Qualification, Region
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import SignUp

Plan = tuple[UUID, datetime, datetime]


def busy_pairs(place: Region, needs: Sequence[Need], people: Any) -> Ints:
    """Pairs of a need and somebody who signed up, is on duty or serves elsewhere at its time. Three statements.

    As ``need_fit`` refuses them one by one. Each plan is held against all needs at once, not each need against all plans.
    """
    timed = [
        (row, each.starts_at, each.ends_at)
        for row, each in enumerate(needs)
        if each.starts_at is not None and each.ends_at is not None
    ]
    if not timed:
        return _numbers([])
    rows = np.array([row for row, _start, _end in timed], dtype=np.int64)
    begins = np.array([start.timestamp() for _row, start, _end in timed])
    ends = np.array([end.timestamp() for _row, _start, end in timed])
    first, last = min(start for _row, start, _end in timed), max(end for _row, _start, end in timed)
    person_row, found = {key: at for at, key in enumerate(people.tolist())}, []
    for who, start, end in _plans(place, first, last):
        if who in person_row:
            met = rows[(begins < end.timestamp()) & (ends > start.timestamp())]
            found.append(met * len(person_row) + person_row[who])
    return _numbers(found)


def _plans(place: Region, start: datetime, end: datetime) -> Iterator[Plan]:
    here: dict[str, Any] = {"volunteer__city": place.city, "volunteer__region_path__startswith": place.path}
    signed = SignUp.objects.filter(**here, state__in=LIVE_SIGNUPS, period__overlap=(start, end))
    for who, period in signed.values_list("volunteer_id", "period"):
        yield who, period.lower, period.upper
    duty = DutyTurn.objects.filter(**here, state=DutyTurnState.TAKEN, starts_at__lt=end, ends_at__gt=start)
    yield from duty.values_list("volunteer_id", "starts_at", "ends_at")
    served = NeedServing.objects.filter(
        **here, state__in=BUSY, need__starts_at__lt=end, need__ends_at__gt=start
    )
    for who, starts_at, ends_at in served.values_list("volunteer_id", "need__starts_at", "need__ends_at"):
        if starts_at and ends_at:
            yield who, starts_at, ends_at


def lapsed_pairs(needs: Sequence[Need], people: Any, at: datetime) -> Ints:
    """Pairs of a need and somebody whose papers hold today and no longer on its day. One statement."""
    timed: defaultdict[str, list[tuple[int, Any]]] = defaultdict(list)
    for row, each in enumerate(needs):
        if each.starts_at is None:
            continue
        for kind in set(each.qualifications):
            timed[kind].append((row, clock.day_of(each.starts_at)))
    if not timed:
        return _numbers([])
    last = max(day for asked in timed.values() for _row, day in asked)
    # Who renewed a paper holds two of a kind: the later one counts.
    held: dict[tuple[UUID, str], Any] = {}
    rows = Qualification.objects.filter(kind__in=list(timed), state=QualificationState.VERIFIED).exclude(
        expires_on__lt=clock.day_of(at)
    )
    for who, kind, until in rows.order_by().values_list("volunteer_id", "kind", "expires_on"):
        known = held.get((who, kind), until)
        held[who, kind] = None if until is None or known is None else max(until, known)
    person_row = {key: at for at, key in enumerate(people.tolist())}
    found = [
        row * len(person_row) + person_row[who]
        for (who, kind), until in held.items()
        if until is not None and until < last and who in person_row
        for row, day in timed[kind]
        if until < day
    ]
    return _numbers([np.array(found, dtype=np.int64)])


def _numbers(found: Iterable[Ints]) -> Ints:
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found]))

"""How many of those who fit are asked now, and whom: the online policy of ``rules/matching/notify.py``, fed from the database.

What a platform knows of people is what they answered before: chances of a yes come from each person's record, drawn
towards what is usual in the city, and needs to come from the weeks before. A period is a part of a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count, Q, QuerySet

from redvest.care.choices import AskState
from redvest.care.models import Need, NeedAsk
from redvest.care.rules.climb import place_above
from redvest.care.rules.matching.forecast import forecast
from redvest.care.rules.matching.notify import Call, next_wave, prices
from redvest.care.rules.matching.rest import NEVER_ASKED, geometric, yes_chance
from redvest.care.rules.matching.world import Floats
from redvest.care.rules.supply import part_at
from redvest.core import clock
from redvest.core.least_cost import Ints
from redvest.registry.models import Volunteer
from redvest.registry.queries.domain import domains
from redvest.registry.rules.availability import PARTS

MOST = 400  # of those who fit, in their order: whoever comes behind so many is not looked at
WEEKS, HORIZON = 8, 42  # looked back for needs; periods looked ahead, two weeks
RECORD = timedelta(days=180)  # how far back answers count
PERIOD = timedelta(hours=8)
SLOTS = 7 * len(PARTS)
USUAL, USUAL_WEIGHT, OWN_WEIGHT = (
    0.25,
    20.0,
    6.0,
)  # the chance of a yes before anybody answered, and for how many answers
REST, LONGEST = (
    6.0,
    42,
)  # how long people hear nothing after a question: two days on average, two weeks at most
OTHER = 0.6  # how likely somebody says yes to a kind that they did not name, against one that they did
BEST, STEP = 7, 0.08  # the points of whoever suits best; each point less makes a yes less likely by so much
_SAID = (AskState.ACCEPTED, AskState.DECLINED, AskState.LAPSED)


def enough_of(
    need: Need, rows: QuerySet[Volunteer, Any], at: datetime, *, waves: int, most: int
) -> list[Any]:
    """Of people in their order (``points`` and ``asked_last`` at hand) those to be asked now, at most ``most``. Five statements.

    ``waves``: how many are still to come with this one. Somebody is always asked where anybody fits: a need that a
    person sent out does not wait for a better moment.
    """
    pool: list[Any] = list(rows[:MOST])
    if not pool:
        return []
    kinds = [each.key for each in domains(need.city)]
    chance = _chances(need, pool, kinds, at)
    rest = geometric(REST, LONGEST)
    since = np.array([_periods(at - each.asked_last) if each.asked_last else NEVER_ASKED for each in pool])
    seed = need.pk.int % 2**32
    ahead = forecast(_came(need, kinds, at), 4.0).ahead(_slot(at), HORIZON)
    kind = kinds.index(need.domain_id) if need.domain_id in kinds else 0
    suits: Floats = np.array([1 - STEP * (BEST - each.points) for each in pool]).clip(0.1, 1.0)
    call = Call(
        chance=chance[:, kind] * suits, listening=rest.listening(since), price=prices(chance, ahead, rest, seed=seed),
        barred=np.zeros(len(pool), dtype=np.bool_), places=max(1, need.hands - need.taken), waves=waves,
        periods=max(1, _periods(need.due_at - at)) if need.due_at else waves, seed=seed,
    )  # fmt: skip
    chosen = next_wave(call).rows[:most].tolist() or [int(call.chance.argmax())]
    return [pool[row] for row in sorted(chosen)]


def _periods(span: timedelta) -> int:
    return int(span / PERIOD)


def _slot(at: datetime) -> int:
    local = at.astimezone(clock.CHINA)
    return local.weekday() * len(PARTS) + PARTS.index(part_at(local.hour))


def _chances(need: Need, pool: Sequence[Any], kinds: Sequence[str], at: datetime) -> Floats:
    """Person by kind: how likely a yes is, from the record and from the kinds that somebody named."""
    keys = [each.pk for each in pool]
    known = NeedAsk.objects.filter(asked_at__gt=at - RECORD, state__in=_SAID)
    said = Q(state=AskState.ACCEPTED)
    whole = known.filter(city=need.city).aggregate(asked=Count("pk"), yes=Count("pk", filter=said))
    usual = float(yes_chance(np.array(whole["asked"]), np.array(whole["yes"]), USUAL, USUAL_WEIGHT))
    own = known.filter(volunteer__in=keys).order_by().values_list("volunteer")
    record = {
        who: (asked, yes) for who, asked, yes in own.annotate(a=Count("pk"), y=Count("pk", filter=said))
    }
    asked, yes = (np.array([record.get(key, (0, 0))[at] for key in keys], dtype=np.int64) for at in (0, 1))
    willing = yes_chance(asked, yes, usual, OWN_WEIGHT)
    return willing[:, None] * _likes(keys, kinds)


def _likes(keys: Sequence[UUID], kinds: Sequence[str]) -> Floats:
    """1 for what somebody named, and for everything where they named nothing."""
    row, column = ({key: at for at, key in enumerate(each)} for each in (keys, kinds))
    named = np.zeros((len(keys), len(kinds)), dtype=np.bool_)
    pairs = Volunteer.domains.through.objects.filter(volunteer__in=keys, servicedomain__in=kinds)
    for who, kind in pairs.values_list("volunteer_id", "servicedomain_id"):
        named[row[who], column[kind]] = True
    found: Floats = np.where(named | ~named.any(axis=1, keepdims=True), 1.0, OTHER)
    return found


def _came(need: Need, kinds: Sequence[str], at: datetime) -> Ints:
    """Kind by week by part of the week: the needs of the weeks before, of where these people live."""
    counts = np.zeros((len(kinds), WEEKS, SLOTS), dtype=np.int64)
    where = place_above(need.region_path) or need.region_path
    rows = Need.objects.filter(
        city=need.city,
        region_path__startswith=where,
        created_at__gt=at - timedelta(weeks=WEEKS),
        created_at__lte=at,
    )
    for domain, came in rows.order_by().values_list("domain_id", "created_at"):
        if domain in kinds:
            week = min(WEEKS - 1, (at - came).days // 7)
            counts[kinds.index(domain), week, _slot(came)] += 1
    return counts

"""Lets go of what was written of visits to a community: no household is there with which it would be forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from redvest.care.models import Visit
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.models import Region
from redvest.registry.queries.setting import every_value, rule_everywhere

BATCH = 500
KEEP = "pairing.visit_keep_days"


def forget_visits(*, city: str, at: datetime) -> int:
    """Every night: of visits of a unit to its community long enough ago, that and when stays; how many were emptied.

    Batch by batch, each in a transaction of its own: broken off, the next night goes on where this one was.
    """
    day, kept = day_of(at), rule_everywhere(KEEP)
    rows = Visit.objects.filter(
        ~Q(words_sealed=b"") | ~Q(need_sealed=b""), city=city, pairing__household__isnull=True,
        ends_at__lte=at - timedelta(days=min(every_value(KEEP))),
    )  # fmt: skip
    done, after = 0, UUID(int=0)
    while batch := list(
        rows.filter(pk__gt=after).order_by("pk").values_list("pk", "region_path", "ends_at")[:BATCH]
    ):
        due = [key for key, path, ended in batch if ended <= at - timedelta(days=kept(path, day))]
        done += _empty(city, due, at)
        after = batch[-1][0]
    return done


@transaction.atomic
def _empty(city: str, due: list[UUID], at: datetime) -> int:
    gone = Visit.objects.filter(pk__in=due).update(words_sealed=b"", need_sealed=b"")
    if gone:
        place = Region.objects.get(pk=city)
        write_line(by=SYSTEM, at=at, city=city, verb="forget_visits", target=place, visits=gone)
    return gone

"""The kinds of activity and of audiences, as data: what is a public lecture, who may come to listen (domain 4.3)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext, gettext_noop

from redvest.core.clock import CHINA
from redvest.service.models import Activity, AudienceCount

_DATA = Path(__file__).parents[1] / "data"
ORDINARY = "service"
# The words of both lists, so that they are translated; a test holds them complete.
SPOKEN = (
    gettext_noop("志愿服务"), gettext_noop("文明礼仪讲座"), gettext_noop("保健讲座"), gettext_noop("急救讲座"),
    gettext_noop("心理讲座"), gettext_noop("创业辅导"), gettext_noop("其他公益讲座"), gettext_noop("文艺演出"),
    gettext_noop("赛会服务"), gettext_noop("居民"), gettext_noop("老年人"), gettext_noop("少年儿童"),
    gettext_noop("学生"), gettext_noop("职工"), gettext_noop("创业者和求职者"), gettext_noop("残疾人"),
    gettext_noop("其他"),
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """``audience``: people come to listen or watch; they are counted as served, and are no volunteers for it."""

    key: str
    name: str
    audience: bool
    about: str


@cache
def activity_kinds() -> dict[str, Kind]:
    """By key, in the file's order."""
    return {
        row["key"]: Kind(row["key"], row["name"], row["audience"] == "1", row["about"])
        for row in _rows("activity_kinds")
    }


@cache
def audience_groups() -> dict[str, str]:
    """Names by key, in the file's order."""
    return {row["key"]: row["name"] for row in _rows("audience_groups")}


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def kind_of(activity: Activity) -> Kind:
    """A key that the list no longer has is an ordinary activity."""
    return activity_kinds().get(activity.kind) or activity_kinds()[ORDINARY]


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.key, gettext(kind.name)) for kind in activity_kinds().values()]


def audience_of(activity: Activity) -> dict[str, int]:
    """How many of each group were counted; groups without anybody are left out."""
    rows = AudienceCount.objects.filter(activity=activity).values_list("group", "people")
    found = dict(rows)
    return {key: found[key] for key in (*audience_groups(), *sorted(found)) if key in found}


def served_in(
    city: str,
    *,
    region_path: str = "",
    body_ids: Iterable[UUID] = (),
    since: date | None = None,
    until: date | None = None,
) -> int:
    """The people who were served as an audience: at a place, by bodies, on days (both included) of the activity."""
    rows = AudienceCount.objects.filter(city=city, activity__region_path__startswith=region_path)
    if wanted := list(body_ids):
        rows = rows.filter(activity__body_id__in=wanted)
    if since is not None:
        rows = rows.filter(activity__starts_at__gte=_midnight(since))
    if until is not None:
        rows = rows.filter(activity__starts_at__lt=_midnight(until + timedelta(days=1)))
    return int(rows.aggregate(all=Sum("people"))["all"] or 0)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), CHINA)

"""Reads what residents ask for against what volunteers offer, as it is at this moment: a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import CharField, Count, F, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, ExtractHour

from redvest.care.choices import MenuState, NeedKind, NeedState
from redvest.care.models import MenuItem, Need
from redvest.care.rules import supply
from redvest.care.rules.supply import (
    Axis,
    Cell,
    Narrowed,
    People,
    Table,
    laid_out,
    part_at,
    part_of,
    parts_in,
)
from redvest.core.clock import CHINA
from redvest.registry.choices import REAL_NAMES, BodyState, ProjectInvites, VolunteerState
from redvest.registry.models import Region
from redvest.service.choices import ActivityState
from redvest.service.models import Post

COUNTED = (NeedKind.HELP, NeedKind.WISH)
WAITING = (NeedState.SUBMITTED, NeedState.QUEUED, NeedState.OFFERED)
NOT_ASKED = (NeedState.REFUSED, NeedState.CANCELLED, NeedState.MERGED)
AHEAD = timedelta(days=30)
DEEPEST = 4  # city, district, street, community

# People by what they ticked, where they live and when they are free: groups, never anybody by name.
_PEOPLE = """
SELECT domains, place, slots, count(*) FROM (
  SELECT v.id, split_part(v.region_path, '/', %(depth)s) AS place, coalesce(p.slots, 0) AS slots,
         array_agg(d.servicedomain_id ORDER BY d.servicedomain_id) FILTER (WHERE d.servicedomain_id IS NOT NULL) AS domains
  FROM registry_volunteer v
  LEFT JOIN registry_profile p ON p.volunteer_id = v.id
  LEFT JOIN registry_volunteer_domains d ON d.volunteer_id = v.id
  WHERE v.city = %(city)s AND v.state = %(active)s AND v.real_name_state = ANY(%(real_names)s)
    AND v.region_path LIKE ANY(%(paths)s) AND coalesce(p.project_invites, '') <> %(refuse)s
  GROUP BY v.id, p.volunteer_id
) AS each GROUP BY domains, place, slots
"""


@dataclass(frozen=True, slots=True)
class Area:
    """The places looked at. ``depth``: at which level of the tree lines are drawn (2: districts)."""

    city: str
    paths: tuple[str, ...]

    @property
    def depth(self) -> int:
        return min(DEEPEST, min(path.count("/") for path in self.paths) + 1)


@dataclass(frozen=True, slots=True)
class Question:
    """``days``: how far back what was asked is counted."""

    area: Area
    by: Axis = "domain"
    narrowed: Narrowed = field(default_factory=Narrowed)
    days: int = 30


def supply_and_demand(question: Question, at: datetime) -> Table:
    """The table of this moment. Four queries, however large the city."""
    area = question.area
    sums = [
        *_asked(area, at - timedelta(days=question.days)),
        *_menus(area),
        *_posts(area, at),
    ]
    return laid_out(sums, list(_people(area)), question.by, question.narrowed)


def places_of(area: Area) -> list[tuple[str, str]]:
    """The code and name of every line that can be drawn by place."""
    level = area.depth
    rows = Region.objects.filter(_below(area, "path"), city=area.city).order_by("code")
    return [
        (code, name)
        for code, name, path in rows.values_list("code", "name", "path")
        if path.count("/") == level
    ]


def most_asked(city: str, since: datetime, most: int = 6) -> list[tuple[str, str, int]]:
    """For everybody: key, name and number of the kinds asked for most, none of fewer than ten. No total beside them,
    from which what is hidden could be reckoned.
    """
    rows = Need.objects.filter(city=city, kind__in=COUNTED, created_at__gte=since).exclude(
        state__in=NOT_ASKED
    )
    counted = rows.order_by().values_list("domain", "domain__name").annotate(n=Count("pk"))
    found = counted.filter(n__gte=supply.FEWEST).order_by("-n", "domain")[:most]
    return [(key, name, n) for key, name, n in found]


def _asked(area: Area, since: datetime) -> Iterator[tuple[Cell, supply.Sum]]:
    """What was asked since a moment, and what waits however long ago it was asked."""
    waits = Q(state__in=WAITING)
    recent = Q(created_at__gte=since) & ~Q(state__in=NOT_ASKED)
    rows = Need.objects.filter(_below(area), recent | waits, city=area.city, kind__in=COUNTED)
    rows = rows.annotate(place=_place(area), hour=ExtractHour("starts_at", tzinfo=CHINA)).order_by()
    counted = rows.values_list("domain", "place", "hour", "slots").annotate(
        asked=Count("pk", filter=recent),
        open=Count("pk", filter=waits),
        hands=Sum(F("hands") - F("taken"), filter=waits, default=0),
    )
    for domain, place, hour, slots, asked, waiting, hands in counted:
        part = part_of(slots) if hour is None else part_at(hour)
        yield Cell(domain, place, part), supply.Sum(asked=asked, open=waiting, hands=hands)


def _menus(area: Area) -> Iterator[tuple[Cell, supply.Sum]]:
    """Items for residents of these places; those for a wider place are of no line by place."""
    covers = Q()
    for path in area.paths:
        codes = path.strip("/").split("/")
        wider = ["/".join(codes[:n]) + "/" for n in range(1, len(codes) + 1)]
        covers |= Q(region_path__startswith=path) | Q(region_path__in=wider)
    rows = MenuItem.objects.filter(
        covers, city=area.city, state=MenuState.OFFERED, body__state=BodyState.ACTIVE
    )
    counted = rows.annotate(place=_place(area)).order_by().values_list("domain", "place", "slots")
    for domain, place, slots, items, turns in counted.annotate(n=Count("pk"), turns=Sum("a_week")):
        yield Cell(domain, place, part_of(slots)), supply.Sum(items=items, turns=turns)


def _posts(area: Area, at: datetime) -> Iterator[tuple[Cell, supply.Sum]]:
    """Free places at posts that take sign-ups now."""
    rows: QuerySet[Post] = Post.objects.filter(
        _below(area, "activity__region_path"), activity__city=area.city, taken__lt=F("places"),
        activity__state=ActivityState.PUBLISHED, activity__signup_opens_at__lte=at, activity__signup_closes_at__gt=at,
        activity__starts_at__lt=at + AHEAD,
    )  # fmt: skip
    begins = ExtractHour(Coalesce("starts_at", "activity__starts_at"), tzinfo=CHINA)
    rows = rows.annotate(place=_place(area, "activity__region_path"), hour=begins).order_by()
    counted = rows.values_list("activity__domain", "place", "hour")
    for domain, place, hour, seats in counted.annotate(seats=Sum(F("places") - F("taken"))):
        yield Cell(domain, place, part_at(hour)), supply.Sum(seats=seats)


def _people(area: Area) -> Iterator[People]:
    given: dict[str, Any] = {
        "city": area.city, "depth": area.depth, "active": VolunteerState.ACTIVE.value, "real_names": list(REAL_NAMES),
        "paths": [f"{path}%" for path in area.paths], "refuse": ProjectInvites.REFUSE.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, given)
        for domains, place, slots, count in cursor.fetchall():
            yield People(frozenset(domains or ()), place, parts_in(slots), count)


def _below(area: Area, column: str = "region_path") -> Q:
    where = Q(pk__in=[])
    for path in area.paths:
        where |= Q(**{f"{column}__startswith": path})
    return where


def _place(area: Area, column: str = "region_path") -> Func:
    return Func(F(column), Value("/"), Value(area.depth), function="split_part", output_field=CharField())

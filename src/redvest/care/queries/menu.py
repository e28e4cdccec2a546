"""Reads service menus (服务菜单): what residents can order, and what somebody at the desk looks after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncWeek
from django.db.models.lookups import StartsWith

from redvest.care.choices import MenuState, NeedState
from redvest.care.menu_errors import MenuItemNotFound
from redvest.care.models import MenuItem, Need
from redvest.care.queries.spoken import with_words
from redvest.care.rules.menu import WEEK, WEEKS_AHEAD, left_in, monday_of
from redvest.core.clock import CHINA
from redvest.registry.policy import Standing
from redvest.registry.queries.within import within
from redvest.registry.rules.availability import DAYS, PARTS, encode

# What was refused, taken back or put together with another takes no place of the week.
_NOT_ORDERED = (NeedState.REFUSED, NeedState.CANCELLED, NeedState.MERGED)


@dataclass(frozen=True, slots=True)
class MenuFilters:
    """One list: empty values ask for nothing. ``region`` is the path of a place, ``day`` and ``part`` of the week."""

    q: str = ""
    domain: str = ""
    region: str = ""
    day: str = ""
    part: str = ""
    at_home: bool = False

    @property
    def mask(self) -> int:
        """The bits of the times asked for; 0 for any."""
        if not self.day and not self.part:
            return 0
        days, parts = ([self.day] if self.day else DAYS), ([self.part] if self.part else PARTS)
        return encode(f"{day}-{part}" for day in days for part in parts)


def offered_items(city: str) -> QuerySet[MenuItem]:
    """What residents can order, with who offers it."""
    rows = MenuItem.objects.filter(city=city, state=MenuState.OFFERED, body__state="active")
    return rows.select_related("body", "domain", "region", "station")


def listed(rows: QuerySet[MenuItem], filters: MenuFilters, today: date) -> QuerySet[MenuItem]:
    """Narrowed, and each with ``ordered``: how many orders it has for the week of ``today``. One query."""
    if filters.domain:
        rows = rows.filter(domain=filters.domain)
    if filters.region:
        rows = rows.filter(serves(filters.region))
    if filters.mask:
        rows = rows.alias(free=F("slots").bitand(filters.mask)).filter(free__gt=0)
    if filters.at_home:
        rows = rows.filter(at_home=True)
    return with_ordered(with_words(rows, filters.q, also="words"), today)


def serves(path: str) -> Q:
    """Menus for the residents of a place: offered there, above it, or for a part of it."""
    return Q(StartsWith(Value(path), F("region_path"))) | Q(region_path__startswith=path)


def with_ordered(rows: QuerySet[MenuItem], today: date) -> QuerySet[MenuItem]:
    monday = monday_of(today)
    orders = orders_between(monday, monday + WEEK).filter(menu_item=OuterRef("pk")).order_by()
    counted = orders.values("menu_item").annotate(n=Count("pk")).values("n")
    return rows.annotate(ordered=Coalesce(Subquery(counted), Value(0)))


def orders_between(first: date, until: date) -> QuerySet[Need]:
    """Orders whose time is within these days: the time that was wished for, or that of asking."""
    begin, end = _midnight(first), _midnight(until)
    rows = Need.objects.filter(menu_item__isnull=False).exclude(state__in=_NOT_ORDERED)
    return rows.alias(when=Coalesce("starts_at", "created_at")).filter(when__gte=begin, when__lt=end)


def orders_by_week(item_id: UUID, first: date) -> dict[date, int]:
    """How often an item is ordered in each week from one on, by its Monday. One query."""
    monday = monday_of(first)
    rows = orders_between(monday, monday + (WEEKS_AHEAD + 2) * WEEK).filter(menu_item=item_id).order_by()
    weeks = rows.annotate(week=TruncWeek(Coalesce("starts_at", "created_at"), tzinfo=CHINA))
    return {week.date(): n for week, n in weeks.values_list("week").annotate(n=Count("pk"))}


def left_of(item: MenuItem) -> int | None:
    """How many more orders this week takes, of an item with ``ordered``; None without a limit."""
    ordered: int = item.ordered  # type: ignore[attr-defined]
    return left_in(item.a_week, ordered)


def offered_item(city: str, key: UUID) -> MenuItem:
    """One that can be ordered. Raises MenuItemNotFound."""
    return _one(offered_items(city), key)


def items_of(by: Standing) -> QuerySet[MenuItem]:
    """Menus of the bodies that somebody leads, and for the places that they govern."""
    where = Q(body__in=by.bodies()) | within(by) | within(by, "body__region_path")
    return MenuItem.objects.filter(where, city=by.city).select_related("body", "domain", "region", "station")


def item_of(by: Standing, key: UUID) -> MenuItem:
    """One of these. Raises MenuItemNotFound."""
    return _one(items_of(by), key)


def printed(rows: QuerySet[MenuItem], start: int, most: int) -> tuple[list[MenuItem], bool]:
    """For a sheet on the wall: by kind of service, then by name; and whether there is more behind it."""
    offered = rows.filter(state=MenuState.OFFERED).order_by("domain__order", "name", "id")
    found = list(offered[start : start + most + 1])
    return found[:most], len(found) > most


def _one(rows: QuerySet[MenuItem], key: UUID) -> MenuItem:
    found = rows.filter(pk=key).first()
    if found is None:
        raise MenuItemNotFound
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), CHINA)

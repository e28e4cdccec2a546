"""What lists of activities show: each activity with its place, domain, body and posts, as plain values in one query.

Which activities those are is decided in ``activity.search_activities``. Lists are read far more often than anything
else, so the question most people ask, the list without filters, is written out once instead of for each request.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypedDict, Unpack
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from redvest.core.db.prepared import Row, Written, written_out
from redvest.core.paging import Page, cut, page_rows, read_cursor, write_cursor
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.queries.activity import search_activities, waiting_counts

KEYS = ("starts_at", "id")

# Stand-ins for what changes from request to request, recognised again among the parameters.
_CITY, _AT = "000000", datetime(2000, 1, 1, tzinfo=UTC)
_STARTS, _ID = datetime(1999, 12, 31, tzinfo=UTC), UUID(int=0)


class PostCard(NamedTuple):
    """A post as lists show it; ``waiting`` counts who is in its waiting list."""

    id: str
    title: str
    description: str
    places: int
    taken: int
    waiting: int
    min_age: int | None
    max_age: int | None


class ActivityCard(NamedTuple):
    """An activity as lists show it; how far away it is only where that was asked. ``ahead`` is 0 outside of a series."""

    id: UUID
    title: str
    state: str
    starts_at: datetime
    ends_at: datetime
    signup_opens_at: datetime
    signup_closes_at: datetime
    place_name: str
    lon: float | None
    lat: float | None
    region_code: str
    region_name: str
    domain_key: str
    domain_name: str
    body_id: UUID
    body_name: str
    posts: Sequence[PostCard]
    series_id: UUID | None = None
    ahead: int = 0  # occurrences of its series that are not over, this one too
    distance_m: float | None = None


_COLUMNS = (
    "id", "title", "state", "starts_at", "ends_at", "signup_opens_at", "signup_closes_at", "place_name", "lon", "lat",
    "region_id", "region__name", "domain_id", "domain__name", "body_id", "body__name", "found_posts",
    "series_id", "found_ahead",
)  # fmt: skip


class Asked(TypedDict, total=False):
    """The filters of ``search_activities``."""

    q: str
    domain: str
    region_path: str
    near: tuple[float, float] | None
    from_: date | None
    to: date | None
    open_only: bool
    within_m: int
    weekdays: Collection[int]
    part: str
    age: int | None
    easy: bool


def activity_page(
    *, city: str, at: datetime, after: str | None, size: int, **asked: Unpack[Asked]
) -> Page[ActivityCard]:
    """One page of what ``search_activities`` finds, the soonest first. Raises BadCursor.

    Where no days are asked for, a series stands there once: a year of Saturdays would bury everything else.
    """
    if any(value for name, value in asked.items() if name not in ("open_only", "within_m")):
        rows = _card_rows(search_activities(city=city, at=at, once=_once(asked), **asked), at)
        found = list(page_rows(rows, keys=KEYS, after=after, size=size))
    else:
        instead: dict[Any, Any] = {_CITY: city, _AT: at}
        if after:
            instead.update(zip((_STARTS, _ID), read_cursor(Activity, KEYS, after), strict=True))
        found = _plain_list(asked.get("open_only", False), bool(after), size).fetch(instead)
    return cut([_card(row) for row in found], keys=KEYS, size=size)


def nearest_activities(
    *, city: str, at: datetime, start: int, size: int, **asked: Unpack[Asked]
) -> Page[ActivityCard]:
    """What lies ``near``, the nearest first; the next page is known by its number.

    Twenty kilometres hold few activities, so counting from the start is cheap here.
    """
    rows = _card_rows(search_activities(city=city, at=at, once=_once(asked), **asked), at)
    rows = rows.order_by("distance_m", *KEYS)  # type: ignore[misc]  # an annotation
    found = [_card(row) for row in rows[start : start + size + 1]]
    return Page(found[:size], str(start + size) if len(found) > size else None)


def _once(asked: Asked) -> bool:
    """Who asks for days sees all that takes place on them."""
    return not (asked.get("from_") or asked.get("to"))


def cards_by_id(keys: Collection[UUID]) -> dict[UUID, ActivityCard]:
    """The cards of these activities, however they were found. One query."""
    found = (_card(row) for row in _card_rows(Activity.objects.filter(pk__in=list(keys))))
    return {card.id: card for card in found}


def card_of(activity: Activity) -> ActivityCard:
    """The card of an activity at hand, found with ``activity.with_card_facts``."""
    region, domain, body = activity.region, activity.domain, activity.body
    return ActivityCard(
        activity.pk, activity.title, activity.state, activity.starts_at, activity.ends_at, activity.signup_opens_at,
        activity.signup_closes_at, activity.place_name, activity.lon, activity.lat, region.pk, region.name, domain.pk,
        domain.name, body.pk, body.name, post_cards(activity.posts.all()), activity.series_id,
    )  # fmt: skip


def post_cards(posts: Iterable[Post]) -> list[PostCard]:
    """The cards of posts at hand."""
    found = list(posts)
    waiting = waiting_counts(post.pk for post in found)
    return [
        PostCard(
            str(post.pk), post.title, post.description, post.places, post.taken, waiting.get(post.pk, 0),
            post.min_age, post.max_age,
        )
        for post in found
    ]  # fmt: skip


@lru_cache(maxsize=32)
def _plain_list(open_only: bool, further: bool, size: int) -> Written:
    """The list without filters, from its beginning or from a cursor."""
    rows = _card_rows(search_activities(city=_CITY, at=_AT, open_only=open_only, once=True), _AT)
    cursor = write_cursor([_STARTS, _ID]) if further else None
    return written_out(page_rows(rows, keys=KEYS, after=cursor, size=size), (_CITY, _AT, _STARTS, _ID))


def _card_rows(rows: QuerySet[Activity], at: datetime | None = None) -> QuerySet[Activity, Any]:
    """The same activities as flat rows, each with its posts as the text of a JSON list.

    Without a moment nobody counts what is still to come of a series.
    """
    waiting = (
        SignUp.objects.filter(post=OuterRef("pk"), state=SignUpState.WAITING)
        .order_by()
        .values("post")
        .annotate(n=Count("*"))
        .values("n")
    )
    values = [F(name) for name in PostCard._fields if name != "waiting"]
    values.insert(
        PostCard._fields.index("waiting"),
        Coalesce(Subquery(waiting), 0, output_field=IntegerField()),  # type: ignore[arg-type]
    )
    post = Func(*values, function="jsonb_build_array", output_field=JSONField())
    posts = Post.objects.filter(activity=OuterRef("pk")).order_by("order", "id").values_list(post)
    text = Cast(Func(ArraySubquery(posts), function="array_to_json"), TextField())
    columns = (*_COLUMNS, "distance_m") if "distance_m" in rows.query.annotations else _COLUMNS
    bare = rows.select_related(None).prefetch_related(None)
    return bare.annotate(found_posts=text, found_ahead=_ahead(at)).values_list(*columns)


def _ahead(at: datetime | None) -> Combinable:
    if at is None:
        return Value(0)
    coming = Activity.objects.filter(series=OuterRef("series"), state=ActivityState.PUBLISHED, ends_at__gt=at)
    counted = coming.order_by().values("series").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _card(row: Row) -> ActivityCard:
    found = ActivityCard._make(row if len(row) == len(ActivityCard._fields) else (*row, None))
    return found._replace(posts=[PostCard._make(post) for post in json.loads(str(found.posts))])

"""Reads about activities: searching what is open, and what waits for whom."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import ASin, Cos, Power, Radians, Sin, Sqrt

from redvest.core import clock
from redvest.core.db.prepared import fetch_prepared
from redvest.registry.models import ServiceDomain
from redvest.registry.policy import Standing
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.queries.activity_filters import (
    earlier,
    once_a_series,
    still_recruits,
    with_fitting_post,
    with_words,
)
from redvest.service.rules.notice import Notice

METRES_PER_DEGREE = 111_195
EARTH_WIDTH = 12_742_000.0  # metres

_COLUMNS = [field.attname for field in Activity._meta.concrete_fields]
_PLAIN = f"SELECT {', '.join(_COLUMNS)} FROM service_activity WHERE id = %s AND city = %s"  # noqa: S608


def search_activities(
    *,
    city: str,
    at: datetime,
    q: str = "",
    domain: str = "",
    region_path: str = "",
    near: tuple[float, float] | None = None,
    within_m: int = 20_000,
    from_: date | None = None,
    to: date | None = None,
    open_only: bool = False,
    weekdays: Collection[int] = (),
    part: str = "",
    age: int | None = None,
    easy: bool = False,
    once: bool = False,
) -> QuerySet[Activity]:
    """Published activities that are not over, with body, domain, region and posts at hand.

    ``q`` finds words, parts of words, pinyin and initials, and words of what is to be done.
    ``near`` (lon, lat) keeps what lies within ``within_m``. From ``weekdays`` on: ``with_fitting_post``.
    ``once``: of a series only the next occurrence that is all of it.
    """
    family = domain_family(domain) if domain else []

    def narrowed(rows: QuerySet[Activity]) -> QuerySet[Activity]:
        rows = with_words(rows, q)
        if domain:
            rows = rows.filter(domain_id__in=family)
        if region_path:
            rows = rows.filter(region_path__startswith=region_path)
        if near:
            rows = _near(rows, near, within_m)
        if from_:
            rows = rows.filter(ends_at__gt=datetime.combine(from_, time.min, clock.CHINA))
        if to:
            rows = rows.filter(starts_at__lt=datetime.combine(to + timedelta(days=1), time.min, clock.CHINA))
        if open_only:
            rows = still_recruits(rows, at)
        if open_only or weekdays or part or age is not None or easy:
            rows = with_fitting_post(rows, room=open_only, weekdays=weekdays, part=part, age=age, easy=easy)
        return rows

    published = Activity.objects.filter(state=ActivityState.PUBLISHED)
    rows = narrowed(published.filter(city=city, ends_at__gt=at))
    if once:
        rows = once_a_series(rows, narrowed(published), at)
    return with_card_facts(rows)


def domain_family(domain: str) -> list[str]:
    """The keys of a service domain, given by key or name, and of those that it maps to in the other schemes."""
    named = Q(key=domain) | Q(name=domain)
    family = named | Q(maps_to__in=ServiceDomain.objects.filter(named))
    return list(ServiceDomain.objects.filter(family).values_list("key", flat=True).distinct())


def _near(rows: QuerySet[Activity], near: tuple[float, float], within_m: int) -> QuerySet[Activity]:
    """A box first, which is cheap; the great-circle distance decides within it."""
    lon, lat = near
    up = within_m / METRES_PER_DEGREE
    side = up / max(0.2, math.cos(math.radians(lat)))
    # Functions of columns, not of a table: within another query the table has another name.
    north, east = Sin(Radians(F("lat") - lat) / 2.0), Sin(Radians(F("lon") - lon) / 2.0)
    across = Cos(Radians(Value(lat))) * Cos(Radians(F("lat"))) * Power(east, 2)
    distance = EARTH_WIDTH * ASin(Sqrt(Power(north, 2) + across))
    box = rows.filter(lon__range=(lon - side, lon + side), lat__range=(lat - up, lat + up))
    return box.annotate(distance_m=distance).filter(distance_m__lte=within_m)


def with_card_facts(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Everything a card shows in a fixed number of queries: the activity with its body, and its posts."""
    return rows.select_related("body", "domain", "region").prefetch_related(
        Prefetch("posts", queryset=Post.objects.order_by("order", "id"))
    )


def waiting_counts(post_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many wait for each of these posts; posts without a waiting list are left out."""
    waiting = SignUp.objects.filter(post_id__in=list(post_ids), state=SignUpState.WAITING)
    return dict(waiting.order_by().values_list("post_id").annotate(n=Count("id")))


def activity_at_gate(activity_id: UUID, city: str) -> Activity | None:
    """One activity without anything around it: for gates, where it is asked for with every scan."""
    rows = fetch_prepared(_PLAIN, [activity_id, city])
    return Activity.from_db("default", _COLUMNS, rows[0]) if rows else None


def visible_to(by: Standing, activity: Activity) -> bool:
    """Published and past activities are public; drafts and refusals are for who may edit or review them."""
    if activity.state in (ActivityState.PUBLISHED, ActivityState.CLOSED, ActivityState.CANCELLED):
        return (
            activity.submitted_at is not None
            or by.leads(activity.body_id)
            or by.governs(activity.region_path)
        )
    return (
        by.account_id == activity.leader_id or by.leads(activity.body_id) or by.governs(activity.region_path)
    )


def in_my_charge(by: Standing) -> QuerySet[Activity]:
    """Activities of the bodies that somebody leads and of the regions that they govern."""
    where = Q(leader_id=by.account_id) | Q(body_id__in=by.bodies())
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    return Activity.objects.filter(where, city=by.city)


def public_near(city: str, paths: Iterable[str], at: datetime) -> QuerySet[Activity]:
    """Published ones of some places that have not ended, soonest first."""
    where = Q(pk__in=[])
    for path in paths:
        where |= Q(region_path__startswith=path)
    rows = Activity.objects.filter(where, city=city, state=ActivityState.PUBLISHED, ends_at__gt=at)
    return rows.select_related("body").order_by("starts_at", "id")


def to_review(by: Standing) -> QuerySet[Activity]:
    """Submitted activities that wait for this officer, what begins first first. A series waits once, as its first."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    waiting = Activity.objects.filter(where, city=by.city, state=ActivityState.SUBMITTED)
    sooner = Activity.objects.filter(earlier(), series=OuterRef("series"), state=ActivityState.SUBMITTED)
    return (
        waiting.exclude(leader_id=by.account_id)
        .exclude(co_leaders__account=by.account_id, co_leaders__removed_at__isnull=True)
        .exclude(Q(series__isnull=False) & Exists(sooner))
        .select_related("body", "region")
        .order_by("starts_at", "id")
    )


def led_by(by: Standing) -> QuerySet[Activity]:
    """Activities that somebody leads, themselves or for a body, the latest first, with their numbers."""
    mine = Activity.objects.filter(Q(leader_id=by.account_id) | Q(body_id__in=by.bodies()), city=by.city)
    numbers = mine.annotate(places=Sum("posts__places"), taken=Sum("posts__taken"))
    return numbers.select_related("body").order_by("-starts_at", "-id")


def notice_of(activity: Activity, posts: Sequence[Post] | None = None) -> Notice:
    """The facts of an activity that its recruitment notice has to hold."""
    found = posts if posts is not None else list(activity.posts.all())
    return Notice(
        title=activity.title,
        content=activity.content,
        place_name=activity.place_name,
        lon=activity.lon,
        lat=activity.lat,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        conditions=activity.conditions,
        how_to_apply=activity.how_to_apply,
        risks=activity.risks,
        guarantees=activity.guarantees,
        contact_name=activity.contact_name,
        contact_phone=activity.contact_phone,
        places=[post.places for post in found],
    )

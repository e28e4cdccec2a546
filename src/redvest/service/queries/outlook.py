"""Reads for the attendance outlook: how it was before, how many a post may expect, which posts will lack people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from redvest.core import clock
from redvest.registry.queries.merge import merged_records, records_of
from redvest.registry.queries.setting import every_value, rule_everywhere, rules
from redvest.service.choices import ActivityState, CancelKind, SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.rules.outlook import (
    FEWEST,
    Occasion,
    OutlookTerms,
    expected,
    is_short,
    reliability,
    show_probability,
)

YEARS = timedelta(days=3 * 366)  # what lies further back weighs nothing any more
_TERMS = (
    "outlook.half_life_days", "outlook.late_percent", "outlook.newcomer_percent", "outlook.newcomer_weight",
    "outlook.alert_percent",
)  # fmt: skip
COUNTS = Q(state__in=(SignUpState.SERVED, SignUpState.ABSENT)) | Q(
    state=SignUpState.CANCELLED, cancel_kind__in=(CancelKind.LATE, CancelKind.EXCUSED)
)
AGAINST = (Q(state=SignUpState.ABSENT) & ~Q(cancel_kind=CancelKind.EXCUSED)) | Q(
    state=SignUpState.CANCELLED, cancel_kind=CancelKind.LATE
)


def terms_for(path: str, at: datetime) -> OutlookTerms:
    return OutlookTerms(*rules(_TERMS, path, clock.day_of(at)).values())


def past_of(volunteer_id: UUID, at: datetime) -> QuerySet[SignUp]:
    """A person's own past sign-ups that count, and those that were excused, the latest first."""
    rows = SignUp.objects.filter(COUNTS, volunteer_id__in=records_of(volunteer_id), created_at__gt=at - YEARS)
    return rows.select_related("activity__body", "post", "absence_appeal").order_by("-period", "-id")


def occasion_of(row: SignUp) -> Occasion:
    return Occasion(row.state, row.cancel_kind, row.period.lower)


def shares_of(volunteers: Collection[UUID], at: datetime, terms: OutlookTerms) -> dict[UUID, float]:
    """How likely each of these comes. Two queries, however many they are."""
    owner = {each: each for each in volunteers} | merged_records(volunteers)
    past: dict[UUID, list[Occasion]] = defaultdict(list)
    rows = SignUp.objects.filter(COUNTS, volunteer_id__in=list(owner), created_at__gt=at - YEARS)
    for who, state, kind, period in rows.values_list("volunteer_id", "state", "cancel_kind", "period"):
        past[owner[who]].append(Occasion(state, kind, period.lower))
    return {each: reliability(past[each], at, terms) for each in volunteers}


@dataclass(frozen=True)
class Forecast:
    """How many hold a place of a post and how many may be expected; None where a sum would tell of one person."""

    post: Post
    holding: int
    expecting: int | None
    short: bool
    percent: int


def forecast_of(activity: Activity, posts: Collection[Post], at: datetime) -> dict[UUID, Forecast]:
    """For every post of an activity. Four queries."""
    rows = SignUp.objects.filter(post__in=[each.pk for each in posts], state=SignUpState.CONFIRMED)
    held: dict[UUID, list[tuple[UUID, bool]]] = defaultdict(list)
    for post, who, said in rows.values_list("post_id", "volunteer_id", "reconfirmed_at"):
        held[post].append((who, said is not None))
    people = {who for those in held.values() for who, _said in those}
    terms = terms_for(activity.region_path, at)
    shares = shares_of(people, at, terms) if people else {}
    return {each.pk: _forecast(each, held[each.pk], shares, terms) for each in posts}


def _forecast(
    post: Post, held: list[tuple[UUID, bool]], shares: dict[UUID, float], terms: OutlookTerms
) -> Forecast:
    chances = [show_probability(shares[who], reconfirmed=said) for who, said in held]
    expecting = expected(chances) if len(held) >= FEWEST else None
    sure = len(held) if expecting is None else expecting
    return Forecast(
        post, len(held), expecting, is_short(sure, post.places, terms.alert_percent), terms.alert_percent
    )


def posts_soon(city: str, at: datetime) -> list[Post]:
    """Posts that begin so soon that their leader may have to hear that people lack."""
    furthest = at + timedelta(hours=max(every_value("outlook.alert_hours")))
    rows = Post.objects.filter(city=city, activity__state=ActivityState.PUBLISHED)
    near = rows.annotate(begins=Coalesce("starts_at", "activity__starts_at"))
    near = near.filter(begins__gt=at, begins__lte=furthest).select_related(
        "activity__leader", "activity__body"
    )
    hours = rule_everywhere("outlook.alert_hours")

    def due(post: Post) -> bool:
        begins = post.starts_at or post.activity.starts_at
        ahead: int = hours(post.activity.region_path, clock.day_of(begins))
        return begins - timedelta(hours=ahead) <= at

    return [each for each in near.order_by("activity_id", "order", "id") if due(each)]

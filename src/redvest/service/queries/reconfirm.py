"""Reads about reconfirmation: which posts ask now, who is reminded, whose time is over, who was silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from redvest.core import clock
from redvest.registry.queries.setting import every_value, rule, rule_everywhere, rules
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.rules.reconfirm import ReconfirmTerms, asked_from

_TERMS = (
    "reconfirm.ask_hours", "reconfirm.due_hours", "reconfirm.remind_hours", "offer.quiet_from",
    "offer.quiet_until",
)  # fmt: skip
SILENT = Q(state=SignUpState.CONFIRMED, reconfirmed_at__isnull=True)


def begins(post: Post) -> datetime:
    return post.starts_at or post.activity.starts_at


def terms_at(post: Post) -> ReconfirmTerms:
    """The dated rules where and when the post serves."""
    path = post.activity.region_path
    return ReconfirmTerms(*rules(_TERMS, path, clock.day_of(begins(post))).values())


def asks(post: Post) -> bool:
    """Whether a post asks: as it says itself, or as the place has it."""
    if post.reconfirm is not None:
        return post.reconfirm
    return bool(rule("reconfirm.asked", post.activity.region_path, clock.day_of(begins(post))) == "yes")


def posts_to_ask(city: str, at: datetime) -> list[UUID]:
    """Posts near enough that ask, and have somebody whom nobody asked yet. Three queries, however many there are."""
    furthest = at + timedelta(hours=max(every_value("reconfirm.ask_hours")))
    posts = Post.objects.filter(city=city, activity__state=ActivityState.PUBLISHED).exclude(reconfirm=False)
    unasked = Q(
        signups__state=SignUpState.CONFIRMED, signups__reconfirm_by__isnull=True,
        signups__reconfirmed_at__isnull=True,
    )  # fmt: skip
    near = (
        posts.annotate(begins=Coalesce("starts_at", "activity__starts_at"))
        .filter(begins__gt=at, begins__lte=furthest)
        .annotate(first=Min("signups__confirmed_at", filter=unasked))
        .filter(first__isnull=False)
        .select_related("activity")
    )
    asked, hours = rule_everywhere("reconfirm.asked"), rule_everywhere("reconfirm.ask_hours")

    def wanted(post: Post) -> bool:
        starts, path = begins(post), post.activity.region_path
        day = clock.day_of(starts)
        asks = post.reconfirm or (post.reconfirm is None and asked(path, day) == "yes")
        since = asked_from(starts, ReconfirmTerms(ask_hours=hours(path, day)))
        return bool(asks) and post.first <= since <= at  # type: ignore[attr-defined]

    return [post.pk for post in near.order_by("pk") if wanted(post)]


def to_remind(city: str, at: datetime) -> QuerySet[SignUp]:
    """Who is silent so shortly before the deadline that a reminder may be due."""
    furthest = at + timedelta(hours=max(every_value("reconfirm.remind_hours")))
    rows = SignUp.objects.filter(SILENT, city=city, reconfirm_by__gt=at, reconfirm_by__lte=furthest)
    return rows.select_related("post__activity").order_by("reconfirm_by", "id")


def overdue(at: datetime, most: int) -> list[UUID]:
    """Who kept silent until the deadline; what has begun meanwhile is theirs, and takes up nobody else's turn."""
    rows = SignUp.objects.filter(SILENT, reconfirm_by__lte=at, activity__state=ActivityState.PUBLISHED)
    ahead = rows.filter(period__startswith__gt=at)
    return list(ahead.order_by("post_id", "reconfirm_by").values_list("pk", flat=True)[:most])


@dataclass(frozen=True)
class PostAnswers:
    """How many who hold a place were asked, said yes, and are silent still."""

    post: Post
    asked: int
    yes: int
    silent: int


def answers_of(activity: Activity) -> list[PostAnswers]:
    """The answers so far, post by post. One query."""
    held = Q(signups__state=SignUpState.CONFIRMED, signups__reconfirm_by__isnull=False)
    rows = activity.posts.annotate(
        asked=Count("signups", filter=held),
        yes=Count("signups", filter=held & Q(signups__reconfirmed_at__isnull=False)),
    )
    return [PostAnswers(row, row.asked, row.yes, row.asked - row.yes) for row in rows]


def silent_on(activity: Activity) -> QuerySet[SignUp]:
    """Who was asked and has not answered, the most urgent first."""
    rows = SignUp.objects.filter(SILENT, activity=activity, reconfirm_by__isnull=False)
    return rows.select_related("volunteer", "post").order_by(F("reconfirm_by"), "queue")

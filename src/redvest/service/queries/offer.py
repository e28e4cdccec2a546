"""Reads about offers: whose turn it is, who has to be passed over and why, what happened in a waiting list."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from redvest.core import clock
from redvest.registry.queries.setting import rules
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Offer, Post, SignUp
from redvest.service.queries.signup import reasons_of_person
from redvest.service.rules.offer import OfferTerms

_TERMS = ("offer.minutes", "offer.near_minutes", "offer.near_hours", "offer.quiet_from", "offer.quiet_until")


def terms_at(post: Post) -> OfferTerms:
    """The dated rules about offers where and when the post serves."""
    activity = post.activity
    return OfferTerms(
        *rules(_TERMS, activity.region_path, clock.day_of(post.starts_at or activity.starts_at)).values()
    )


def still_gives_out(post: Post, at: datetime) -> bool:
    """Whether a freed place may still go to somebody: the list works until the start, whenever sign-up closed."""
    return post.activity.state == ActivityState.PUBLISHED and at < (post.starts_at or post.activity.starts_at)


def waiting_list(post_id: UUID) -> QuerySet[SignUp]:
    """Who waits, in order."""
    waiting = SignUp.objects.filter(post_id=post_id, state=SignUpState.WAITING)
    return waiting.select_related("volunteer", "post__activity").order_by("queue")


def reason_against(signup: SignUp, at: datetime) -> str:
    """Why somebody whose turn has come has to be passed over; empty when nothing stands against it."""
    return next((each.code for each in reasons_of_person(signup.volunteer, signup.post)), "")


def posts_with_room_and_waiting(at: datetime, most: int) -> list[UUID]:
    """Posts with a free place and somebody waiting: who was passed over may be welcome again."""
    first = SignUp.objects.filter(post=OuterRef("pk"), state=SignUpState.WAITING).values("pk")[:1]
    posts = Post.objects.filter(activity__state=ActivityState.PUBLISHED, taken__lt=F("places"))
    posts = posts.annotate(begins=Coalesce("starts_at", "activity__starts_at"), first=Subquery(first))
    return list(
        posts.filter(begins__gt=at, first__isnull=False).order_by("pk").values_list("pk", flat=True)[:most]
    )


def offers_of(post_id: UUID) -> QuerySet[Offer]:
    """Everything that happened in a post's waiting list, the latest first: the log that a leader reads."""
    return (
        Offer.objects.filter(post_id=post_id).select_related("signup__volunteer").order_by("-made_at", "-id")
    )

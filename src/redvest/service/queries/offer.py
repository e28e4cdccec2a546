"""Reads about offers: whose turn it is, who has to be passed over and why, what happened in a waiting list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from redvest.core import clock
from redvest.registry.choices import QualificationState
from redvest.registry.models import Qualification
from redvest.registry.queries.merge import merged_records
from redvest.registry.queries.setting import rules
from redvest.service.choices import ActivityState, OfferState, SignUpState
from redvest.service.models import Offer, Post, PostCourse, SignUp, TrainingRecord
from redvest.service.queries.signup import reasons_of_record
from redvest.service.queries.training import STANDING
from redvest.service.rules.offer import OfferTerms, rings_at_once

_TERMS = ("offer.minutes", "offer.near_minutes", "offer.near_hours", "offer.quiet_from", "offer.quiet_until")


CHUNK = 100
LOOK_AGAIN = timedelta(minutes=10)  # how long the clock leaves somebody passed over alone


def terms_at(post: Post) -> OfferTerms:
    """The dated rules about offers where and when the post serves."""
    activity = post.activity
    return OfferTerms(
        *rules(_TERMS, activity.region_path, clock.day_of(post.starts_at or activity.starts_at)).values()
    )


def rings_at_night(signup: SignUp, at: datetime) -> bool:
    """Whether news of a place must not wait for the morning; it goes by the start of the shift."""
    return rings_at_once(at, signup.period.lower, terms_at(signup.post))


def still_gives_out(post: Post, at: datetime) -> bool:
    """Whether a freed place may still go to somebody: the list works until the start, whenever sign-up closed."""
    return post.activity.state == ActivityState.PUBLISHED and at < (post.starts_at or post.activity.starts_at)


def waiting_list(post_id: UUID) -> QuerySet[SignUp]:
    """Who waits, in order."""
    waiting = SignUp.objects.filter(post_id=post_id, state=SignUpState.WAITING)
    return waiting.select_related("volunteer").order_by("queue")


def in_line(post_id: UUID, *, not_since: datetime | None = None) -> Iterator[list[SignUp]]:
    """Who waits, in order, a hundred at a time; ``not_since``: without those passed over after that moment."""
    waiting, last = waiting_list(post_id), -1
    if not_since is not None:
        waiting = waiting.exclude(pk__in=_passed_over(not_since).filter(post=post_id).values("signup_id"))
    while people := list(waiting.filter(queue__gt=last)[:CHUNK]):
        yield people
        last = people[-1].queue


def _passed_over(since: datetime) -> QuerySet[Offer]:
    """Of a skipped turn ``ended_at`` is when the person was last looked at."""
    return Offer.objects.filter(state=OfferState.SKIPPED, ended_at__gt=since)


def reasons_against(people: Collection[SignUp], post: Post) -> dict[UUID, str]:
    """Why each of these, whose turn has come, has to be passed over; who may serve is left out.

    The same as ``reasons_of_person`` says of one, for many: at most four queries, however many there are.
    """
    day = clock.day_of(post.starts_at or post.activity.starts_at)
    found = {each.pk: own[0].code for each in people if (own := reasons_of_record(each.volunteer, post))}
    courses = set(PostCourse.objects.filter(post=post).values_list("course_id", flat=True))
    kinds = set(post.qualifications)
    left = [each for each in people if each.pk not in found]
    if not left or not (courses or kinds):
        return found
    records = {each.volunteer_id: each.volunteer_id for each in left}
    records |= merged_records(list(records))
    lasting = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
    trained = _held(
        TrainingRecord.objects.filter(lasting, STANDING, course__in=courses), "course_id", records, courses
    )
    qualified = _held(
        Qualification.objects.filter(lasting, state=QualificationState.VERIFIED, kind__in=kinds), "kind",
        records, kinds,
    )  # fmt: skip
    for each in left:
        if courses - trained.get(each.volunteer_id, set()):
            found[each.pk] = "needs-training"
        elif kinds - qualified.get(each.volunteer_id, set()):
            found[each.pk] = "needs-qualification"
    return found


def _held(
    rows: QuerySet[Any], column: str, records: Mapping[UUID, UUID], wanted: set[Any]
) -> dict[UUID, set[Any]]:
    """What each person has on any of their records; nothing is asked where nothing is wanted."""
    held: dict[UUID, set[Any]] = defaultdict(set)
    if wanted:
        for record, value in rows.filter(volunteer__in=list(records)).values_list("volunteer_id", column):
            held[records[record]].add(value)
    return held


def last_turns(people: Collection[SignUp]) -> dict[UUID, Offer]:
    """The last thing that happened in the line to each of these. One query."""
    rows = Offer.objects.filter(signup__in=[each.pk for each in people])
    return {each.signup_id: each for each in rows.order_by("signup_id", "-made_at").distinct("signup_id")}


def posts_with_room_and_waiting(at: datetime, most: int) -> list[UUID]:
    """Posts with a free place and somebody waiting who was not looked at lately: they may be welcome again."""
    lately = _passed_over(at - LOOK_AGAIN).filter(signup=OuterRef("pk"))
    first = SignUp.objects.filter(~Exists(lately), post=OuterRef("pk"), state=SignUpState.WAITING)
    posts = Post.objects.filter(activity__state=ActivityState.PUBLISHED, taken__lt=F("places"))
    posts = posts.annotate(begins=Coalesce("starts_at", "activity__starts_at"), first=Exists(first))
    return list(posts.filter(begins__gt=at, first=True).order_by("pk").values_list("pk", flat=True)[:most])


def offers_of(post_id: UUID) -> QuerySet[Offer]:
    """Everything that happened in a post's waiting list, the latest first: the log that a leader reads."""
    return (
        Offer.objects.filter(post_id=post_id).select_related("signup__volunteer").order_by("-made_at", "-id")
    )


def with_kept_until(rows: QuerySet[SignUp]) -> QuerySet[SignUp]:
    """Each sign-up with ``kept_until``, in the same query: how long its place is held out, None where none is."""
    offers = Offer.objects.filter(signup=OuterRef("pk"), state=OfferState.OPEN)
    return rows.annotate(kept_until=Subquery(offers.values("expires_at")[:1]))

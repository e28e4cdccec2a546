"""Reads about applications: which wait for an answer, how fast an organisation answers, what else somebody could do."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from redvest.core import clock
from redvest.registry.rules.age import age_on
from redvest.service.choices import LIVE_SIGNUPS, ActivityState, SignUpState
from redvest.service.models import Activity, Opening, Post, PostCourse, SignUp

RECENT = timedelta(days=90)
FEWEST = 10  # under so many answers a median says nothing

_MEDIAN = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.answered_at - s.created_at))
FROM service_signup AS s JOIN service_activity AS a ON a.id = s.activity_id
WHERE a.body_id = %s AND s.answered_at >= %s
"""


def due_before(city: str, moment: datetime) -> QuerySet[SignUp]:
    """Applications without an answer whose time ends before a moment, until their activity is closed or called off."""
    waiting = SignUp.objects.filter(
        city=city, state=SignUpState.APPLIED, answer_by__lt=moment, activity__state=ActivityState.PUBLISHED
    )
    return waiting.select_related("activity__body", "activity__leader").order_by("answer_by", "id")


def response_hours(body_id: UUID, at: datetime) -> int | None:
    """The median time to an answer in hours, rounded up, of the last ninety days; None for fewer than ten answers."""
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN, [body_id, at - RECENT])
        count, seconds = cursor.fetchone()
    return None if count < FEWEST else max(1, -int(-float(seconds) // 3600))


def alternatives(signup: SignUp, at: datetime, most: int = 3) -> list[Activity]:
    """Other activities with room that this person may take and has time for, of the same kind first, then the next.

    For somebody who was not chosen: nothing is offered that would be refused for their age or other plans.
    """
    wanted, person = signup.activity, signup.volunteer
    room = Post.objects.filter(
        activity=OuterRef("pk"), taken__lt=F("places"), needs_review=False, qualifications=[]
    )
    if person.birth_on is not None:
        age = age_on(person.birth_on, clock.day_of(at))
        room = room.filter(Q(min_age__isnull=True) | Q(min_age__lte=age))
        room = room.filter(Q(max_age__isnull=True) | Q(max_age__gte=age))
    room = room.exclude(pk__in=PostCourse.objects.values("post_id")).exclude(
        pk__in=Opening.objects.values("pk")
    )
    open_now = Activity.objects.filter(
        Exists(room), city=signup.city, state=ActivityState.PUBLISHED, signup_opens_at__lte=at,
        signup_closes_at__gt=at, starts_at__gt=at,
    ).exclude(pk=wanted.pk)  # fmt: skip
    plans = SignUp.objects.filter(volunteer=person, state__in=LIVE_SIGNUPS, activity__ends_at__gt=at)
    for starts, ends in plans.values_list("activity__starts_at", "activity__ends_at")[:50]:
        open_now = open_now.exclude(starts_at__lt=ends, ends_at__gt=starts)
    other = Case(When(domain=wanted.domain_id, then=0), default=1, output_field=IntegerField())
    return list(open_now.order_by(other, "starts_at", "id")[:most])

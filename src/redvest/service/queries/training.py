"""Reads about training: an organisation's courses, who took them, what a post asks for and a person lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from redvest.registry.models import Body
from redvest.registry.queries.merge import records_of
from redvest.service.models import PostCourse, TrainingCourse, TrainingRecord

STANDING = Q(voided_at__isnull=True)


def courses_of(body: Body) -> QuerySet[TrainingCourse]:
    """An organisation's courses with how many records each has, those still held first."""
    count = Count("records", filter=Q(records__voided_at__isnull=True))
    return TrainingCourse.objects.filter(body=body).annotate(people=count).order_by("-ended_at", "name", "id")


def live_courses(body: Body) -> QuerySet[TrainingCourse]:
    """The courses that a post of this organisation may ask for."""
    return TrainingCourse.objects.filter(body=body, ended_at__isnull=True).order_by("name", "id")


def records_of_course(course: TrainingCourse) -> QuerySet[TrainingRecord]:
    """Who took a course, the latest first; voided ones too, since nothing is hidden."""
    rows = TrainingRecord.objects.filter(course=course).select_related("volunteer", "recorded_by")
    return rows.order_by("-on", "-id")


def trainings_of(volunteer_id: UUID) -> QuerySet[TrainingRecord]:
    """A volunteer's trainings that stand, the latest first."""
    rows = TrainingRecord.objects.filter(STANDING, volunteer_id__in=records_of(volunteer_id))
    return rows.select_related("course", "course__body").order_by("-on", "-id")


def needs_of(post_ids: Iterable[UUID]) -> dict[UUID, list[TrainingCourse]]:
    """The courses that each of these posts asks for; posts that ask for none are left out. One query."""
    found: dict[UUID, list[TrainingCourse]] = defaultdict(list)
    rows = PostCourse.objects.filter(post_id__in=list(post_ids)).select_related("course__body")
    for need in rows.order_by("course__name", "id"):
        found[need.post_id].append(need.course)
    return dict(found)


def lacking(volunteer_id: UUID, post_id: UUID, on: date) -> list[TrainingCourse]:
    """The courses that a post asks for and that this volunteer has not, or will no longer have on that day."""
    holds = TrainingRecord.objects.filter(STANDING, volunteer_id__in=records_of(volunteer_id))
    held = holds.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on)).values("course_id")
    needed = TrainingCourse.objects.filter(pk__in=PostCourse.objects.filter(post=post_id).values("course_id"))
    return list(needed.exclude(pk__in=held).order_by("name", "id"))

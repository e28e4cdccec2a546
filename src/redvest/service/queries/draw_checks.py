"""Who of very many may have a place on a post: the reasons of ``queries/signup.py``, in a few queries for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from redvest.core import clock
from redvest.registry.choices import DutyTurnState, QualificationState, RealNameState, VolunteerState
from redvest.registry.models import DutyTurn, Qualification, Volunteer
from redvest.registry.queries.merge import merged_records
from redvest.registry.queries.setting import rules
from redvest.registry.rules.age import age_on
from redvest.service.choices import PLANS
from redvest.service.models import Opening, Post, PostCourse, SignUp, TrainingRecord
from redvest.service.queries.opening import hot_signups
from redvest.service.rules.limits import Limits, Stretch, breach


@dataclass
class _Known:
    """What is on record of one person and all records merged into theirs."""

    courses: set[UUID] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)
    plans: list[Stretch] = field(default_factory=list)
    on_duty: bool = False
    there: bool = False  # on this very post already
    hot: int = 0


def reasons_against_many(people: Sequence[Volunteer], post: Post, opening: Opening) -> dict[UUID, str]:
    """The first reason against each person who may not have a place, as a code; the others are left out."""
    day = clock.day_of(post.starts_at or post.activity.starts_at)
    needs = set(PostCourse.objects.filter(post=post).values_list("course_id", flat=True))
    keys = ("signup.daily_minutes", "signup.rest_minutes")
    limits = Limits(*rules(keys, post.activity.region_path, day).values())
    known = _known(people, post, opening, needs, day)
    found: dict[UUID, str] = {}
    for person in people:
        code = _of_person(person, post, day) or _of_known(known[person.pk], post, opening, needs, limits)
        if code:
            found[person.pk] = code
    return found


def _of_person(person: Volunteer, post: Post, day: date) -> str:
    if person.state != VolunteerState.ACTIVE:
        return "guardian" if person.state == VolunteerState.PENDING_GUARDIAN else "inactive"
    if person.real_name_state not in (RealNameState.CHECKED, RealNameState.VERIFIED):
        return "real-name"
    age = age_on(person.birth_on, day) if person.birth_on else None
    if age is not None and post.min_age is not None and age < post.min_age:
        return "too-young"
    if age is not None and post.max_age is not None and age > post.max_age:
        return "too-old"
    return ""


def _of_known(known: _Known, post: Post, opening: Opening, needs: set[UUID], limits: Limits) -> str:
    if known.there:
        return "already-signed-up"
    if needs - known.courses:
        return "needs-training"
    if set(post.qualifications) - known.papers:
        return "needs-qualification"
    wanted = _stretch(post)
    overlaps = any(one.starts_at < wanted.ends_at and wanted.starts_at < one.ends_at for one in known.plans)
    if overlaps or known.on_duty:
        return "overlaps"
    if opening.most_each is not None and known.hot >= opening.most_each:
        return "hot-cap-reached"
    return breach(wanted=wanted, others=known.plans, limits=limits)


def _stretch(post: Post) -> Stretch:
    activity = post.activity
    return Stretch(post.starts_at or activity.starts_at, post.ends_at or activity.ends_at)


def _known(
    people: Sequence[Volunteer], post: Post, opening: Opening, needs: Iterable[UUID], day: date
) -> dict[UUID, _Known]:
    own = {person.pk: person.pk for person in people} | merged_records([person.pk for person in people])
    found: dict[UUID, _Known] = defaultdict(_Known)
    valid = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
    records = list(own)
    had = TrainingRecord.objects.filter(valid, volunteer__in=records, course__in=needs, voided_at=None)
    for record, course in had.values_list("volunteer", "course"):
        found[own[record]].courses.add(course)
    if post.qualifications:
        held = Qualification.objects.filter(valid, volunteer__in=records, state=QualificationState.VERIFIED)
        for record, kind in held.values_list("volunteer", "kind"):
            found[own[record]].papers.add(kind)
    _read_plans(found, own, records, post)
    if opening.most_each is not None:
        for record in hot_signups(records, post, opening).values_list("volunteer", flat=True):
            found[own[record]].hot += 1
    return found


def _read_plans(found: dict[UUID, _Known], own: dict[UUID, UUID], records: list[UUID], post: Post) -> None:
    wanted, around = _stretch(post), timedelta(days=1)
    near = SignUp.objects.filter(
        volunteer__in=records, state__in=PLANS,
        period__overlap=(wanted.starts_at - around, wanted.ends_at + around),
    )  # fmt: skip
    for record, post_id, period in near.values_list("volunteer", "post", "period"):
        if post_id == post.pk:
            found[own[record]].there = True
        else:
            found[own[record]].plans.append(Stretch(period.lower, period.upper))
    duty = DutyTurn.objects.filter(
        volunteer__in=records, state=DutyTurnState.TAKEN, starts_at__lt=wanted.ends_at,
        ends_at__gt=wanted.starts_at,
    )  # fmt: skip
    for record in duty.values_list("volunteer", flat=True):
        found[own[record]].on_duty = True

"""Rows of the five-part record for tests: courses, trainings, evaluations' activities, policies."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from redvest.core.clock import day_of
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import AwardGiver, AwardState
from redvest.service.models import (
    Activity,
    AwardRecord,
    Evaluation,
    InsurancePolicy,
    Post,
    PostCourse,
    TrainingCourse,
    TrainingRecord,
)
from redvest.service.rules.training import expires_on
from tests.factories.registry import NOW, TODAY, make_account
from tests.factories.service import HOUR, make_activity, make_post, make_signup, make_stay

_serial = count(1)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def make_course(
    *, body: Body, name: str | None = None, valid_months: int | None = None, minutes: int = 90
) -> TrainingCourse:
    return TrainingCourse.objects.create(
        city=body.city, body=body, name=name or f"急救入门{next(_serial)}", content="心肺复苏和包扎。",
        minutes=minutes, valid_months=valid_months, created_at=NOW, created_by=make_account(name="教务"),
    )  # fmt: skip


def make_training(
    *, volunteer: Volunteer, course: TrainingCourse, on: date = TODAY - timedelta(days=10)
) -> TrainingRecord:
    return TrainingRecord.objects.create(
        city=course.city, volunteer=volunteer, course=course, on=on,
        expires_on=expires_on(on, course.valid_months), recorded_by=course.created_by, recorded_at=NOW,
    )  # fmt: skip


def ask_for(post: Post, *courses: TrainingCourse) -> Post:
    """The post takes nobody without these courses."""
    PostCourse.objects.bulk_create(PostCourse(post=post, course=course) for course in courses)
    return post


def make_award(
    *,
    volunteer: Volunteer,
    name: str | None = None,
    state: AwardState = AwardState.RECORDED,
    body: Body | None = None,
) -> AwardRecord:
    return AwardRecord.objects.create(
        city=volunteer.city, volunteer=volunteer, giver=AwardGiver.OWN_BODY if body else AwardGiver.GOVERNMENT,
        body=body, granted_by=body.name if body else "新余市文明办", name=name or f"优秀志愿者{next(_serial)}",
        on=TODAY - timedelta(days=30), state=state, created_at=NOW, created_by=make_account(name="办事员"),
    )  # fmt: skip


def served_on(
    *, body: Body, leader: Account, volunteers: list[Volunteer], starts_at: datetime = NOW - 26 * HOUR
) -> Activity:
    """An activity of two hours that is over, on which all of these served."""
    activity = make_activity(body=body, leader=leader, starts_at=starts_at)
    post = make_post(activity=activity, places=20)
    for volunteer in volunteers:
        signup = make_signup(post=post, volunteer=volunteer, at=starts_at - 24 * HOUR)
        make_stay(signup=signup, in_at=activity.starts_at, out_at=activity.ends_at)
    return activity


def make_evaluation(
    *, activity: Activity, volunteer: Volunteer, scores: tuple[int, int, int] = (5, 4, 3)
) -> Evaluation:
    return Evaluation.objects.create(
        city=activity.city, activity=activity, volunteer=volunteer, punctuality=scores[0], attitude=scores[1],
        skill=scores[2], text="耐心", evaluated_at=NOW, evaluated_by=activity.leader,
    )  # fmt: skip


def make_policy(activity: Activity) -> InsurancePolicy:
    return InsurancePolicy.objects.create(
        activity=activity, insurer="中国人寿财产保险新余中心支公司", number=f"PICC{next(_serial):08d}",
        covers_from=day_of(activity.starts_at), covers_to=day_of(activity.ends_at),
        recorded_by=activity.leader, recorded_at=NOW,
    )  # fmt: skip

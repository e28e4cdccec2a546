"""Reads about sign-ups: who is on which list, and why somebody cannot join."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.registry.choices import RealNameState, VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.rules.age import age_on
from redvest.service.choices import LIVE_SIGNUPS, ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.queries.training import lacking


@dataclass(frozen=True)
class Reason:
    """Why a volunteer cannot join: a stable code and the sentence people read."""

    code: str
    sentence: str
    course: str = ""  # the id of the training that is missing


def reasons_against(*, volunteer_id: UUID | None, post_id: UUID, at: datetime) -> list[Reason]:
    """Every reason why this volunteer cannot sign up for this post now; empty when nothing stands against it."""
    post = Post.objects.select_related("activity").filter(pk=post_id).first()
    if post is None:
        return [Reason("not-found", _("没有找到这个岗位，它可能已经取消。"))]
    volunteer = Volunteer.objects.filter(pk=volunteer_id).first() if volunteer_id else None
    reasons = _of_time(post.activity, at)
    if volunteer is None:
        return [Reason("not-registered", _("先完成实名登记，才能报名。")), *reasons]
    of_person = [*_of_person(volunteer), *_of_age(volunteer, post), *_of_training(volunteer, post)]
    return [*of_person, *reasons, *_of_other_plans(volunteer, post)]


def _of_person(volunteer: Volunteer) -> list[Reason]:
    if volunteer.state == VolunteerState.PENDING_GUARDIAN:
        return [Reason("guardian", _("还在等监护人同意，同意后就能报名。"))]
    if volunteer.state != VolunteerState.ACTIVE:
        return [Reason("inactive", _("你的志愿者身份目前不能报名，请联系所在社区的服务站。"))]
    if volunteer.real_name_state not in (RealNameState.CHECKED, RealNameState.VERIFIED):
        return [Reason("real-name", _("先完成实名登记，才能报名。"))]
    return []


def _of_age(volunteer: Volunteer, post: Post) -> list[Reason]:
    if volunteer.birth_on is None:
        return []
    age = age_on(volunteer.birth_on, clock.day_of(post.activity.starts_at))
    if post.min_age is not None and age < post.min_age:
        return [Reason("too-young", _("这个岗位要满 %(age)d 岁。") % {"age": post.min_age})]
    if post.max_age is not None and age > post.max_age:
        words = _("这个岗位限 %(low)d–%(high)d 岁。") if post.min_age else _("这个岗位限 %(high)d 岁及以下。")
        return [Reason("too-old", words % {"low": post.min_age, "high": post.max_age})]
    return []


def _of_training(volunteer: Volunteer, post: Post) -> list[Reason]:
    missing = lacking(volunteer.pk, post.pk, clock.day_of(post.activity.starts_at))
    said = _("要先参加培训“%(name)s”，到活动那天还有效。")
    return [Reason("needs-training", said % {"name": course.name}, str(course.pk)) for course in missing]


def _of_time(activity: Activity, at: datetime) -> list[Reason]:
    if activity.state != ActivityState.PUBLISHED:
        return [Reason("closed", _("这场活动现在不招募。"))]
    if at < activity.signup_opens_at:
        opens = activity.signup_opens_at.astimezone(clock.CHINA)
        return [Reason("closed", _("报名还没开始，%(when)s 开放。") % {"when": f"{opens:%m-%d %H:%M}"})]
    if at >= activity.signup_closes_at:
        return [Reason("closed", _("报名已经截止。"))]
    return []


def _of_other_plans(volunteer: Volunteer, post: Post) -> list[Reason]:
    activity = post.activity
    other = (
        SignUp.objects.filter(
            volunteer_id__in=records_of(volunteer.pk),
            state__in=LIVE_SIGNUPS,
            period__overlap=(activity.starts_at, activity.ends_at),
        )
        .exclude(post=post)
        .select_related("activity")
        .first()
    )
    if other is None:
        return []
    return [Reason("overlaps", _("同一时间你已经报了“%(title)s”。") % {"title": other.activity.title})]


def position(signup: SignUp) -> int | None:
    """Place in the waiting list, from 1; None when not waiting."""
    if signup.state != SignUpState.WAITING:
        return None
    return (
        1
        + SignUp.objects.filter(
            post_id=signup.post_id, state=SignUpState.WAITING, queue__lt=signup.queue
        ).count()
    )


def signups_of(volunteer_id: UUID) -> QuerySet[SignUp]:
    """A volunteer's own sign-ups with activity and post, the newest first."""
    return SignUp.objects.filter(volunteer_id__in=records_of(volunteer_id)).select_related(
        "activity", "activity__body", "post"
    )


def live_signups_of(volunteer_id: UUID) -> dict[UUID, SignUp]:
    """The volunteer's live sign-ups by post."""
    return {s.post_id: s for s in signups_of(volunteer_id).filter(state__in=LIVE_SIGNUPS)}


_ROSTER_ORDER = (SignUpState.CONFIRMED, SignUpState.SERVED, SignUpState.ABSENT, SignUpState.WAITING)


def roster(activity: Activity) -> QuerySet[SignUp]:
    """Who is on an activity: those who hold a place, those who served, who stayed away, then the waiting in order."""
    return (
        SignUp.objects.filter(activity=activity)
        .exclude(state=SignUpState.CANCELLED)
        .select_related("volunteer", "post")
        .order_by(Case(*(When(state=state, then=turn) for turn, state in enumerate(_ROSTER_ORDER))), "queue")
    )

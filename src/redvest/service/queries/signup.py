"""Reads about sign-ups: who is on which list, and why somebody cannot join."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.core import clock
from redvest.registry.choices import DutyTurnState, QualificationState, RealNameState, VolunteerState
from redvest.registry.models import DutyTurn, Qualification, Volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.setting import rules
from redvest.registry.rules.age import age_on
from redvest.service.choices import LIVE_SIGNUPS, PLANS, ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.queries.danger import unsigned_of
from redvest.service.queries.opening import verdict_for
from redvest.service.queries.training import lacking
from redvest.service.rules.limits import Limits, Stretch, breach

_LIMIT_WORDS = {
    "daily-limit": gettext_lazy("加上这一场，你这一天的服务时间就太长了，请留点时间休息。"),
    "rest-time": gettext_lazy("它和你报的另一场挨得太近，中间要有时间休息。"),
}


@dataclass(frozen=True)
class Reason:
    """Why a volunteer cannot join: a stable code and the sentence people read."""

    code: str
    sentence: str
    course: str = ""  # the id of the training that is missing


def reasons_against(*, volunteer_id: UUID | None, post_id: UUID, at: datetime) -> list[Reason]:
    """Every reason why this volunteer cannot sign up for this post now; empty when nothing stands against it."""
    post = Post.objects.select_related("activity", "opening").filter(pk=post_id).first()
    if post is None:
        return [Reason("not-found", _("没有找到这个岗位，它可能已经取消。"))]
    volunteer = Volunteer.objects.filter(pk=volunteer_id).first() if volunteer_id else None
    reasons = _of_time(post.activity, at) or _of_opening(volunteer_id, post, at)
    if volunteer is None:
        return [Reason("not-registered", _("先完成实名登记，才能报名。")), *reasons]
    of_post = [*_of_post(post, at), *_of_agreement(volunteer, post), *reasons_of_plans(volunteer, post)]
    return [*reasons_of_person(volunteer, post), *reasons, *of_post]


def _of_agreement(volunteer: Volunteer, post: Post) -> list[Reason]:
    """Who has a place on dangerous service and has not agreed to its text cannot begin it (条例 art. 14)."""
    if not post.activity.dangerous:
        return []
    mine = SignUp.objects.filter(post=post, volunteer=volunteer, state__in=LIVE_SIGNUPS)
    if not unsigned_of(post.activity, [volunteer.pk]) or not mine.exists():
        return []
    return [Reason("agreement-unsigned", _("报上了，还没有同意协议：这场服务有危险，同意以后才能签到。"))]


def reasons_of_person(volunteer: Volunteer, post: Post) -> list[Reason]:
    """What stands against somebody on a post whatever the time of day and their other plans."""
    of_papers = [*_of_training(volunteer, post), *_of_qualifications(volunteer, post)]
    return [*reasons_of_record(volunteer, post), *of_papers]


def reasons_of_record(volunteer: Volunteer, post: Post) -> list[Reason]:
    """What stands against somebody by their record alone: nothing is asked of the database."""
    return [*reasons_of_state(volunteer), *_of_age(volunteer, post)]


def reasons_of_state(volunteer: Volunteer) -> list[Reason]:
    """What stands against somebody wherever they want to serve."""
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
    age = age_on(volunteer.birth_on, clock.day_of(_begins(post)))
    if post.min_age is not None and age < post.min_age:
        return [Reason("too-young", _("这个岗位要满 %(age)d 岁。") % {"age": post.min_age})]
    if post.max_age is not None and age > post.max_age:
        words = _("这个岗位限 %(low)d–%(high)d 岁。") if post.min_age else _("这个岗位限 %(high)d 岁及以下。")
        return [Reason("too-old", words % {"low": post.min_age, "high": post.max_age})]
    return []


def _of_training(volunteer: Volunteer, post: Post) -> list[Reason]:
    missing = lacking(volunteer.pk, post.pk, clock.day_of(_begins(post)))
    said = _("要先参加培训“%(name)s”，到活动那天还有效。")
    return [Reason("needs-training", said % {"name": course.name}, str(course.pk)) for course in missing]


def _of_qualifications(volunteer: Volunteer, post: Post) -> list[Reason]:
    if not post.qualifications:
        return []
    day = clock.day_of(_begins(post))
    held = Qualification.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=day),
        volunteer__in=records_of(volunteer.pk), state=QualificationState.VERIFIED,
    )  # fmt: skip
    missing = set(post.qualifications) - set(held.values_list("kind", flat=True))
    said = _("要有核实过的“%(name)s”，到活动那天还有效。")
    names = people_list("qualification")
    return [Reason("needs-qualification", said % {"name": names.get(key, key)}) for key in sorted(missing)]


def _of_opening(volunteer_id: UUID | None, post: Post, at: datetime) -> list[Reason]:
    said = verdict_for(volunteer_id, post, at)
    return [Reason(said.code, said.sentence)] if said.code else []


def _of_post(post: Post, at: datetime) -> list[Reason]:
    if not post.needs_review:
        return []
    late = SignUp.objects.filter(post=post, state=SignUpState.APPLIED, answer_by__lt=at)
    if not late.exists():
        return []
    return [Reason("answers-overdue", _("这个岗位还有人没得到答复，答复以前不再收新的申请。"))]


def _begins(post: Post) -> datetime:
    return post.starts_at or post.activity.starts_at


def _stretch(post: Post) -> Stretch:
    return Stretch(_begins(post), post.ends_at or post.activity.ends_at)


def has_plans_near(records: Collection[UUID], post: Post) -> bool:
    """Whether somebody has plans, or has served, within a day of a post, so that limits have to be looked at."""
    return _near(records, post).exists()


def limit_against(records: Collection[UUID], post: Post) -> str:
    """Which limit of the place one more sign-up would break: a code of ``rules/limits.py``, or an empty text."""
    return _limit_broken(post, list(_near(records, post)))


def _limit_broken(post: Post, near: list[SignUp]) -> str:
    if not near:
        return ""
    keys = ("signup.daily_minutes", "signup.rest_minutes")
    daily, rest = rules(keys, post.activity.region_path, clock.day_of(_begins(post))).values()
    others = [Stretch(each.period.lower, each.period.upper) for each in near]
    return breach(wanted=_stretch(post), others=others, limits=Limits(daily, rest))


def _near(records: Collection[UUID], post: Post) -> QuerySet[SignUp]:
    return _around(records, post).exclude(post=post)


def _around(records: Collection[UUID], post: Post) -> QuerySet[SignUp]:
    wanted, day = _stretch(post), timedelta(days=1)
    around = (wanted.starts_at - day, wanted.ends_at + day)
    # What was served this morning is part of the day as well, though it is no live sign-up any more.
    plans = SignUp.objects.filter(volunteer_id__in=records, state__in=PLANS, period__overlap=around)
    return plans.order_by("period")


def _of_time(activity: Activity, at: datetime) -> list[Reason]:
    if activity.state != ActivityState.PUBLISHED:
        return [Reason("closed", _("这场活动现在不招募。"))]
    if at < activity.signup_opens_at:
        opens = activity.signup_opens_at.astimezone(clock.CHINA)
        return [Reason("closed", _("报名还没开始，%(when)s 开放。") % {"when": f"{opens:%m-%d %H:%M}"})]
    if at >= activity.signup_closes_at:
        return [Reason("closed", _("报名已经截止。"))]
    return []


def reasons_of_plans(volunteer: Volunteer, post: Post, but: Collection[UUID] = ()) -> list[Reason]:
    """Plans for the same time, activities or duty at a station, or else what they leave of the day and of rest.

    ``but``: sign-ups that would be given up for it.
    """
    held = list(_around(records_of(volunteer.pk), post).exclude(pk__in=but).select_related("activity"))
    if any(other.post_id == post.pk for other in held):
        return [Reason("already-signed-up", _("你已经报了这个岗位。"))]
    wanted = _stretch(post)
    for other in held:
        if other.period.lower < wanted.ends_at and wanted.starts_at < other.period.upper:
            said = _("同一时间你已经报了“%(title)s”。")
            return [Reason("overlaps", said % {"title": other.activity.title})]
    duty = DutyTurn.objects.filter(
        volunteer_id__in=records_of(volunteer.pk), state=DutyTurnState.TAKEN,
        starts_at__lt=wanted.ends_at, ends_at__gt=wanted.starts_at,
    )  # fmt: skip
    if (turn := duty.select_related("slot__station").first()) is not None:
        said = _("同一时间你答应了在“%(station)s”值班。")
        return [Reason("overlaps", said % {"station": turn.slot.station.name})]
    code = _limit_broken(post, held)
    return [Reason(code, str(_LIMIT_WORDS[code]))] if code else []


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
        "activity", "activity__body", "post", "party__made_by"
    )


def next_of_children(children: Collection[Volunteer], at: datetime) -> list[SignUp]:
    """The next live sign-up of each child that is not over, the soonest first. One query."""
    rows = SignUp.objects.filter(
        volunteer__in=[each.pk for each in children], state__in=LIVE_SIGNUPS, period__endswith__gt=at
    )
    found = rows.select_related("activity__body", "post", "volunteer").order_by("period", "id")
    return list({each.volunteer_id: each for each in reversed(found)}.values())[::-1]


def live_signups_of(volunteer_id: UUID) -> dict[UUID, SignUp]:
    """The volunteer's live sign-ups by post."""
    return {s.post_id: s for s in signups_of(volunteer_id).filter(state__in=LIVE_SIGNUPS)}


_ROSTER_ORDER = (
    SignUpState.CONFIRMED, SignUpState.SERVED, SignUpState.ABSENT, SignUpState.OFFERED, SignUpState.APPLIED,
    SignUpState.WAITING,
)  # fmt: skip
_OVER = (SignUpState.CANCELLED, SignUpState.REFUSED, SignUpState.LAPSED)


def roster(activity: Activity) -> QuerySet[SignUp]:
    """Who is on an activity: those who hold a place, those who served, who stayed away, then the waiting in order."""
    return (
        SignUp.objects.filter(activity=activity)
        .exclude(state__in=_OVER)
        .select_related("volunteer", "post")
        .order_by(Case(*(When(state=state, then=turn) for turn, state in enumerate(_ROSTER_ORDER))), "queue")
    )

"""What a person fills in for an activity and its posts, and the checks that a draft has to pass already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from redvest.registry.models import Region, ServiceDomain
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.skill import every_skill
from redvest.service.activity_errors import BadActivity
from redvest.service.models import Project
from redvest.service.queries.activity_kind import ORDINARY, activity_kinds
from redvest.service.rules.shift import shift_faults as faults_of_shift
from redvest.service.rules.statement import Statement

LONGEST = timedelta(days=31)
MOST_PLACES = 100_000
LONGEST_ANSWER = 240  # hours; ten days
LONGEST_BREAK = 30_000  # minutes; what the column holds, and the nights of 31 days


@dataclass(frozen=True)
class PostForm:
    title: str
    places: int
    description: str = ""
    min_age: int | None = None
    max_age: int | None = None
    courses: tuple[UUID, ...] = ()  # trainings without which the post takes nobody
    needs_review: bool = False  # the organisers choose among those who apply
    answer_hours: int | None = None  # within how many hours they answer; 72 where nothing is said
    meeting_point: str = ""
    qualifications: tuple[str, ...] = ()  # keys of the register's list, each verified and valid on the day
    skills: tuple[str, ...] = ()  # keys of the register's list; they help, nobody is refused without them
    shift: str = ""  # what this turn is called: 早班, 第二场
    starts_at: datetime | None = None  # both or neither; neither: as long as the activity
    ends_at: datetime | None = None
    break_minutes: int = 0  # of a post with times of its own; the activity's break counts for the others


@dataclass(frozen=True)
class ActivityForm:
    """Times are aware. Everything that the notice requires may still be empty in a draft."""

    project_id: UUID
    title: str
    domain_key: str
    region_code: str
    starts_at: datetime
    ends_at: datetime
    content: str = ""
    place_name: str = ""
    lon: float | None = None
    lat: float | None = None
    break_minutes: int = 0
    signup_opens_at: datetime | None = None
    signup_closes_at: datetime | None = None
    conditions: str = ""
    how_to_apply: str = ""
    risks: str = ""
    guarantees: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    dangerous: bool = False
    danger_note: str = ""  # why what sounds dangerous is not
    kind: str = ORDINARY  # a key of ``data/activity_kinds.csv``
    audience_places: int | None = None
    leader_id: UUID | None = None
    # None: nobody asked for it (an older client); the reviewer then affirms in the publisher's place.
    statement: Statement | None = None
    agreement: bool = False  # whether volunteers sign a written agreement (条例 art. 14)

    # Fields that go into the row as they are.
    COPIED: ClassVar[frozenset[str]] = frozenset(
        {
            "title", "content", "place_name", "lon", "lat", "starts_at", "ends_at", "break_minutes", "conditions",
            "how_to_apply", "risks", "guarantees", "contact_name", "contact_phone", "dangerous",
            "danger_note", "kind", "audience_places",
        }
    )  # fmt: skip


@dataclass(frozen=True)
class Checked:
    project: Project
    region: Region
    domain: ServiceDomain


def check_form(*, form: ActivityForm, posts: Sequence[PostForm], city: str, at: datetime) -> Checked:
    """The rows that the form names. Raises BadActivity with one sentence for each field at fault."""
    faults = [
        *_text_faults(form),
        *_time_faults(form),
        *_past_faults(form, at),
        *_place_faults(form),
        *_kind_faults(form),
        *_post_faults(posts),
        *_shift_faults(form, posts),
    ]
    project = Project.objects.select_related("body").filter(pk=form.project_id, city=city).first()
    region = Region.objects.filter(code=form.region_code, city=city).first()
    domain = ServiceDomain.objects.filter(key=form.domain_key).first()
    if project is None:
        faults.append(("project", "请选择这场活动属于哪个项目。"))
    if region is None:
        faults.append(("region", "请从列表里选择活动所在的区域。"))
    if domain is None:
        faults.append(("domain", "请从列表里选择服务类别。"))
    if project is None or region is None or domain is None or faults:
        raise BadActivity(errors=[{"field": field, "sentence": sentence} for field, sentence in faults])
    return Checked(project, region, domain)


Faults = list[tuple[str, str]]


def _text_faults(form: ActivityForm) -> Faults:
    limits = {"title": 60, "place_name": 80, "contact_name": 60, "contact_phone": 20, "danger_note": 200}
    faults = [
        (name, f"这一项最长 {limit} 个字，现在是 {len(getattr(form, name))} 个字。")
        for name, limit in limits.items()
        if len(getattr(form, name)) > limit
    ]
    if not form.title.strip():
        faults.append(("title", "给活动起个标题，让人一眼看懂要做什么。"))
    return faults


def _time_faults(form: ActivityForm) -> Faults:
    faults: Faults = []
    if form.ends_at <= form.starts_at:
        faults.append(("ends_at", "结束时间要晚于开始时间。"))
    elif form.ends_at - form.starts_at > LONGEST:
        faults.append(("ends_at", "一场活动最长 31 天，更长的请分成几场。"))
    elif form.break_minutes < 0 or timedelta(minutes=form.break_minutes) >= form.ends_at - form.starts_at:
        faults.append(("break_minutes", "休息时间要比活动时间短。"))
    elif form.break_minutes > LONGEST_BREAK:
        faults.append(("break_minutes", f"休息时间最长 {LONGEST_BREAK} 分钟，更长的请分成几场。"))
    opens, closes = form.signup_opens_at, form.signup_closes_at
    if opens and closes and closes <= opens:
        faults.append(("signup_closes_at", "报名截止要晚于报名开始。"))
    elif closes and closes > form.ends_at:
        faults.append(("signup_closes_at", "报名截止不能晚于活动结束。"))
    elif opens and opens >= (closes or form.ends_at):
        faults.append(("signup_opens_at", "报名开始要早于报名截止和活动结束。"))
    return faults


def _past_faults(form: ActivityForm, at: datetime) -> Faults:
    """What is over recruits nobody."""
    if form.ends_at <= at:
        return [("ends_at", "这个时间已经过去了，活动要在将来结束。")]
    closes = form.signup_closes_at
    if closes and closes <= at:
        return [("signup_closes_at", "报名截止已经过去了，请改成将来的时间。")]
    return []


def _place_faults(form: ActivityForm) -> Faults:
    if (form.lon is None) != (form.lat is None):
        return [("point", "请在地图上点一下集合的位置。")]
    if form.lon is not None and form.lat is not None and not (72 <= form.lon <= 136 and 3 <= form.lat <= 54):
        return [("point", "地图上的位置不在国内，请检查经度和纬度有没有写反。")]
    return []


def _kind_faults(form: ActivityForm) -> Faults:
    kind = activity_kinds().get(form.kind)
    if kind is None:
        return [("kind", "请从列表里选活动类型。")]
    if form.audience_places is None:
        return []
    if not kind.audience:
        return [("audience_places", "只有讲座和演出才有听众席。")]
    if not 1 <= form.audience_places <= MOST_PLACES:
        return [("audience_places", f"听众席要在 1 到 {MOST_PLACES} 之间。")]
    return []


def _post_faults(posts: Sequence[PostForm]) -> Faults:
    faults: Faults = []
    for number, post in enumerate(posts, start=1):
        if not post.title.strip() or len(post.title) > 40:
            faults.append(("posts", f"第 {number} 个岗位要有名称，最长 40 个字。"))
        if not 1 <= post.places <= MOST_PLACES:
            faults.append(("posts", f"第 {number} 个岗位的人数要在 1 到 {MOST_PLACES} 之间。"))
        if len(post.description) > 200:
            faults.append(("posts", f"第 {number} 个岗位的说明最长 200 个字。"))
        if set(post.qualifications) - set(people_list("qualification")):
            faults.append(("posts", f"第 {number} 个岗位的资格请从名单里选。"))
        if set(post.skills) - {skill.key for skill in every_skill()}:
            faults.append(("posts", f"第 {number} 个岗位的技能请从名单里选。"))
        if len(post.meeting_point) > 80:
            faults.append(("posts", f"第 {number} 个岗位的集合地点最长 80 个字。"))
        if post.answer_hours is not None and not 1 <= post.answer_hours <= LONGEST_ANSWER:
            faults.append(("posts", f"第 {number} 个岗位的答复时间要在 1 到 {LONGEST_ANSWER} 小时之间。"))
        ages = [age for age in (post.min_age, post.max_age) if age is not None]
        if any(not 0 <= age <= 120 for age in ages) or ages != sorted(ages):
            faults.append(("posts", f"第 {number} 个岗位的年龄范围不对。"))
    return faults


def _shift_faults(form: ActivityForm, posts: Sequence[PostForm]) -> Faults:
    """Of posts with times of their own: each lies within the activity and is longer than its break."""
    return [
        ("posts", sentence)
        for number, post in enumerate(posts, start=1)
        for sentence in faults_of_shift(
            number,
            post.shift,
            (post.starts_at, post.ends_at),
            post.break_minutes,
            (form.starts_at, form.ends_at),
        )
    ]

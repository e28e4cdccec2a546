"""Rows of the service context for tests, written straight through the ORM: projects, activities, places, entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from redvest.core.clock import day_of
from redvest.core.search import index_text
from redvest.registry.models import Account, Body, Region, Volunteer
from redvest.registry.rules import names
from redvest.service.actions import ledger
from redvest.service.choices import ActivityState, Grade, ProjectState, SignUpState
from redvest.service.models import Activity, Attendance, HoursEntry, Post, Project, ServiceStatement, SignUp
from redvest.service.rules.evidence import is_strong, shows_presence
from tests.factories.registry import CITY, NOW, make_account, make_body, make_domain, make_region_tree

_serial = count(1)
HOUR = timedelta(hours=1)
PROOFS = {
    "A": ("leader-scan", "venue-code"),
    "B": ("leader-scan",),
    "C": ("leader-tick",),
    "D": ("imported",),
}


def make_project(*, body: Body | None = None, name: str = "邻里守望进百家", at: datetime = NOW) -> Project:
    body = body or make_body()
    return Project.objects.create(
        city=body.city, code=f"P360502T{next(_serial):09d}", body=body, region=body.region,
        region_path=body.region_path, name=name, domain=make_domain(), starts_on=day_of(at) - timedelta(days=30),
        state=ProjectState.RUNNING, created_at=at, search=index_text(name),
    )  # fmt: skip


def make_activity(
    *,
    project: Project | None = None,
    body: Body | None = None,
    leader: Account | None = None,
    title: str = "陪独居老人买菜",
    region: Region | None = None,
    starts_at: datetime = NOW + 24 * HOUR,
    hours: float = 2,
    state: ActivityState = ActivityState.PUBLISHED,
    break_minutes: int = 0,
    lon: float = 114.93,
    lat: float = 27.81,
    domain_key: str = "xinyu:02",
    signup_opens_at: datetime | None = None,
    signup_closes_at: datetime | None = None,
    dangerous: bool = False,
    complete: bool = True,
) -> Activity:
    """An activity with a complete notice, published unless said otherwise, without posts."""
    project = project or make_project(body=body)
    leader = leader or make_account(name="陈领队")
    region = region or make_region_tree().baihua
    return Activity.objects.create(
        city=CITY, project=project, body=project.body, leader=leader, leader_name=leader.name, title=title,
        domain=make_domain(domain_key), content="陪老人去菜场，帮着提菜。" if complete else "",
        region=region, region_path=region.path, place_name="百花湖社区志愿服务站", lon=lon, lat=lat,
        starts_at=starts_at, ends_at=starts_at + hours * HOUR, break_minutes=break_minutes,
        signup_opens_at=signup_opens_at or starts_at - timedelta(days=20),
        signup_closes_at=signup_closes_at or starts_at, conditions="能提 5 公斤", how_to_apply="网上报名",
        risks="过马路、提重物" if complete else "", guarantees="保险、饮水、红马甲", contact_name="陈小梅",
        contact_phone="0790-6440000", dangerous=dangerous, state=state, created_at=starts_at - timedelta(days=21),
        submitted_at=starts_at - timedelta(days=20) if state != ActivityState.DRAFT else None,
        search=index_text(title, names.pinyin(title), names.initials(title)),
    )  # fmt: skip


def make_post(
    *,
    activity: Activity | None = None,
    title: str = "陪同员",
    places: int = 5,
    taken: int = 0,
    min_age: int | None = None,
    max_age: int | None = None,
    **more: Any,
) -> Post:
    activity = activity or make_activity()
    return Post.objects.create(
        city=activity.city, activity=activity, title=title, places=places, taken=taken, min_age=min_age,
        max_age=max_age, order=next(_serial), **more,
    )  # fmt: skip


def make_signup(
    *, post: Post, volunteer: Volunteer, state: SignUpState = SignUpState.CONFIRMED, at: datetime = NOW
) -> SignUp:
    """A place (or a place in line) that keeps ``taken`` true."""
    activity = post.activity
    signup = SignUp.objects.create(
        city=post.city, post=post, activity=activity, volunteer=volunteer, state=state, queue=next(_serial),
        period=(post.starts_at or activity.starts_at, post.ends_at or activity.ends_at), created_at=at,
        confirmed_at=at if state == SignUpState.CONFIRMED else None,
    )  # fmt: skip
    if state in (SignUpState.CONFIRMED, SignUpState.SERVED, SignUpState.ABSENT):
        post.taken += 1
        post.save(update_fields=["taken"])
    return signup


def make_stay(
    *,
    signup: SignUp,
    in_at: datetime,
    out_at: datetime | None = None,
    proofs: tuple[str, ...] = ("leader-scan",),
) -> Attendance:
    """A stay with the same proofs at both ends."""
    seen = shows_presence(frozenset(proofs))
    strong = is_strong(frozenset(proofs))
    return Attendance.objects.create(
        city=signup.city, activity=signup.activity, volunteer=signup.volunteer, signup=signup, in_at=in_at,
        out_at=out_at, proofs=list(proofs), in_proofs=list(proofs), out_proofs=list(proofs) if out_at else [],
        proven_from=in_at if seen else None, proven_to=(out_at or in_at) if seen else None,
        strong_from=in_at if strong else None, strong_to=(out_at or in_at) if strong else None,
    )  # fmt: skip


def make_entry(
    *,
    volunteer: Volunteer,
    body: Body,
    minutes: int = 120,
    grade: Grade = Grade.B,
    starts_at: datetime = NOW - 48 * HOUR,
    activity: Activity | None = None,
    title: str = "陪独居老人买菜",
    recorded_by_id: UUID | None = None,
    at: datetime = NOW,
) -> HoursEntry:
    """An entry in the ledger, through its only door."""
    return ledger.append_entry(
        new=ledger.NewEntry(
            city=volunteer.city, volunteer_id=volunteer.pk, body_id=body.pk,
            activity_id=activity.pk if activity else None, title=title, region_path=body.region_path,
            service_on=day_of(starts_at), minutes=minutes, grade=grade, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes), proofs=PROOFS[grade.value], recorded_by_id=recorded_by_id,
        ),
        at=at,
    )  # fmt: skip


def make_statement(
    *, activity: Activity, by: Account, at: datetime = NOW, **changes: bool
) -> ServiceStatement:
    """What a publisher affirms: volunteer service of the ordinary kind, unless said otherwise."""
    said = {"not_duty": True, "unpaid": True, "public_benefit": True} | changes
    return ServiceStatement.objects.create(activity=activity, stated_by=by, stated_at=at, **said)


def make_marked(
    *, volunteer: Volunteer, body: Body, mark: str, source: str = "", starts_at: datetime = NOW - 48 * HOUR
) -> HoursEntry:
    """An entry that came by back-fill or transfer."""
    return ledger.append_entry(
        new=ledger.NewEntry(
            city=volunteer.city, volunteer_id=volunteer.pk, body_id=body.pk, activity_id=None, title="清理河道",
            region_path=body.region_path, service_on=day_of(starts_at), minutes=60, grade=Grade.D,
            starts_at=starts_at, ends_at=starts_at + HOUR, proofs=("leader-tick",), mark=mark, source=source,
        ),
        at=NOW,
    )  # fmt: skip

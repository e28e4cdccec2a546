"""The people, posts and activities of the benches, written in bulk."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from redvest.core.db.copy import analyze
from redvest.core.identifiers import uuid7, uuid7_batch
from redvest.core.search import index_text
from redvest.registry.choices import BodyKind, BodyState, RealNameState, RegionLevel, TeamKind
from redvest.registry.models import Account, ApiToken, Body, Region, ServiceDomain, Volunteer
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Post, Project

CITY = "360500"
BATCH = 2_000


@dataclass(frozen=True)
class Ground:
    """What activities stand on."""

    project: Project
    body: Body
    leader: Account
    domain: ServiceDomain
    region: Region


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def lay_ground(at: datetime) -> Ground:
    """One city with one body, its leader and its project."""
    region, _ = Region.objects.get_or_create(
        code=CITY, defaults={"city": CITY, "name": "新余市", "level": RegionLevel.CITY, "path": f"{CITY}/"}
    )
    domain, _ = ServiceDomain.objects.get_or_create(
        key="xinyu:02", defaults={"scheme": "xinyu", "name": "邻里守望", "order": 2}
    )
    leader = Account.objects.create(
        city=CITY,
        name="领队",
        phone_sealed=b"-",
        phone_hash=_digest("leader"),
        phone_tail="0000",
        created_at=at,
    )
    body = Body.objects.create(
        city=CITY, code="BENCH", name="暖阳志愿服务队", kind=BodyKind.CONSENTED_TEAM, team_kind=TeamKind.CIVIC,
        region=region, region_path=region.path, responsible_name="周建国", contact_name="陈小梅",
        contact_phone="0790-6440000", state=BodyState.ACTIVE, applied_at=at,
    )  # fmt: skip
    project = Project.objects.create(
        city=CITY, code="PBENCH", body=body, region=region, region_path=region.path, name="邻里守望进百家",
        domain=domain, starts_on=at.date(), created_at=at,
    )  # fmt: skip
    return Ground(project, body, leader, domain, region)


def gather_people(count: int, at: datetime) -> list[str]:
    """So many volunteers with an account and a token each; returns the tokens."""
    accounts, people = (
        uuid7_batch(count, int(at.timestamp() * 1000)),
        uuid7_batch(count, int(at.timestamp() * 1000)),
    )
    tokens = [f"rv_bench-{number:07d}" for number in range(count)]
    Account.objects.bulk_create(
        (
            Account(id=key, city=CITY, name=f"志愿者{n}", phone_sealed=b"-", phone_hash=_digest(f"p{n}"),
                    phone_tail=f"{n % 10000:04d}", created_at=at)
            for n, key in enumerate(accounts)
        ), batch_size=BATCH,
    )  # fmt: skip
    Volunteer.objects.bulk_create(
        (
            Volunteer(id=key, city=CITY, account_id=accounts[n], number=f"3605{n:08d}", name=f"志愿者{n}", pinyin="",
                      birth_on=date(1990, 5, 17), id_hash=_digest(f"i{n}"), region_id=CITY, region_path=f"{CITY}/",
                      real_name_state=RealNameState.CHECKED, registered_at=at)
            for n, key in enumerate(people)
        ), batch_size=BATCH,
    )  # fmt: skip
    ApiToken.objects.bulk_create(
        (
            ApiToken(digest=_digest(token), account_id=accounts[n], created_at=at, expires_at=at + timedelta(days=1))
            for n, token in enumerate(tokens)
        ), batch_size=BATCH,
    )  # fmt: skip
    analyze("registry_account", "registry_volunteer", "registry_apitoken")
    return tokens


def open_activities(ground: Ground, count: int, at: datetime, *, posts: int, places: int) -> list[UUID]:
    """So many published activities that one can sign up for now, with their posts; returns the posts' ids."""
    activities = [_activity(ground, number, at) for number in range(count)]
    Activity.objects.bulk_create(activities, batch_size=BATCH)
    rows = [
        Post(id=uuid7(), city=CITY, activity=activity, title=f"岗位 {order + 1}", places=places, order=order)
        for activity in activities
        for order in range(posts)
    ]
    Post.objects.bulk_create(rows, batch_size=BATCH)
    analyze("service_activity", "service_post")
    return [post.pk for post in rows]


TITLES: Sequence[str] = (
    "陪独居老人买菜",
    "社区清洁",
    "图书馆导读",
    "路口文明劝导",
    "孔目江巡河",
    "小学放学护送",
)


def _activity(ground: Ground, number: int, at: datetime) -> Activity:
    title = f"{TITLES[number % len(TITLES)]} {number}"
    begins = (at + timedelta(days=2, minutes=number)).astimezone(UTC)
    return Activity(
        city=CITY, project=ground.project, body=ground.body, leader=ground.leader, leader_name=ground.leader.name,
        title=title, domain=ground.domain, content="陪老人去菜场，帮着提菜。", region=ground.region,
        region_path=ground.region.path, place_name="百花湖社区志愿服务站", lon=114.93, lat=27.81, starts_at=begins,
        ends_at=begins + timedelta(hours=2), signup_opens_at=at - timedelta(days=1), signup_closes_at=begins,
        conditions="能提 5 公斤", how_to_apply="网上报名", risks="过马路", guarantees="保险、饮水",
        contact_name="陈小梅", contact_phone="0790-6440000", state=ActivityState.PUBLISHED, created_at=at,
        submitted_at=at, search=index_text(title),
    )  # fmt: skip

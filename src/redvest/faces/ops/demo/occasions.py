"""Activities of the demo city as their other parts need them, and as rows. Which there are, others decide."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from redvest.core.clock import CHINA
from redvest.core.search import index_text
from redvest.faces.ops.demo.bodies import Team
from redvest.faces.ops.demo.chance import Keys, array
from redvest.faces.ops.demo.numbers import CONTACT, phone
from redvest.faces.ops.demo.people import Person
from redvest.faces.ops.demo.places import Place
from redvest.faces.ops.demo.projects import GUARANTEES, Undertaking
from redvest.registry.rules.names import initials, pinyin
from redvest.service.choices import ActivityState

# Three slots of a day that never touch, with the longest service in each.
SLOTS = ((time(8, 30), 270), (time(14, 0), 240), (time(18, 30), 150))
_LENGTHS = (120, 150, 180, 180, 180, 210, 210, 240, 240, 270)
_TOWN_SPOTS = ("党群服务中心", "文化广场", "小区南门", "便民服务点", "志愿服务站", "健身广场")
_COUNTRY_SPOTS = ("党群服务中心", "村民文化广场", "便民服务站", "卫生室门口", "幸福食堂")
CONDITIONS = "身体健康，热心公益，能按时参加全程。"
HOW_TO_APPLY = "在本平台报名，报上后按时到场签到。"


@dataclass(slots=True)
class Job:
    """A post: its places, and who has one."""

    id: UUID
    title: str
    places: int
    min_age: int | None = None
    max_age: int | None = None
    taken: int = 0


@dataclass(slots=True)
class Occasion:
    """One activity. ``people`` are those who served; sign-ups of coming ones are kept elsewhere."""

    id: UUID
    undertaking: Undertaking
    title: str
    content: str
    place: Place
    spot: str
    starts_at: datetime
    minutes: int
    state: ActivityState
    created_at: datetime
    jobs: list[Job] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    recorded_at: datetime | None = None
    entry_ids: list[UUID] = field(default_factory=list)
    note: str = ""

    @property
    def team(self) -> Team:
        return self.undertaking.team

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def slot_start(day: date, slot: int) -> datetime:
    """When a slot begins, in China."""
    return datetime.combine(day, SLOTS[slot][0], CHINA)


def draw_length(rng: random.Random, slot: int) -> int:
    """Minutes of service that fit into a slot."""
    return min(rng.choice(_LENGTHS), SLOTS[slot][1])


def draw_occasion(
    rng: random.Random, keys: Keys, undertaking: Undertaking, place: Place, starts_at: datetime, minutes: int,
    state: ActivityState,
) -> Occasion:  # fmt: skip
    """Something that this project would do, at this place and time."""
    title, content = rng.choice(undertaking.topic.occasions)
    created_at = starts_at - timedelta(days=rng.randrange(6, 14))
    return Occasion(
        keys.at(created_at), undertaking, f"{title}（{place.short}）", content, place,
        f"{place.short}{rng.choice(_TOWN_SPOTS if place.urban else _COUNTRY_SPOTS)}", starts_at, minutes, state, created_at,
    )  # fmt: skip


def activity_rows(
    occasions: Iterable[Occasion], city: str, domains: dict[str, str], scheme: str
) -> Iterator[tuple[Any, ...]]:
    """Activities as rows, each with a complete notice."""
    for each in occasions:
        team, topic = each.team, each.undertaking.topic
        submitted = each.state != ActivityState.DRAFT
        decided = submitted and each.state != ActivityState.SUBMITTED
        closed = each.state == ActivityState.CLOSED
        yield (
            each.id, city, each.undertaking.id, team.id, team.leader_id, team.leader_name, each.title,
            domains[topic.names[scheme]], each.content, each.place.code, each.place.path, each.spot,
            each.place.lon, each.place.lat, each.starts_at, each.ends_at, 0, each.created_at, each.starts_at,
            CONDITIONS, HOW_TO_APPLY, topic.risk, GUARANTEES, team.leader_name, phone(CONTACT + team.turn), False,
            each.state.value, each.note, each.created_at,
            each.created_at + timedelta(hours=3) if submitted else None,
            each.created_at + timedelta(hours=20) if decided else None,
            each.ends_at + timedelta(hours=1) if closed else None,
            search_terms(each.title, each.spot, each.content, team.name),
        )  # fmt: skip


def post_rows(occasions: Iterable[Occasion], city: str) -> Iterator[tuple[Any, ...]]:
    for each in occasions:
        for order, job in enumerate(each.jobs):
            yield job.id, city, each.id, job.title, "", job.places, job.taken, job.min_age, job.max_age, order


def statement_rows(occasions: Iterable[Occasion]) -> Iterator[tuple[Any, ...]]:
    """That each is volunteer service, said by its leader when it was drafted."""
    for each in occasions:
        yield each.id, True, True, True, False, False, each.team.leader_id, each.created_at


@lru_cache(maxsize=20_000)
def search_terms(title: str, spot: str, content: str, body: str) -> str:
    """What an activity is found by, as publishing it would have it."""
    return array(index_text(title, spot, content, body, pinyin(title), initials(title)))

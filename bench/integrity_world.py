"""A small made-up city as rows: people, teams, activities and what they leave behind, with a mark on what is fraud.

It knows nothing of the radar's rules or thresholds. Times are aware; minutes are whole.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import cos, hypot, radians
from typing import Any
from uuid import UUID

from django.db import connection

from redvest.core.clock import day_of
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Grant, Region, ServiceDomain, Volunteer
from redvest.service.models import (
    Activity,
    Attendance,
    HoursEntry,
    HoursSheet,
    Post,
    Project,
    Scan,
    SignUp,
)

CITY = "369900"
LON, LAT, SPREAD = 114.93, 27.82, 0.35  # about 35 km to each side
Subject = tuple[str, str]  # kind and key, as cases have them


@dataclass
class Team:
    body: Body
    leader: UUID
    clerk: UUID
    second: UUID
    project: Project
    members: list[int]
    paper: bool


@dataclass
class Scheme:
    """One fraud: what it is, the subjects any of which finds it, and all who are no longer honest for it."""

    kind: str
    primary: set[Subject]
    guilty: set[Subject] = field(default_factory=set)


@dataclass
class World:
    rng: random.Random
    at: datetime
    people: list[Volunteer] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    busy: dict[int, list[tuple[datetime, datetime, float, float]]] = field(default_factory=dict)
    rows: dict[type[Any], list[Any]] = field(default_factory=dict)
    schemes: list[Scheme] = field(default_factory=list)
    honest: set[Subject] = field(default_factory=set)
    queue: int = 0

    def add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def account(self, name: str) -> UUID:
        key = uuid7()
        self.add(
            Account(
                id=key, city=CITY, name=name, phone_sealed=b"-", phone_hash=self.rng.randbytes(32), phone_tail="0000",
                password="!", created_at=self.at - timedelta(days=800),
            )
        )  # fmt: skip
        return key

    def activity(self, team: Team, title: str, starts_at: datetime, minutes: int, places: int) -> Activity:
        made = starts_at - timedelta(days=self.rng.randrange(4, 15))
        one = Activity(
            id=uuid7(), city=CITY, project=team.project, body=team.body, leader_id=team.leader, leader_name="领队",
            title=title, domain_id="xinyu:02", region_id=CITY, region_path=f"{CITY}/",
            lon=LON + self.rng.uniform(-SPREAD, SPREAD), lat=LAT + self.rng.uniform(-SPREAD, SPREAD),
            starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), signup_opens_at=made,
            signup_closes_at=starts_at, state="closed", created_at=made, search=[],
        )  # fmt: skip
        self.add(one)
        self.add(Post(id=uuid7(), city=CITY, activity=one, title="志愿者", places=places, taken=0, order=0))
        return one

    def sign_up(self, one: Activity, person: int, at: datetime | None = None) -> None:
        self.queue += 1
        post = next(row for row in reversed(self.rows[Post]) if row.activity_id == one.pk)
        made = at or one.starts_at - timedelta(minutes=self.rng.randrange(60, 9000))
        self.add(
            SignUp(
                id=uuid7(), city=CITY, post=post, activity=one, volunteer=self.people[person], state="served",
                queue=self.queue, period=(one.starts_at, one.ends_at), created_at=made, confirmed_at=made,
            )
        )  # fmt: skip

    def stay(self, one: Activity, person: int, came: datetime, left: datetime, proofs: tuple[str, ...],
             closed_by: UUID | None = None) -> None:  # fmt: skip
        self.add(
            Attendance(
                id=uuid7(), city=CITY, activity=one, volunteer=self.people[person], in_at=came, out_at=left,
                proofs=list(proofs), closed_by_id=closed_by,
            )
        )  # fmt: skip

    def scan(self, one: Activity, person: int, at: datetime, direction: str, proof: str, device: str) -> None:
        self.add(
            Scan(
                activity=one, nonce=str(uuid7()), volunteer=self.people[person], direction=direction, proof=proof,
                at=at, received_at=at, device=device, account_id=one.leader_id, outcome="accepted",
            )
        )  # fmt: skip

    def entry(
        self, team: Team, person: int, starts_at: datetime | None, minutes: int, grade: str, *, by: UUID,
        recorded_at: datetime, one: Activity | None = None, proofs: tuple[str, ...] = ("leader-tick",),
        on: date | None = None, title: str = "", confirmed: bool = False, second: UUID | None = None, sheet: bool = True,
    ) -> None:  # fmt: skip
        ends = starts_at + timedelta(minutes=minutes) if starts_at else None
        made = HoursEntry(
            id=uuid7(), city=CITY, volunteer=self.people[person], body=team.body, activity=one,
            title=title or (one.title if one else ""), region_path=f"{CITY}/", kind="record",
            service_on=on or day_of(starts_at or recorded_at), starts_at=starts_at, ends_at=ends, minutes=minutes,
            grade=grade, proofs=list(proofs), recorded_at=recorded_at, recorded_by_id=by,
            second_officer_id=second if grade == "C" else None, commitment=self.rng.randbytes(32),
        )  # fmt: skip
        self.add(made)
        if one is not None and sheet and starts_at and ends:
            self.add(
                HoursSheet(
                    id=uuid7(), city=CITY, activity=one, volunteer=self.people[person], starts_at=starts_at, ends_at=ends,
                    minutes=minutes, proofs=list(proofs), state="awaiting" if grade == "D" else "recorded",
                    countersigned_by_id=by, countersigned_at=recorded_at,
                    volunteer_confirmed_at=recorded_at if confirmed else None, second_officer_id=second, entry=made,
                )
            )  # fmt: skip

    def free(self, person: int, one: Activity) -> bool:
        """Whether somebody can honestly be there: at nothing else then, and with time to get there at 35 km/h."""
        for begins, ends, lon, lat in self.busy.get(person, []):
            way = metres(lon, lat, one.lon or 0, one.lat or 0) / (35 / 3.6)
            slack = timedelta(seconds=way + 600)
            if one.starts_at < ends + slack and begins < one.ends_at + slack:
                return False
        return True

    def occupy(self, person: int, one: Activity) -> None:
        where = (one.starts_at, one.ends_at, one.lon or 0.0, one.lat or 0.0)
        self.busy.setdefault(person, []).append(where)

    def someone(self, one: Activity, team: Team, count: int) -> list[int]:
        """Members who are free, and some from elsewhere."""
        wanted = self.rng.sample(team.members, min(len(team.members), count * 2))
        wanted += self.rng.sample(range(len(self.people)), count // 4 + 1)
        chosen = [person for person in dict.fromkeys(wanted) if self.free(person, one)][:count]
        for person in chosen:
            self.occupy(person, one)
        return chosen

    def day(self, least: int = 4, most: int = 55) -> datetime:
        """A morning, noon or evening of the last weeks."""
        hour = self.rng.choice((8, 9, 9, 13, 14, 14, 15, 18, 19))
        back = self.rng.randrange(least, most)
        midnight = self.at.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=back, hours=8)
        return midnight + timedelta(hours=hour, minutes=self.rng.choice((0, 0, 30)))

    def subjects(self, *, people: list[int] = [], activities: list[Activity] = [], accounts: list[UUID] = [],  # noqa: B006
                 devices: list[str] = []) -> set[Subject]:  # noqa: B006  # fmt: skip
        found = {("person", str(self.people[person].pk)) for person in people}
        found |= {("activity", str(one.pk)) for one in activities}
        found |= {("recorder", str(account)) for account in accounts}
        return found | {("device", device) for device in devices}

    def write(self) -> None:
        """Put every row into the database, in an order that keys allow."""
        order = (
            Account, Region, ServiceDomain, Volunteer, Body, Grant, Project, Activity, Post, SignUp, Attendance, Scan,
            HoursEntry, HoursSheet,
        )  # fmt: skip
        for model in order:
            model._default_manager.bulk_create(self.rows.get(model, []), batch_size=2000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def metres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Flat-earth distance, good enough within a city."""
    return 111_320 * hypot(lat2 - lat1, (lon2 - lon1) * cos(radians(lat1)))


def settle(seed: int, at: datetime, *, people: int = 6000, teams: int = 60) -> World:
    """The city before anything happens: people (some families on one phone), teams with their leaders."""
    rng = random.Random(seed)
    world = World(rng, at)
    world.add(Region(code=CITY, city=CITY, name="试验市", level="city", path=f"{CITY}/"))
    world.add(ServiceDomain(key="xinyu:02", scheme="xinyu", name="邻里守望", order=2))
    centre = world.account("市中心")
    for account in (centre, world.account("另一位")):
        world.add(
            Grant(account_id=account, role="centre", region_id=CITY, starts_on=date(2020, 1, 1), given_at=at)
        )
    phone, left = "", 0
    for turn in range(people):
        if left == 0:
            phone, left = f"phone-{seed}-{turn}", rng.choice((1,) * 17 + (2, 3, 4, 5, 2))
        left -= 1
        account = world.account(f"志愿者{turn}")
        registered = at - timedelta(days=rng.choice((20, 90, 300, 700)) + rng.randrange(60))
        world.people.append(
            world.add(
                Volunteer(
                    id=uuid7(), city=CITY, account_id=account, number=f"3699{turn:08d}", name=f"志愿者{turn}", pinyin="z",
                    region_id=CITY, region_path=f"{CITY}/", real_name_state="missing", state="active", source="self",
                    registered_at=registered, search=[],
                )
            )
        )  # fmt: skip
        world.phones.append(phone)
    for turn in range(teams):
        world.teams.append(_team(world, turn, people))
    return world


def _team(world: World, turn: int, people: int) -> Team:
    body = world.add(
        Body(
            id=uuid7(), city=CITY, code=f"SY{turn:05d}", name=f"第{turn}志愿服务队", kind="consented-team", team_kind="civic",
            region_id=CITY, region_path=f"{CITY}/", responsible_name="负责人", contact_name="联系人", contact_phone="0",
            state="active", applied_at=world.at,
        )
    )  # fmt: skip
    project = world.add(
        Project(
            id=uuid7(), city=CITY, code=f"P{turn:016d}", body=body, region_id=CITY, region_path=f"{CITY}/", name="邻里守望",
            domain_id="xinyu:02", starts_on=date(2024, 1, 1), state="running", created_at=world.at, search=[],
        )
    )  # fmt: skip
    leader, clerk, second = (world.account(f"{word}{turn}") for word in ("领队", "管理员", "复核人"))
    for account, role in ((leader, "activity-leader"), (clerk, "body-admin"), (second, "body-admin")):
        world.add(
            Grant(account_id=account, role=role, body=body, starts_on=date(2020, 1, 1), given_at=world.at)
        )
    members = world.rng.sample(range(people), world.rng.randrange(15, 160))
    return Team(body, leader, clerk, second, project, members, paper=world.rng.random() < 0.3)

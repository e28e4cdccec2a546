"""The organisations of the demo city, who leads them, and who belongs to them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from redvest.faces.ops.demo.chance import Keys, Weighted, array
from redvest.faces.ops.demo.names import person_name
from redvest.faces.ops.demo.numbers import CONTACT, CreditCodes, phone
from redvest.faces.ops.demo.people import Person
from redvest.faces.ops.demo.places import Place, Places
from redvest.registry.choices import BodyKind, BodyState, TeamKind
from redvest.registry.rules.search_terms import body_terms

_KINDS = Weighted(
    [(TeamKind.PARTY, 18), (TeamKind.YOUTH, 16), (TeamKind.ELDER, 8), (TeamKind.WORKER, 10), (TeamKind.RED_CROSS, 5),
     (TeamKind.WOMEN, 10), (TeamKind.PSYCHOLOGY, 4), (TeamKind.LAW, 4), (TeamKind.CIVIC, 25)]
)  # fmt: skip
_NAMES: dict[TeamKind, tuple[str, ...]] = {
    TeamKind.PARTY: ("党员先锋志愿服务队", "机关党员志愿服务队", "红色管家党员服务队"),
    TeamKind.YOUTH: ("青年志愿者协会", "青春同行志愿服务队", "学雷锋青年服务队"),
    TeamKind.ELDER: ("银龄志愿服务队", "五老志愿服务团", "夕阳红志愿服务队"),
    TeamKind.WORKER: ("职工志愿服务队", "工匠志愿服务队", "劳模志愿服务队"),
    TeamKind.RED_CROSS: ("红十字志愿服务队", "红十字救护志愿队"),
    TeamKind.WOMEN: ("巾帼志愿服务队", "爱心妈妈志愿服务队", "最美家庭志愿服务队"),
    TeamKind.PSYCHOLOGY: ("心理援助志愿服务队", "心灵驿站志愿服务队"),
    TeamKind.LAW: ("法律服务志愿团", "法治宣传志愿服务队"),
    TeamKind.CIVIC: (
        "爱心公益协会",
        "微光公益服务中心",
        "暖阳志愿者协会",
        "同心公益服务中心",
        "蒲公英志愿者协会",
    ),
}
COMMUNITY_TEAM = "邻里志愿服务队"
_ORDINALS = "零一二三四五六七八九"


@dataclass(slots=True)
class Team:
    """An organisation as the other parts of the city need it. ``members`` are in the order of joining."""

    turn: int
    id: UUID
    code: str
    name: str
    kind: BodyKind
    team_kind: TeamKind
    place: Place
    founded_on: date
    leader_id: UUID
    leader_name: str
    leader_male: bool
    weight: float
    members: list[Person] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)


def draw_teams(
    rng: random.Random, count: int, places: Places, sites: Sequence[Place], today: date
) -> list[Team]:
    """One team of each kind first, then a team for each station's community as far as the count goes, then others."""
    keys, names, teams = Keys(rng), set[tuple[str, str]](), list[Team]()
    kinds = list(TeamKind)
    community_teams = min(len(sites), max(0, (count - len(kinds)) // 3)) if count < 300 else len(sites)
    for turn in range(count):
        at_station = len(kinds) <= turn < len(kinds) + community_teams
        team_kind = kinds[turn] if turn < len(kinds) else TeamKind.CIVIC if at_station else _KINDS.pick(rng)
        place = sites[turn - len(kinds)] if at_station else _seat(rng, places, turn)
        kind = (
            BodyKind.CONSENTED_TEAM
            if at_station or place.level == "community"
            else rng.choice(list(BodyKind))
        )
        suffix = COMMUNITY_TEAM if at_station else rng.choice(_NAMES[team_kind])
        male = rng.random() < 0.5
        leader_name, _ = person_name(rng, male)
        founded_on = date(2006, 1, 1) + timedelta(days=rng.randrange(4_400))
        founded_on = min(founded_on, today - timedelta(days=400)) if turn else date(2009, 3, 5)
        born = datetime.combine(founded_on, time(2), UTC)
        teams.append(
            Team(turn, keys.at(born), f"{turn + 1:04d}", _unique(names, place, suffix), kind, team_kind, place,
                 founded_on, keys.at(born), leader_name, male, 0.3 + rng.random() ** 2 * 2)
        )  # fmt: skip
    return teams


def _seat(rng: random.Random, places: Places, turn: int) -> Place:
    """Where a team belongs: the first ones to the city and districts, later ones to streets and communities."""
    if turn < 3:
        return places.city
    draw = rng.random()
    if draw < 0.15:
        return places.city
    if draw < 0.4:
        return rng.choice(places.districts)
    urban = [place for place in places.streets if place.urban]
    return (
        rng.choice(urban if draw < 0.6 else places.streets) if draw < 0.8 else rng.choice(places.communities)
    )


def _unique(names: set[tuple[str, str]], place: Place, suffix: str) -> str:
    name, turn = f"{place.short}{suffix}", 1
    while (place.code, name) in names:
        turn += 1
        name = f"{place.short}{suffix}（{_ORDINALS[turn] if turn < len(_ORDINALS) else turn}队）"
    names.add((place.code, name))
    return name


def body_rows(
    rng: random.Random, teams: Sequence[Team], applied: Sequence[Team], city: str, at: datetime
) -> Iterator[tuple[Any, ...]]:
    """Active teams and those that wait for an answer, as rows; only legal persons have a credit code."""
    codes = CreditCodes(city)
    for team in [*teams, *applied]:
        waits = team.turn >= len(teams)
        legal = team.kind != BodyKind.CONSENTED_TEAM
        credit = codes.next(rng, "52" if team.kind == BodyKind.LEGAL_PERSON else "51") if legal else ""
        applied_at = datetime.combine(max(team.founded_on, date(2012, 3, 1)), time(2), UTC)
        if waits:
            applied_at = at - timedelta(hours=20 * (team.turn - len(teams) + 1))
        contact, _ = person_name(rng, rng.random() < 0.5)
        yield (
            team.id, city, team.code, team.name, team.kind.value, team.team_kind.value, credit,
            "" if legal else team.place.short, team.place.code, team.place.path, team.leader_name, contact,
            phone(CONTACT + team.turn), f"{team.place.short}党群服务中心", team.founded_on,
            (BodyState.APPLIED if waits else BodyState.ACTIVE).value, "", applied_at,
            None if waits else applied_at + timedelta(days=3), array(body_terms(team.name, team.code)),
        )  # fmt: skip


class _Days(dict[int, str]):
    """Days by their ordinal, written as the database reads them, each written once."""

    def __missing__(self, ordinal: int) -> str:
        self[ordinal] = date.fromordinal(ordinal).isoformat()
        return self[ordinal]


def enlist(
    rng: random.Random, teams: Sequence[Team], people: Sequence[Person], today: date
) -> list[tuple[Any, ...]]:
    """Put everybody into one team and a fifth into a second; returns membership rows."""
    pool = Weighted([(team, team.weight) for team in teams])
    city = people[0].place.path[:6] if people else ""
    belongs = list(zip(people, pool.picks(rng, len(people)), strict=True))
    belongs += [
        (person, other)
        for person, home in belongs
        if (other := pool.pick(rng)) is not home and rng.random() < 0.2
    ]
    last, days = today.toordinal() - 1, _Days()
    found, rows = dict[int, list[tuple[int, Person]]](), list[tuple[Any, ...]]()
    for person, team in belongs:
        earliest = max(person.registered_at.date().toordinal() + 1, team.founded_on.toordinal())
        joined = min(last, earliest + rng.randrange(90))
        found.setdefault(team.turn, []).append((joined, person))
        rows.append((city, team.id.hex, person.hex, days[joined], "applied", days[joined]))
    for team in teams:
        line = sorted(found.get(team.turn, []), key=lambda pair: (pair[0], pair[1].serial))
        team.joined = [joined for joined, _ in line]
        team.members = [person for _, person in line]
    return rows

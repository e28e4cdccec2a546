"""The projects of the demo city: what each organisation has undertaken, since its beginning."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from redvest.core.search import index_text
from redvest.faces.ops.demo.bodies import Team
from redvest.faces.ops.demo.chance import Keys, Weighted, array
from redvest.faces.ops.demo.topics import TOPICS, Topic
from redvest.registry.choices import TeamKind
from redvest.registry.rules.names import initials, pinyin
from redvest.service.choices import ProjectState

GUARANTEES = "提供志愿者马甲、饮用水和必要的工具，由主办方投保意外伤害险。"
_ANY = Weighted([(topic, topic.weight) for topic in TOPICS])
_OWN: dict[TeamKind, str] = {
    TeamKind.PSYCHOLOGY: "心理援助", TeamKind.LAW: "法律服务", TeamKind.RED_CROSS: "应急救护", TeamKind.ELDER: "老年介护",
}  # fmt: skip
_BY_NAME = {topic.names["xinyu"]: topic for topic in TOPICS}


@dataclass(slots=True)
class Undertaking:
    """A project as its activities need it."""

    id: UUID
    team: Team
    topic: Topic
    name: str
    starts_on: date
    last_on: date | None = None


class Undertakings:
    """All projects, and which of a team's was going on on a day."""

    def __init__(self, rng: random.Random, teams: Sequence[Team], count: int, today: date) -> None:
        keys, pool = Keys(rng), Weighted([(team, team.weight) for team in teams])
        owners = [*teams, *pool.picks(rng, max(0, count - len(teams)))][:count]
        self.all: list[Undertaking] = []
        self._of: dict[int, list[Undertaking]] = {}
        for team in owners:
            mine = self._of.setdefault(team.turn, [])
            begun = max(team.founded_on, date(2012, 3, 6))
            # A team's first project goes on as long as the team does; later ones come and go.
            starts_on = (
                begun + timedelta(days=rng.randrange(max(1, (today - begun).days - 30))) if mine else begun
            )
            topic = (
                _BY_NAME[_OWN[team.team_kind]]
                if team.team_kind in _OWN and rng.random() < 0.7
                else _ANY.pick(rng)
            )
            name = f"{team.place.short}“{rng.choice(topic.projects)}”{topic.names['xinyu']}项目"
            born = datetime.combine(starts_on, time(3), UTC)
            one = Undertaking(keys.at(born), team, topic, name, starts_on)
            mine.append(one)
            self.all.append(one)
        for mine in self._of.values():
            mine.sort(key=lambda each: each.starts_on)
        self._starts = {turn: [each.starts_on for each in mine] for turn, mine in self._of.items()}

    def on(self, rng: random.Random, team: Team, day: date) -> Undertaking:
        """One of the three projects that the team began last before a day; it is marked as active then."""
        mine = self._of[team.turn]
        begun = max(1, bisect_right(self._starts[team.turn], day))
        one = mine[rng.randrange(max(0, begun - 3), begun)]
        if one.last_on is None or day > one.last_on:
            one.last_on = day
        return one


def project_rows(
    undertakings: Sequence[Undertaking], city: str, domains: dict[str, str], scheme: str, today: date
) -> Iterator[tuple[Any, ...]]:
    """Projects as rows. ``domains``: the key of a service domain by its name."""
    for serial, one in enumerate(undertakings, start=1):
        team, topic, place = one.team, one.topic, one.team.place
        latest = one.last_on or one.starts_on
        running = (today - latest).days < 400
        ends_on = None if running else latest + timedelta(days=30)
        code = f"P{place.district:.6}{one.starts_on:%y%m}{serial:07d}"
        summary = (
            f"{team.name}面向{topic.served}开展，内容包括"
            + "、".join(title for title, _ in topic.occasions)
            + "等。"
        )
        yield (
            one.id, city, code, team.id, place.code, place.path, one.name, domains[topic.names[scheme]], summary,
            topic.served, GUARANTEES, one.starts_on, ends_on,
            (ProjectState.RUNNING if running else ProjectState.CLOSED).value,
            datetime.combine(one.starts_on, time(3), UTC),
            array(index_text(one.name, pinyin(one.name), initials(one.name), team.name)),
        )  # fmt: skip

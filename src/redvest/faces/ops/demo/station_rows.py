"""The plans of stations as rows: who is in the team, what is there, what happened in two years, what was proved."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from redvest.core.clock import CHINA
from redvest.faces.ops.demo.chance import Keys
from redvest.faces.ops.demo.people import Person
from redvest.faces.ops.demo.places import Place
from redvest.faces.ops.demo.station_pictures import Picture
from redvest.faces.ops.demo.station_plan import FACILITIES, NEEDS, SERVICES, Plan, some
from redvest.registry.choices import SessionKind

MONTHS = 26
SETTLED = 60  # days before today by which all that counts was there
ROUNDS = (400, 40)  # days ago on which the city assessed its stations
_ADULT, _OLDEST = 16, 78


@dataclass(slots=True)
class Holdings:
    """Rows of the six tables."""

    members: list[tuple[Any, ...]] = field(default_factory=list)
    facilities: list[tuple[Any, ...]] = field(default_factory=list)
    services: list[tuple[Any, ...]] = field(default_factory=list)
    sessions: list[tuple[Any, ...]] = field(default_factory=list)
    needs: list[tuple[Any, ...]] = field(default_factory=list)
    proofs: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Site:
    """A station to fill, who keeps it, and who inspects it."""

    id: UUID
    place: Place
    opened_on: date
    keeper_id: UUID
    inspector_id: UUID


def draw_holdings(
    rng: random.Random,
    sites: Sequence[Site],
    plans: Sequence[Plan],
    people: Sequence[Person],
    pictures: dict[str, Picture],
    today: date,
) -> Holdings:
    """Everything that the stations hold and did up to a day."""
    found, near = Holdings(), _by_district(people)
    everybody = [person for group in near.values() for person in group]
    draw = _Draw(rng, Keys(rng), found, today)
    for site, plan in zip(sites, plans, strict=True):
        local = near.get(site.place.district, [])
        team = local if len(local) >= plan.members else everybody
        draw.team(site, plan, rng.sample(team, min(plan.members, len(team))))
        draw.things(site, plan)
        draw.days(site, plan)
        draw.proofs(site, plan, pictures)
    return found


def _by_district(people: Sequence[Person]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        if _ADULT <= person.age <= _OLDEST:
            found[person.place.district].append(person)
    return found


@dataclass(slots=True)
class _Draw:
    rng: random.Random
    keys: Keys
    found: Holdings
    today: date
    services_of: dict[UUID, list[UUID]] = field(default_factory=dict)

    def _key(self, day: date) -> UUID:
        return self.keys.at(_at(day))

    def _ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.rng.randrange(least, most))

    def team(self, site: Site, plan: Plan, chosen: Sequence[Person]) -> None:
        for person in chosen:
            joined = max(
                self._ago(SETTLED, 1_200), person.registered_at.astimezone(CHINA).date(), site.opened_on
            )
            joined = min(joined, self.today - timedelta(days=SETTLED))
            self.found.members.append((self._key(joined), site.id, person.id, joined, None))

    def things(self, site: Site, plan: Plan) -> None:
        since = self._ago(430, 850)
        for name in some(self.rng, FACILITIES, plan.facilities):
            count = self.rng.randrange(1, 4)
            self.found.facilities.append((self._key(since), site.id, name, count, since, None))
        self.services_of[site.id] = []
        for name, words in self.rng.sample(SERVICES, plan.services):
            key = self._key(since)
            self.services_of[site.id].append(key)
            self.found.services.append((key, site.id, name, words, since, None))

    def days(self, site: Site, plan: Plan) -> None:
        """Occasions month by month, so that every year that ends on any day has as many."""
        rng, offered = self.rng, self.services_of[site.id]
        for month in range(MONTHS):
            end = self.today - timedelta(days=30 * month + 1)
            count = int(plan.sessions_a_month) or int(month % 2 == 0)
            days = rng.sample(range(28), count)
            for turn, back in enumerate(days):
                self._session(
                    site, SessionKind.SERVICE, offered[turn % len(offered)], end - timedelta(days=back)
                )
        for year in range(2):
            for turn in range(plan.trainings):
                day = self.today - timedelta(days=365 * year + 70 + 90 * turn)
                self._session(site, SessionKind.TRAINING, None, day)
            for _ in range(plan.needs):
                asked = self._ago(365 * year + 1, 365 * year + 320)
                done = min(asked + timedelta(days=rng.randrange(1, 12)), self.today)
                # Nobody is left without an answer for long: what is open came in the last three weeks.
                left_open = rng.random() < 0.5 and asked > self.today - timedelta(days=21)
                answer = "" if left_open else "已经联系到志愿者上门"
                self.found.needs.append(
                    (self._key(asked), site.id, rng.choice(NEEDS), asked, site.keeper_id, answer, done if answer else None)
                )  # fmt: skip

    def _session(self, site: Site, kind: SessionKind, service: UUID | None, day: date) -> None:
        self.found.sessions.append(
            (self._key(day), site.id, kind.value, service, day, self.rng.randrange(2, 7), self.rng.randrange(6, 48),
             "", site.keeper_id, _at(day, 17))
        )  # fmt: skip

    def proofs(self, site: Site, plan: Plan, pictures: dict[str, Picture]) -> None:
        """Handed in before each round, and the place itself once more on site, on the day of the round."""
        for days_ago in ROUNDS:
            round_on = self.today - timedelta(days=days_ago)
            for kind in plan.proofs:
                taken = round_on - timedelta(days=self.rng.randrange(3, 20))
                self._proof(site, kind, pictures[kind], taken, round_on, on_site=False)
            self._proof(site, "place", pictures["place"], round_on, round_on, on_site=True)

    def _proof(
        self, site: Site, kind: str, picture: Picture, taken: date, decided: date, *, on_site: bool
    ) -> None:
        by = site.inspector_id if on_site else site.keeper_id
        self.found.proofs.append(
            (self._key(taken), site.place.path[:6], site.id, kind, picture.key, picture.name, "image/png", picture.size,
             picture.sha256, taken, on_site, by, _at(taken), "accepted", site.inspector_id, _at(decided, 10), "")
        )  # fmt: skip


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), CHINA)

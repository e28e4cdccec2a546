"""The staff of the demo city: the centre, an officer for each district, a leader for each organisation."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from redvest.faces.ops.demo.bodies import Team
from redvest.faces.ops.demo.chance import Keys
from redvest.faces.ops.demo.names import person_name
from redvest.faces.ops.demo.numbers import CENTRE, LEADER, OFFICER, phone
from redvest.faces.ops.demo.places import Place
from redvest.faces.ops.demo.records import account_row
from redvest.registry.choices import Role

SINCE = datetime(2012, 3, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with a role at a region or for a body."""

    account_id: UUID
    name: str
    phone: str
    role: Role
    region: str | None
    body_id: UUID | None = None


def draw_officers(rng: random.Random, city: Place, districts: Sequence[Place]) -> list[Officer]:
    """The centre's officer first, then one for each district and zone."""
    keys, officers = Keys(rng), list[Officer]()
    for turn, place in enumerate([city, *districts]):
        name, _ = person_name(rng, rng.random() < 0.5)
        role = Role.REGION_OFFICER if turn else Role.CENTRE
        number = phone(OFFICER + turn - 1 if turn else CENTRE)
        officers.append(Officer(keys.at(SINCE), name, number, role, place.code))
    return officers


def leaders(teams: Sequence[Team]) -> list[Officer]:
    """Each team's leader runs it and leads its activities."""
    return [
        Officer(team.leader_id, team.leader_name, phone(LEADER + team.turn), Role.BODY_ADMIN, None, team.id)
        for team in teams
    ]


def staff_accounts(staff: Sequence[Officer], city: str, password: str) -> Iterator[tuple[Any, ...]]:
    for each in staff:
        yield account_row(each.account_id, city, each.name, password, each.phone, SINCE)


def grant_rows(staff: Sequence[Officer]) -> Iterator[tuple[Any, ...]]:
    for each in staff:
        yield each.account_id, each.role.value, each.region, each.body_id, SINCE.date(), SINCE

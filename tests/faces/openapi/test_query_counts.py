"""How often each list asks the database, in literal numbers: the same for one row as for three and for twelve."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.identifiers import uuid7
from redvest.registry.models import Station
from redvest.service.models import IntegrityCase
from tests.faces.openapi.conftest import Caller
from tests.faces.openapi.world import World
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


def queries(caller: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        answer = caller.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return len([query for query in caught if "SAVEPOINT" not in query["sql"]])


def add_station(turn: int) -> None:
    Station.objects.create(
        id=uuid7(), city=make.CITY, region=make.make_region_tree().baihua, name=f"站{turn}",
        lon=114.9, lat=27.8, opened_on=make.TODAY,
    )  # fmt: skip


def add_activity(world: World, turn: int) -> None:
    activity = service.make_activity(project=world.project, starts_at=make.NOW + timedelta(days=20 + turn))
    for _ in range(2):
        service.make_post(activity=activity)


def add_signup(world: World, turn: int) -> None:
    service.make_signup(post=world.post, volunteer=make.make_volunteer())


def add_entry(world: World, turn: int) -> None:
    starts_at = make.NOW - timedelta(days=30 + turn)
    service.make_entry(volunteer=world.volunteer, body=make.make_body(), starts_at=starts_at)


def add_case(world: World, turn: int) -> None:
    IntegrityCase.objects.create(
        city=make.CITY, region_path=world.body.region_path, at_path=world.body.region_path, rule="device",
        subject_kind="device", subject_key=f"phone-{turn}-{uuid7()}", severity="low", reason="一台设备", innocent="公用",
        evidence_until=make.NOW, opened_at=make.NOW, concerned=make.make_account(), body=world.body,
    )  # fmt: skip


LISTS: list[tuple[str, str, Callable[[World, int], Any], int]] = [
    ("guest", "/bodies", lambda world, turn: make.make_body(), 1),
    ("guest", "/projects", lambda world, turn: service.make_project(body=make.make_body()), 1),
    ("guest", "/stations", lambda world, turn: add_station(turn), 1),
    ("guest", "/regions", lambda world, turn: None, 1),
    ("guest", "/domains", lambda world, turn: make.make_domain(f"xinyu:{turn + 3:02d}", f"类{turn}"), 1),
    ("guest", "/statistics", lambda world, turn: make.make_volunteer(), 1),
    ("guest", "/activities", add_activity, 1),
    ("member", "/bodies", lambda world, turn: make.make_body(), 2),
    ("leader", "/activities/{activity}/roster", add_signup, 4),
    ("own", "/me/hours", add_entry, 3),
    ("officer", "/integrity/cases", add_case, 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "path", "add", "count"), LISTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_one_row_or_twelve_it_is_the_same_number(
    world: World, who: str, path: str, add: Callable[[World, int], Any], count: int
) -> None:
    address = path.format(activity=world.activity.pk)
    caller = world.people[who]
    queries(caller, address)  # what is read once for the process is read now
    add(world, 0)
    one = queries(caller, address)
    for turn in range(1, 3):
        add(world, turn)
    three = queries(caller, address)
    for turn in range(3, 12):
        add(world, turn)
    assert (one, three, queries(caller, address)) == (count, count, count)


@pytest.mark.parametrize(
    ("who", "path", "count"),
    [
        ("guest", "/bodies/{body}", 1), ("guest", "/projects/{project}", 1), ("own", "/me/code", 3), ("own", "/me", 3),
        ("own", "/me/certificates", 2), ("own", "/me/signups", 2), ("own", "/me/hours/sheets", 2),
    ],
)  # fmt: skip
def test_reading_one_thing_asks_as_little_as_it_can(world: World, who: str, path: str, count: int) -> None:
    caller = world.people[who]
    address = path.format(body=world.body.pk, project=world.project.pk)
    queries(caller, address)
    assert queries(caller, address) == count


def test_signing_up_is_three_statements_with_its_lock_and_its_token(world: World) -> None:
    """Token, lock, and one statement that looks, takes the place and writes the audit line."""
    caller = world.people["volunteer"]
    with CaptureQueriesContext(connection) as caught:
        assert caller.post(f"/posts/{world.free.pk}/signups").status_code == 201
    said = [query["sql"] for query in caught if "SAVEPOINT" not in query["sql"]]
    assert len(said) <= 3, said


def test_a_refusal_at_the_door_asks_only_for_the_token(world: World) -> None:
    for who, count in (("guest", 0), ("member", 1)):
        with CaptureQueriesContext(connection) as caught:
            answer = world.people[who].post("/projects", {})
        assert answer.status_code in {401, 403}
        assert len(caught) == count, who

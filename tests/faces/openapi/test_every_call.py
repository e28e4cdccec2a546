"""Every call of the API, asked for nothing that exists: it answers with a problem that says why, and changes nothing."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import pytest
from django.test import Client

from redvest.faces.openapi.api import api
from tests.faces.openapi import world as worlds
from tests.faces.openapi.world import World

pytestmark = pytest.mark.django_db
NOBODY = "01900000-0000-7000-8000-000000000000"


class Call(NamedTuple):
    """An operation of the API, with the path that it is asked at."""

    name: str
    method: str
    path: str
    door: str


def calls() -> list[Call]:
    found = []
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                door = str((operation.openapi_extra or {}).get("x-who-may-enter", ""))
                found += [
                    Call(str(operation.operation_id), method, path, door) for method in operation.methods
                ]
    return found


CALLS = calls()
CLOSED = [call for call in CALLS if call.door != "public"]
KEYED = [call for call in CLOSED if "{" in call.path]
READS = [call for call in CALLS if call.method == "GET"]
WRITES = [call for call in CALLS if call.method != "GET"]


def address(call: Call) -> str:
    path = re.sub(r"\{[^}]*number[^}]*\}", "RV-0000-0000-0000-0000", call.path)
    path = re.sub(r"\{[^}]*year[^}]*\}", "2025", path)
    return "/api/v1" + re.sub(r"\{[^}]*\}", NOBODY, path)


def ask(client: Client, call: Call, body: Any = None, **headers: str) -> Any:
    sent = json.dumps({} if body is None else body) if call.method != "GET" else ""
    return client.generic(call.method, address(call), sent, content_type="application/json", headers=headers)


def names(call: Call) -> str:
    return f"{call.name}-{call.method}"


def test_every_operation_has_a_name_of_its_own() -> None:
    told = [(call.name, call.method) for call in CALLS]

    assert len(set(told)) == len(told)
    assert all(call.door for call in CALLS)


@pytest.mark.parametrize("call", CLOSED, ids=names)
def test_without_a_token_nothing_is_told_and_nothing_happens(call: Call, world: World) -> None:
    untouched = worlds.everything()

    response = ask(Client(), call)

    assert response.status_code == 401, response.content.decode()[:200]
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert response.json()["code"] == "unauthenticated"
    assert worlds.everything() == untouched


@pytest.mark.parametrize("call", CLOSED, ids=names)
def test_a_token_that_nobody_was_given_is_no_token(call: Call, world: World) -> None:
    untouched = worlds.everything()

    response = ask(Client(), call, Authorization="Bearer rv_nobody")

    assert response.status_code == 401
    assert worlds.everything() == untouched


@pytest.mark.parametrize("call", KEYED, ids=names)
def test_what_does_not_exist_is_refused_in_words(call: Call, world: World) -> None:
    caller = world.people["centre"] if "centre" in world.people else world.people["officer"]
    untouched = worlds.everything()

    response = ask(Client(), call, Authorization=f"Bearer {caller.token}", **{"Idempotency-Key": "nobody-1"})

    assert 400 <= response.status_code < 500, response.content.decode()[:200]
    told = response.json()
    assert told["code"] and told["status"] == response.status_code
    assert told["title"] or told["detail"]
    assert worlds.everything() == untouched


@pytest.mark.parametrize("call", WRITES, ids=names)
def test_a_body_that_is_no_json_is_refused(call: Call, world: World) -> None:
    caller = world.people["officer"]
    untouched = worlds.everything()

    response = Client().generic(
        call.method, address(call), "{not json", content_type="application/json",
        headers={"Authorization": f"Bearer {caller.token}", "Idempotency-Key": "broken-1"},
    )  # fmt: skip

    assert (
        400 <= response.status_code < 500 or call.path.count("{") or response.status_code in {200, 201, 204}
    )
    if response.status_code >= 400:
        assert response.headers["Content-Type"].startswith("application/problem+json")
        assert worlds.everything() == untouched


@pytest.mark.parametrize("call", READS, ids=names)
def test_reading_never_breaks_and_never_writes(call: Call, world: World) -> None:
    caller = world.people["own"]
    untouched = worlds.everything()

    response = ask(Client(), call, Authorization=f"Bearer {caller.token}")

    assert response.status_code < 500, response.content.decode()[:300]
    assert worlds.everything() == untouched or "did" in call.name or "credential" in call.name

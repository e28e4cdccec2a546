"""The document and the page: complete, true, and held against by machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from redvest.core.errors import every_error
from redvest.faces.openapi import urls
from redvest.faces.openapi.docs import api_document
from redvest.registry.choices import Role
from redvest.registry.models import Account
from tests.faces.openapi.conftest import Caller, caller_for
from tests.factories import registry as make
from tests.factories import service

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
DOORS = {"public", "members", "volunteers", "staff"}

document = schemathesis.openapi.from_dict(json.loads(json.dumps(api_document())))
document.app = WSGIHandler()


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    paths = api_document()["paths"]
    return [(path, method, about) for path, methods in paths.items() for method, about in methods.items()]


def test_it_is_openapi_3_1(client: Client) -> None:
    found = client.get("/api/v1/openapi.json")
    assert found["Content-Type"] == "application/json"
    assert found.json()["openapi"].startswith("3.1")
    assert found.json() == api_document()


def test_every_call_says_who_may_enter() -> None:
    for path, method, about in operations():
        who = about["x-who-may-enter"]
        assert who in DOORS, (path, method)
        assert bool(about["security"]) == (who != "public"), (path, method)


def test_every_address_says_so_too() -> None:
    for pattern in urls.urlpatterns:
        declared = pattern.callback.who_may_enter
        assert {part.split()[-1] for part in declared.split("; ")} <= DOORS, pattern


def test_every_post_takes_an_idempotency_key() -> None:
    for path, method, about in operations():
        named = {each["name"] for each in about["parameters"] if each["in"] == "header"}
        assert named == ({"Idempotency-Key"} if method == "post" else set()), (path, method)


def test_every_failure_is_a_problem() -> None:
    for path, method, about in operations():
        for status, answer in about["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (path, method, status)
        assert {"422", "500"} <= set(about["responses"])


def test_names_are_one_each_and_topics_are_chinese() -> None:
    names = [about["operationId"] for _, _, about in operations()]
    assert len(names) == len(set(names)) > 40
    assert all(ord(about["tags"][0][0]) > 0x4E00 and about["summary"] for _, _, about in operations())


@pytest.mark.django_db
def test_the_page_shows_every_call_and_every_code(client: Client) -> None:
    answer = client.get("/api/docs")
    assert answer.status_code == 200
    text = answer.content.decode()
    for path, _, about in operations():
        assert f'id="{about["operationId"]}"' in text
        assert path in text
    for kind in every_error():
        assert f'id="{kind.code}"' in text
    assert client.get("/api/docs/").status_code == 200
    assert client.post("/api/docs").status_code == 405


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """As Django's test client does: a request inside a test does not close the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def anybody(kept_connection: None) -> Caller:
    """Somebody with a record and every role, and something to find."""
    volunteer = make.make_volunteer()
    account = Account.objects.get(pk=volunteer.account_id)
    activity = service.make_activity(leader=account)
    service.make_signup(post=service.make_post(activity=activity), volunteer=volunteer)
    service.make_entry(volunteer=volunteer, body=activity.body)
    make.make_grant(account=account, role=Role.CENTRE, region=make.make_region_tree().city)
    make.make_grant(account=account, role=Role.BODY_ADMIN, body=activity.body)
    return caller_for(account)


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore")
@document.parametrize()
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_the_answer_is_as_documented(case: schemathesis.Case, anybody: Caller) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {anybody.token}"}, checks=CHECKS)

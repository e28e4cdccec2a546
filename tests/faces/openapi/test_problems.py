"""How the API fails: always as problem+json, always with a code, never with a page or a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.test import RequestFactory

from redvest.faces.openapi import health
from redvest.faces.openapi.calls import places
from redvest.faces.openapi.sentences import fault_of, sentence
from redvest.oversight.queries.headline import headline
from redvest.registry.queries import region as regions
from tests.faces.openapi.conftest import Caller, problem
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_an_address_that_is_not_there(guest: Caller) -> None:
    problem(guest.get("/nothing"), 404, "no-such-address")
    problem(guest.post("/nothing", {"a": 1}), 404, "no-such-address")
    problem(guest.client.get("/api/"), 404, "no-such-address")


def test_a_method_that_is_not_taken(guest: Caller) -> None:
    answer = guest.delete("/activities")
    problem(answer, 405, "method-not-allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("body", ["{", "[1", "'a'", b"\xff\xfe", '{"phone": NaN}'])
def test_what_is_not_json(guest: Caller, body: Any) -> None:
    problem(guest.post("/auth/token", body), 400, "bad-json")


@pytest.mark.parametrize("body", ["[]", '"text"', "7", "null"])
def test_json_that_is_no_object(guest: Caller, body: str) -> None:
    assert problem(guest.post("/auth/token", body), 422, "invalid")["errors"]


def test_a_body_that_is_not_there(guest: Caller) -> None:
    found = problem(guest.post("/auth/token"), 422, "invalid")
    assert found["errors"] == [{"field": "body", "sentence": "这一项必须填写。"}]


def test_a_body_that_is_too_large(guest: Caller) -> None:
    problem(guest.post("/auth/token", b"x" * 1_000_001), 413, "body-too-large")
    problem(guest.post("/auth/token", b"x" * 1_000_000), 400, "bad-json")


@pytest.mark.parametrize("text", ['{"phone": "1\\u0000", "password": "x"}', b'{"phone": "1\x00"}'])
def test_a_character_that_no_database_keeps(guest: Caller, text: Any) -> None:
    problem(guest.post("/auth/token", text), 422, "nul-character")
    problem(guest.get("/activities", q="a\x00b"), 422, "nul-character")


def test_half_a_character(guest: Caller) -> None:
    answer = guest.post("/auth/token", '{"phone": "\\ud800", "password": "x"}')
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_says_nothing_of_its_inside(guest: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(city: str) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(places, "domains", broken)
    answer = guest.get("/domains")
    problem(answer, 500, "internal")
    assert b"secret" not in answer.content


def test_many_faults_are_told_up_to_a_score(guest: Caller) -> None:
    body = {"phone": "1", "password": "x", **{f"extra{n}": n for n in range(50)}}
    assert len(problem(guest.post("/auth/token", body), 422, "invalid")["errors"]) == 20


@pytest.mark.parametrize(
    ("kind", "about", "said"),
    [
        ("missing", {}, "这一项必须填写。"),
        ("string_too_long", {"max_length": 5}, "最长 5 个字。"),
        ("greater_than_equal", {"ge": 1}, "不能小于 1。"),
        ("uuid_parsing", {}, "编号的格式不对，请从列表里原样取用。"),
        ("datetime_from_date_parsing", {}, "时间的格式不对，请写成 2026-03-05T09:00:00+08:00。"),
        ("value_error", {"error": ValueError("自己的话。")}, "自己的话。"),
        ("something_new", {}, "这一项写得不对，请照文档修改。"),
    ],
)
def test_every_kind_of_fault_has_a_sentence(kind: str, about: dict[str, Any], said: str) -> None:
    assert sentence(kind, about) == said


def test_fields_are_named_as_they_were_sent() -> None:
    assert fault_of({"type": "missing", "loc": ("body", "form", "posts", 0, "title")}) == {
        "field": "posts.0.title",
        "sentence": "这一项必须填写。",
    }


def test_every_answer_can_be_found_in_the_log(guest: Caller) -> None:
    assert len(guest.get("/nothing")["X-Request-Id"]) == 16


def test_the_process_the_database_and_the_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = RequestFactory().get("/")
    ask.user = AnonymousUser()
    assert health.healthz(ask).content == b"ok\n"
    assert health.readyz(ask).content == b"ready\n"
    text = health.metrics(ask).content.decode()
    assert "redvest_up 1\n" in text
    assert "# TYPE redvest_signups_waiting gauge\nredvest_signups_waiting 0\n" in text
    monkeypatch.setattr(health, "connection", _Gone())
    assert health.readyz(ask).status_code == 503
    assert health.metrics(ask).content.decode().endswith("redvest_up 0\n")
    assert health.healthz(ask).status_code == 200


class _Gone:
    """A database that has gone away."""

    def cursor(self) -> Any:
        raise OperationalError("gone")


def test_places_and_kinds_of_service(guest: Caller) -> None:
    tree = make.make_region_tree()
    make.make_domain()
    make.make_domain("national:01", "扶贫济困")
    found = guest.get("/regions").json()["items"]
    assert [each["code"] for each in found] == [each.code for each in regions.districts(make.CITY)]
    below = guest.get("/regions", parent=tree.yushui.code).json()["items"]
    assert [(each["name"], each["parent"]) for each in below] == [("城南街道", "360502")]
    make.make_other_city()
    assert guest.get("/regions", parent="410800").json()["items"] == []
    kinds = guest.get("/domains")
    assert kinds.json()["items"] == [{"key": "xinyu:02", "name": "邻里守望", "scheme": "xinyu"}]
    assert kinds["Cache-Control"] == "public, max-age=300"
    assert guest.get("/stations").json() == {"items": [], "next": None}


def test_the_numbers_are_those_of_the_command_line(guest: Caller) -> None:
    make.make_region_tree()
    make.make_volunteer()
    assert guest.get("/statistics").json() == headline(make.CITY, make.NOW).as_json()
    assert guest.get("/statistics").json()["volunteers"] == 1

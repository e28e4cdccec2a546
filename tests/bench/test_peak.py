"""What the bench of the rush calls a fault: an answer not kept, somebody booked twice, a place too many, too slow."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from django.db import connection

from bench import peak
from bench.load import Measured, Reply
from redvest.service.choices import SignUpState
from redvest.service.models import Post, SignUp
from tests.factories.registry import make_volunteer
from tests.factories.service import make_post, make_signup

PLACES = 2


def yes(signup: SignUp, state: str = "") -> Reply:
    return Reply(201, json.dumps({"id": str(signup.pk), "state": state or signup.state}).encode(), 0.1)


@pytest.fixture
def database() -> Any:
    """The connection of this test, so that what it has not committed is seen."""
    connection.ensure_connection()
    raw = connection.connection
    assert isinstance(raw, psycopg.Connection)
    return raw


@pytest.fixture
def rushed(monkeypatch: pytest.MonkeyPatch) -> tuple[Post, list[SignUp]]:
    monkeypatch.setattr(peak, "PLACES", PLACES)
    post = make_post(places=PLACES)
    states = [SignUpState.CONFIRMED] * PLACES + [SignUpState.WAITING] * 2
    return post, [make_signup(post=post, volunteer=make_volunteer(), state=state) for state in states]


def faults(database: Any, post: Post, replies: list[Reply], taps: list[str]) -> list[str]:
    statuses: dict[int, int] = {}
    for reply in replies:
        statuses[reply.status] = statuses.get(reply.status, 0) + 1
    return peak._faults(database, post.pk, taps, Measured(replies, 1.0, statuses))


@pytest.mark.django_db
def test_a_rush_that_went_well_has_none(database: Any, rushed: tuple[Post, list[SignUp]]) -> None:
    post, made = rushed
    replies = [yes(made[0]), *map(yes, made)]
    assert faults(database, post, replies, ["a", "a", "b", "c", "d"]) == []


@pytest.mark.django_db
def test_each_promise_that_is_broken_is_named(database: Any, rushed: tuple[Post, list[SignUp]]) -> None:
    post, made = rushed
    names, good = ["a", "b", "c", "d"], [yes(each) for each in made]
    for replies, taps, said in (
        ([*good[:3], Reply(500, b"{}", 0.1)], names, "1 answers 500"),
        ([*good[:3], yes(made[3], "confirmed")], names, "1 answered sign-ups are not kept"),
        ([*good, good[1]], [*names, "a"], "1 retries were booked again"),
        (good, [*names[:3], "c"], "4 sign-ups of 3 people, 2 confirmed"),
    ):
        assert said in faults(database, post, replies, taps)
    Post.objects.filter(pk=post.pk).update(places=9, taken=3)
    assert "the post counts wrongly" in faults(database, post, good, names)
    SignUp.objects.filter(pk=made[2].pk).update(state="confirmed")
    assert "4 sign-ups of 4 people, 3 confirmed" in faults(database, post, good, names)


def test_a_tap_carries_its_key_and_figures_are_in_milliseconds() -> None:
    house = peak.House(8000, "", 1)
    sent = peak._request(house, "rv_x", make_key()).decode()
    assert "Idempotency-Key: peak-" in sent and sent.startswith("POST /api/v1/posts/")
    replies = [Reply(201, b"{}", seconds) for seconds in (0.01, 0.02, 0.5)]
    figures = peak._figures(Measured(replies, 1.5, {201: 3}))
    assert (figures["p50_ms"], figures["slowest_ms"], figures["requests_per_second"]) == (20.0, 500.0, 2.0)


def make_key() -> Any:
    return Post().pk

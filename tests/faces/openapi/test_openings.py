"""Openings over the API: planned by who may, entered once, a number in line, and what hinders told with its code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from redvest.service.models import DrawEntry, Opening, Post
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories.opening import OPENS, announce, announce_lottery
from tests.factories.registry import NOW
from tests.factories.service import make_post

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PLAN = {"mode": "first-come", "opens_at": OPENS.isoformat()}


def volunteer() -> Caller:
    account = make.make_volunteer().account
    assert account is not None
    return caller_for(account)


def leader(post: Post) -> Caller:
    return caller_for(make.make_leader(post.activity.body))


def test_who_leads_plans_it_and_everybody_reads_it() -> None:
    post = make_post(places=9)
    path = f"/posts/{post.pk}/opening"
    problem(Caller().get(path), 404, "opening-not-found")
    stages = [
        {"group": "new", "value": "30", "opens_at": OPENS.isoformat(), "places": 4},
        {"group": "all", "opens_at": (OPENS + HOUR).isoformat()},
    ]
    told = leader(post).put(path, PLAN | {"mode": "staged", "stages": stages})
    assert told.status_code == 200, told.content
    assert told.json() == Caller().get(path).json() | {"hindrance": told.json()["hindrance"]}
    assert [each["places"] for each in told.json()["stages"]] == [4, 5]
    assert told.json()["hindrance"] == "not-yet-open" and "11:00" in told.json()["sentence"]
    assert leader(post).delete(path).status_code == 204
    assert not Opening.objects.exists()


def test_who_may_not_plan_and_plans_that_do_not_hold() -> None:
    post = make_post()
    path = f"/posts/{post.pk}/opening"
    for caller, status, code in (
        (Caller(), 401, "unauthenticated"), (volunteer(), 403, "not-allowed"),
        (caller_for(make.make_leader(make.make_body())), 403, "not-allowed"),
    ):  # fmt: skip
        problem(caller.put(path, PLAN), status, code)
    fault = problem(leader(post).put(path, PLAN | {"opens_at": NOW.isoformat()}), 422, "bad-opening")
    assert [each["field"] for each in fault["errors"]] == ["opens_at"]
    problem(leader(post).put(f"/posts/{uuid4()}/opening", PLAN), 404, "not-found")
    problem(leader(post).delete(path), 404, "opening-not-found")
    assert not Opening.objects.exists()


def test_a_lottery_is_entered_once_and_left() -> None:
    opening, caller = announce_lottery(), volunteer()
    path = f"/posts/{opening.pk}/draw-entries"
    problem(caller.post(path), 409, "entry-not-open")
    problem(caller.delete(path), 404, "draw-entry-not-found")
    with time_machine.travel(OPENS, tick=False):
        found = [caller.post(path).json() for _again in range(2)]
        assert found[0]["number"] == found[1]["number"] == 1 and DrawEntry.objects.count() == 1
        mine: Any = caller.get(f"/posts/{opening.pk}/opening").json()
        assert (mine["hindrance"], mine["entry"]["number"]) == ("by-lottery", 1)
        assert mine["draw"] == f"/lottery/{opening.pk}/draw.json"
        problem(caller.post(f"/posts/{opening.pk}/signups"), 409, "by-lottery")
        assert caller.delete(path).status_code == 204
        assert caller.get(f"/posts/{opening.pk}/opening").json()["entry"] is None


def test_the_waiting_room_says_how_long() -> None:
    opening, caller = announce(waiting_room=True, admit_per_second=1), volunteer()
    path = f"/posts/{opening.pk}/room-ticket"
    early = caller.post(path).json()
    assert early == {"number": None, "admitted_at": None, "wait_seconds": 3600}
    problem(caller.post(f"/posts/{announce().pk}/room-ticket"), 404, "opening-not-found")
    with time_machine.travel(OPENS, tick=False):
        late = [volunteer().post(path).json() for _n in range(2)]
        assert [each["number"] for each in late] == [2, 3] and late[1]["wait_seconds"] == 2
        problem(volunteer().post(f"/posts/{opening.pk}/signups"), 409, "room-first")
        assert caller.post(path).json()["number"] == 1
        assert caller.post(f"/posts/{opening.pk}/signups").json()["state"] == "confirmed"

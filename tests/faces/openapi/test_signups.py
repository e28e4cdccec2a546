"""Signing up over the API: places and lines, repeats, refusals with their reasons, taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.models import AuditLine
from redvest.registry.choices import RealNameState
from redvest.registry.models import Volunteer
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


def caller_of(volunteer: Volunteer) -> Caller:
    assert volunteer.account is not None
    return caller_for(volunteer.account)


def test_a_place_is_given_and_kept() -> None:
    post = service.make_post(places=1)
    volunteer = make.make_volunteer()

    answer = caller_of(volunteer).post(f"/posts/{post.pk}/signups")

    assert answer.status_code == 201
    signup = SignUp.objects.get()
    assert answer.json() == {"id": str(signup.pk), "state": "confirmed", "position": None}
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    assert (signup.volunteer, signup.post) == (volunteer, post)
    post.refresh_from_db()
    assert post.taken == 1
    assert AuditLine.objects.filter(verb="sign_up", target_id=str(signup.pk)).count() == 1


def test_who_comes_after_the_last_place_stands_in_line() -> None:
    post = service.make_post(places=1)
    answers = [caller_of(make.make_volunteer()).post(f"/posts/{post.pk}/signups").json() for _ in range(3)]

    assert [(each["state"], each["position"]) for each in answers] == [
        ("confirmed", None),
        ("waiting", 1),
        ("waiting", 2),
    ]


def test_the_same_key_again_gives_the_same_sign_up() -> None:
    post = service.make_post()
    caller = caller_of(make.make_volunteer())

    first = caller.post(f"/posts/{post.pk}/signups", key="retry-1")
    again = caller.post(f"/posts/{post.pk}/signups", key="retry-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert SignUp.objects.count() == 1
    post.refresh_from_db()
    assert post.taken == 1


def test_without_the_key_a_second_try_is_refused() -> None:
    post = service.make_post()
    caller = caller_of(make.make_volunteer())
    first = caller.post(f"/posts/{post.pk}/signups", key="one").json()

    found = problem(caller.post(f"/posts/{post.pk}/signups", key="two"), 409, "already-signed-up")

    assert (found["signup"], found["state"]) == (first["id"], "confirmed")
    assert SignUp.objects.count() == 1


def test_two_activities_at_once_are_refused_with_the_other_ones_name() -> None:
    mine = service.make_activity(title="图书馆导读")
    other = service.make_activity(title="孔目江巡河")
    caller = caller_of(make.make_volunteer())
    caller.post(f"/posts/{service.make_post(activity=mine).pk}/signups")

    found = problem(caller.post(f"/posts/{service.make_post(activity=other).pk}/signups"), 409, "overlaps")

    assert "图书馆导读" in found["reasons"][0]["sentence"]
    assert SignUp.objects.count() == 1


@pytest.mark.parametrize("state", [ActivityState.DRAFT, ActivityState.CANCELLED, ActivityState.CLOSED])
def test_what_is_not_recruiting_is_closed(state: ActivityState) -> None:
    post = service.make_post(activity=service.make_activity(state=state))

    problem(caller_of(make.make_volunteer()).post(f"/posts/{post.pk}/signups"), 409, "closed")

    assert not SignUp.objects.exists()


def test_every_reason_is_told_at_once() -> None:
    closes = make.NOW - timedelta(hours=1)
    post = service.make_post(activity=service.make_activity(signup_closes_at=closes), min_age=60)
    volunteer = make.make_volunteer(real_name_state=RealNameState.REFUSED)

    found = problem(caller_of(volunteer).post(f"/posts/{post.pk}/signups"), 422, "not-eligible")

    assert [each["code"] for each in found["reasons"]] == ["real-name", "too-young", "closed"]
    assert all(each["sentence"].endswith("。") for each in found["reasons"])
    assert not SignUp.objects.exists()
    post.refresh_from_db()
    assert post.taken == 0


def test_the_reasons_can_be_asked_before_trying() -> None:
    post = service.make_post(min_age=60)
    caller = caller_of(make.make_volunteer())

    assert [each["code"] for each in caller.get(f"/posts/{post.pk}/reasons").json()["reasons"]] == [
        "too-young"
    ]
    free = service.make_post()
    assert caller.get(f"/posts/{free.pk}/reasons").json() == {"reasons": []}


def test_nobody_signs_up_without_a_token_or_without_a_record(guest: Caller) -> None:
    post = service.make_post()

    problem(guest.post(f"/posts/{post.pk}/signups"), 401, "unauthenticated")
    found = problem(caller_for(make.make_member()).post(f"/posts/{post.pk}/signups"), 422, "not-eligible")

    assert found["reasons"][0]["code"] == "not-registered"
    assert not SignUp.objects.exists()


def test_a_post_that_is_not_there() -> None:
    caller = caller_of(make.make_volunteer())
    assert caller.post(f"/posts/{uuid4()}/signups").status_code in (404, 409, 422)
    problem(caller.get(f"/posts/{uuid4()}/reasons"), 404, "not-found")
    problem(caller.post("/posts/7/signups"), 404, "no-such-address")


def test_cancelling_gives_the_place_to_the_next_in_line() -> None:
    post = service.make_post(places=1)
    first, second = make.make_volunteer(), make.make_volunteer()
    mine = caller_of(first).post(f"/posts/{post.pk}/signups").json()
    caller_of(second).post(f"/posts/{post.pk}/signups")

    answer = caller_of(first).delete(f"/signups/{mine['id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert SignUp.objects.get(volunteer=second).state == SignUpState.OFFERED
    assert SignUp.objects.get(volunteer=first).state == SignUpState.CANCELLED
    assert Post.objects.get(pk=post.pk).taken == 1
    assert caller_of(first).delete(f"/signups/{mine['id']}").status_code == 204


def test_a_stranger_cannot_cancel_for_me() -> None:
    volunteer = make.make_volunteer()
    signup = service.make_signup(post=service.make_post(), volunteer=volunteer)

    problem(caller_of(make.make_volunteer()).delete(f"/signups/{signup.pk}"), 403, "not-allowed")
    problem(Caller().delete(f"/signups/{signup.pk}"), 401, "unauthenticated")
    problem(caller_of(volunteer).delete(f"/signups/{uuid4()}"), 404, "signup-not-found")

    signup.refresh_from_db()
    assert signup.state == SignUpState.CONFIRMED


def test_my_own_sign_ups_with_my_place_in_line() -> None:
    post = service.make_post(places=1)
    service.make_signup(post=post, volunteer=make.make_volunteer())
    service.make_signup(post=post, volunteer=make.make_volunteer(), state=SignUpState.WAITING)
    mine = make.make_volunteer()
    service.make_signup(post=post, volunteer=mine, state=SignUpState.WAITING)

    items = caller_of(mine).get("/me/signups").json()["items"]

    assert [(each["state"], each["position"], each["title"]) for each in items] == [
        ("waiting", 2, post.activity.title)
    ]
    assert items[0]["starts_at"] == "2026-03-06T10:00:00+08:00"


def test_pages_follow_one_another_without_gap() -> None:
    mine = make.make_volunteer()
    for day in range(5):
        activity = service.make_activity(starts_at=make.NOW + timedelta(days=day + 1))
        at = make.NOW - timedelta(hours=day)
        service.make_signup(post=service.make_post(activity=activity), volunteer=mine, at=at)
    caller, seen, after = caller_of(mine), [], None
    while True:
        query = {"limit": 2} | ({"after": after} if after else {})
        page = caller.get("/me/signups", **query).json()
        seen += [each["id"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break

    expected = SignUp.objects.order_by("-created_at", "-id").values_list("id", flat=True)
    assert seen == [str(key) for key in expected]


def test_the_roster_is_for_who_leads_or_governs() -> None:
    body = make.make_body()
    activity = service.make_activity(body=body)
    person = make.make_volunteer(name="欧阳明霞")
    service.make_signup(post=service.make_post(activity=activity), volunteer=person)
    path = f"/activities/{activity.pk}/roster"

    problem(Caller().get(path), 401, "unauthenticated")
    problem(caller_of(person).get(path), 403, "not-allowed")
    problem(caller_for(make.make_leader(make.make_body())).get(path), 403, "not-allowed")
    for allowed in (make.make_leader(body), make.make_officer()):
        line = caller_for(allowed).get(path).json()["items"][0]
        assert (line["name"], line["number"], line["state"]) == ("欧阳*霞", person.number, "confirmed")
        assert line["phone"] == f"*******{person.phone_tail}"


def queries_of(call: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert call().status_code == 200
    return len(caught)


def test_longer_lists_ask_no_more_queries() -> None:
    body, mine = make.make_body(), make.make_volunteer()
    activity = service.make_activity(body=body)
    post = service.make_post(activity=activity, places=9)
    leader, me = caller_for(make.make_leader(body)), caller_of(mine)
    service.make_signup(post=post, volunteer=mine)
    later = service.make_activity(body=body, starts_at=make.NOW + timedelta(days=3))
    waiting = service.make_post(activity=later)
    service.make_signup(post=waiting, volunteer=mine, state=SignUpState.WAITING)

    def counts() -> tuple[int, int]:
        roster = queries_of(lambda: leader.get(f"/activities/{activity.pk}/roster"))
        return roster, queries_of(lambda: me.get("/me/signups"))

    one = counts()
    for day in range(3):
        service.make_signup(post=post, volunteer=make.make_volunteer())
        more = service.make_activity(body=body, starts_at=make.NOW + timedelta(days=day + 5))
        service.make_signup(post=service.make_post(activity=more), volunteer=mine, state=SignUpState.WAITING)
    assert counts() == one == (4, 3)  # the first asks who it is
    assert Activity.objects.count() == 5

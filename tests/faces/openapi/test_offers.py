"""Offers over the API: whose turn it is, saying yes, and the record of a waiting list for those who answer for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from redvest.service.choices import SignUpState
from redvest.service.models import Offer, Post, SignUp
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


class Turn:
    """A post whose only place was given up, and the two who wait for it."""

    def __init__(self) -> None:
        self.body = make.make_body()
        self.post = service.make_post(places=1, activity=service.make_activity(body=self.body))
        first, *self.people = (make.make_volunteer(name=name) for name in ("周先到", "欧阳明霞", "李后来"))
        self.callers = [caller_for(each.account) for each in (first, *self.people) if each.account]
        self.made = [each.post(f"/posts/{self.post.pk}/signups").json() for each in self.callers]
        self.callers[0].delete(f"/signups/{self.made[0]['id']}")


def test_yes_takes_the_place_that_is_kept() -> None:
    turn = Turn()
    path = f"/signups/{turn.made[1]['id']}/take"
    items = turn.callers[1].get("/me/signups").json()["items"]
    assert [each["state"] for each in items] == ["offered"]
    until = datetime.fromisoformat(items[0]["kept_until"])
    assert until == Offer.objects.get(state="open").expires_at and items[0]["answer_by"] is None
    waits = turn.callers[2].get("/me/signups").json()["items"]
    assert waits[0]["kept_until"] is None
    for _again in range(2):
        answer = turn.callers[1].post(path)
        assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    assert Post.objects.get(pk=turn.post.pk).taken == 1


def test_one_reads_the_time_of_ones_own_shift() -> None:
    shift = service.make_post(
        title="引导员", shift="晚班", starts_at=make.NOW + 30 * service.HOUR, ends_at=make.NOW + 31 * service.HOUR,
        activity=service.make_activity(hours=12),
    )  # fmt: skip
    person = make.make_volunteer(name="李后来")
    assert person.account
    service.make_signup(post=shift, volunteer=person)
    (item,) = caller_for(person.account).get("/me/signups").json()["items"]
    assert (item["post_title"], item["shift"]) == ("引导员", "晚班")
    assert datetime.fromisoformat(item["starts_at"]) == shift.starts_at
    assert datetime.fromisoformat(item["ends_at"]) == shift.ends_at


def test_nobody_else_takes_it() -> None:
    turn = Turn()
    path = f"/signups/{turn.made[1]['id']}/take"
    problem(turn.callers[2].post(path), 403, "not-allowed")
    problem(Caller().post(path), 401, "unauthenticated")
    problem(turn.callers[1].post(f"/signups/{uuid4()}/take"), 404, "signup-not-found")
    problem(turn.callers[2].post(f"/signups/{turn.made[2]['id']}/take"), 409, "offer-over")
    assert [each.state for each in SignUp.objects.order_by("queue")] == ["cancelled", "offered", "waiting"]


def test_a_sign_up_may_say_that_no_question_is_needed() -> None:
    post = service.make_post(places=1)
    holder, waiting = (make.make_volunteer().account for _n in range(2))
    assert holder and waiting
    held = caller_for(holder).post(f"/posts/{post.pk}/signups").json()
    mine = caller_for(waiting).post(f"/posts/{post.pk}/signups", {"take_at_once": True}).json()
    caller_for(holder).delete(f"/signups/{held['id']}")
    assert SignUp.objects.get(pk=mine["id"]).state == SignUpState.CONFIRMED and not Offer.objects.exists()


def test_words_that_are_too_long_are_refused_and_nothing_is_kept() -> None:
    account = make.make_volunteer().account
    assert account
    post = service.make_post(needs_review=True)
    problem(caller_for(account).post(f"/posts/{post.pk}/signups", {"words": "长" * 301}), 422, "invalid")
    assert not SignUp.objects.exists()
    made = caller_for(account).post(f"/posts/{post.pk}/signups", {"words": "我当过护士"}).json()
    assert (made["state"], made["position"]) == ("applied", None)


def test_the_record_of_the_list_is_for_who_leads_or_governs() -> None:
    turn = Turn()
    path = f"/posts/{turn.post.pk}/offers"
    problem(Caller().get(path), 401, "unauthenticated")
    problem(turn.callers[1].get(path), 403, "not-allowed")
    problem(caller_for(make.make_leader(make.make_body())).get(path), 403, "not-allowed")
    problem(caller_for(make.make_officer()).get(f"/posts/{uuid4()}/offers"), 404, "not-found")
    for allowed in (make.make_leader(turn.body), make.make_officer()):
        (line,) = caller_for(allowed).get(path).json()["items"]
        assert (line["volunteer"], line["state"], line["reason"]) == ("欧阳*霞", "open", "")
        assert line["made_at"] < line["expires_at"] and line["ended_at"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_costs_the_same_however_long(count: int, django_assert_num_queries: object) -> None:
    body = make.make_body()
    post = service.make_post(activity=service.make_activity(body=body))
    for n in range(count):
        signup = service.make_signup(post=post, volunteer=make.make_volunteer(), state=SignUpState.WAITING)
        Offer.objects.create(
            city=post.city, post=post, signup=signup, state="skipped", reason="inactive",
            made_at=make.NOW + timedelta(minutes=n), ended_at=make.NOW,
        )  # fmt: skip
    caller = caller_for(make.make_leader(body))
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(caller.get(f"/posts/{post.pk}/offers").json()["items"]) == count


def test_an_application_is_answered_by_who_leads() -> None:
    body = make.make_body()
    post = service.make_post(activity=service.make_activity(body=body), needs_review=True)
    person = make.make_volunteer()
    assert person.account
    made = caller_for(person.account).post(f"/posts/{post.pk}/signups", {"words": "我当过护士"}).json()
    path = f"/signups/{made['id']}/answer"
    problem(Caller().post(path, {"accept": True}), 401, "unauthenticated")
    problem(caller_for(person.account).post(path, {"accept": True}), 403, "not-allowed")
    leader = caller_for(make.make_leader(body))
    problem(leader.post(path, {"accept": False}), 422, "answer-words-missing")
    assert SignUp.objects.get().state == SignUpState.APPLIED
    assert leader.post(path, {"accept": True}).json()["state"] == "confirmed"
    problem(leader.post(path, {"accept": True}), 409, "application-answered")

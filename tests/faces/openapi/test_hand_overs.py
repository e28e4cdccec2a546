"""Stand-ins and swaps over the API."""

from __future__ import annotations

from uuid import uuid4

import pytest

from redvest.service.actions.hand_over import Called, ask_stand_in
from redvest.service.models import HandOver, SignUp
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db


def test_ask_answer_and_take_back() -> None:
    giver, taker, stranger = (make.make_volunteer(name=name) for name in ("李明霞", "欧阳明霞", "周路人"))
    assert giver.account and taker.account and stranger.account
    signup = service.make_signup(post=service.make_post(places=1), volunteer=giver)
    path, form = f"/signups/{signup.pk}/stand-ins", {"number": taker.number, "name": taker.name}
    me, them, other = (caller_for(each.account) for each in (giver, taker, stranger))  # type: ignore[arg-type]
    problem(Caller().post(path, form), 401, "unauthenticated")
    problem(other.post(path, form), 403, "not-allowed")
    problem(me.post(path, form | {"name": "王五"}), 404, "nobody-by-that-name")
    for _again in range(2):
        made = me.post(path, form, key="once")
        assert (made.status_code, made.json()["asked_by"]) == (201, "李*霞")
    answer = f"/hand-overs/{made.json()['id']}/answer"
    problem(other.post(answer, {"accept": True}), 403, "not-allowed")
    problem(them.post(f"/hand-overs/{uuid4()}/answer", {"accept": True}), 404, "hand-over-unknown")
    assert [each["id"] for each in them.get("/me/hand-overs").json()["items"]] == [made.json()["id"]]
    for _again in range(2):
        assert them.post(answer, {"accept": True}).json()["state"] == "done"
    assert them.get("/me/hand-overs").json()["items"] == []
    assert SignUp.objects.get(state="confirmed").volunteer_id == taker.pk
    problem(other.delete(f"/hand-overs/{made.json()['id']}"), 403, "not-allowed")


def test_a_swap_needs_somebody_on_the_same_activity() -> None:
    giver, taker = make.make_volunteer(name="李明霞"), make.make_volunteer(name="欧阳明霞")
    assert giver.account and taker.account
    activity = service.make_activity()
    mine = service.make_signup(post=service.make_post(activity=activity), volunteer=giver)
    path, form = f"/signups/{mine.pk}/swaps", {"number": taker.number, "name": taker.name}
    me = caller_for(giver.account)
    problem(me.post(path, form), 422, "not-on-this-activity")
    service.make_signup(post=service.make_post(activity=activity, title="引导员"), volunteer=taker)
    made = me.post(path, form).json()
    assert made["kind"] == "swap" and made["other"]
    assert me.delete(f"/hand-overs/{made['id']}").status_code == 204
    assert HandOver.objects.get().state == "withdrawn"


def test_a_guardian_without_a_record_reads_and_answers_for_the_child() -> None:
    parent, giver = make.make_account(name="李建国"), make.make_volunteer(name="周路人")
    child = registered(parent)
    signup = service.make_signup(post=service.make_post(places=1), volunteer=giver)
    asked = ask_stand_in(
        by=make.volunteer_standing(giver),
        signup_id=signup.pk,
        who=Called(child.number, child.name),
        at=make.NOW,
    )
    me, stranger = caller_for(parent), caller_for(make.make_account(name="郑外人"))
    assert stranger.get("/me/hand-overs").json()["items"] == []
    problem(stranger.post(f"/hand-overs/{asked.pk}/answer", {"accept": True}), 403, "not-allowed")
    assert [each["id"] for each in me.get("/me/hand-overs").json()["items"]] == [str(asked.pk)]
    assert me.post(f"/hand-overs/{asked.pk}/answer", {"accept": True}).json()["state"] == "done"
    assert SignUp.objects.get(volunteer=child).state == "confirmed"

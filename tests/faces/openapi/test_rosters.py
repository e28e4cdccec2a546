"""Rosters over the wire: from shifts to a yes, the same request twice, and who may do what."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.service.models import Post, Roster, RosterProposal, RosterWish, SignUp
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories.roster import Team, make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team("李明霞", "王小路")


def form(*posts: Post, **more: Any) -> dict[str, Any]:
    return {"title": "国庆景区", "shifts": [{"post": str(post.pk), "minimum": 1} for post in posts], **more}


def leader(team: Team) -> Caller:
    return caller_for(team.leader)


def drawn(team: Team, *posts: Post) -> str:
    made = leader(team).post(f"/bodies/{team.body.pk}/rosters", form(*posts))
    assert made.status_code == 201, made.content
    return f"/rosters/{made.json()['id']}"


def test_from_shifts_to_a_yes(team: Team) -> None:
    client, post = leader(team), make_shift(team, places=2)
    roster = drawn(team, post)
    assert client.get(roster).json()["shifts"][0]["missing"] == 2
    solved = client.post(f"{roster}/solve").json()
    assert solved["figures"]["missing"] == 0 and not solved["waits"]
    people = solved["shifts"][0]["people"]
    assert [(each["name"], each["state"]) for each in people] == [("李明霞", "draft"), ("王小路", "draft")]
    assert "资料里写着这时有空" in people[0]["why"]
    locked = client.post(f"{roster}/proposals/{people[0]['id']}/lock", {"locked": True}).json()
    assert locked["shifts"][0]["people"][0]["locked"]
    assert client.post(f"{roster}/ask").json()["state"] == "asking"

    person = caller_for(team.by())
    (asked,) = person.get("/me/roster").json()["asks"]
    assert asked["state"] == "asked" and asked["answer_by"]
    said = person.post(f"/me/roster/{asked['id']}/answer", {"yes": True}).json()
    assert said["asks"][0]["signup"] == str(SignUp.objects.get().pk)
    taken = client.post(f"{roster}/proposals/{people[1]['id']}/take-off").json()
    assert [each["state"] for each in taken["shifts"][0]["people"]] == ["yes", "withdrawn"]
    why = client.get(f"{roster}/why?post={post.pk}&number={team.people[1].number}").json()
    assert (why["on"], why["code"]) == (False, "declined") and why["sentences"]
    assert client.get(f"{roster}/why?post={post.pk}&number=1").status_code == 404
    assert client.post(f"{roster}/close").json()["state"] == "closed"
    problem(client.post(f"{roster}/ask"), 409, "roster-closed")


def test_the_same_request_twice_has_one_effect(team: Team) -> None:
    client, post = leader(team), make_shift(team, places=2)
    made = [client.post(f"/bodies/{team.body.pk}/rosters", form(post), key="k1").json() for _n in range(2)]
    assert made[0] == made[1] and Roster.objects.count() == 1
    roster = f"/rosters/{made[0]['id']}"
    for step in ("solve", "ask"):
        answers = [client.post(f"{roster}/{step}", key=step).json() for _n in range(2)]
        assert answers[0] == answers[1]
    person = caller_for(team.by())
    asked = person.get("/me/roster").json()["asks"][0]["id"]
    answers = [person.post(f"/me/roster/{asked}/answer", {"yes": True}, key="y").json() for _n in range(2)]
    assert answers[0] == answers[1] and SignUp.objects.count() == 1


def test_shifts_come_and_go(team: Team) -> None:
    client, first, more = leader(team), make_shift(team), make_shift(team, days=6, title="晚")
    roster = drawn(team, first)
    sent = {"shifts": [{"post": str(more.pk), "minimum": 1}]}
    shown, again = (client.post(f"{roster}/shifts", sent, key="add").json() for _n in range(2))
    assert shown == again
    assert [(each["post"], each["minimum"]) for each in shown["shifts"]] == [
        (str(first.pk), 1),
        (str(more.pk), 1),
    ]
    problem(client.post(f"{roster}/shifts", sent), 422, "roster-without-shifts")
    out = f"{roster}/shifts/{first.pk}/take-out"
    answers = [client.post(out, key="out").json() for _n in range(2)]
    assert answers[0] == answers[1] and [each["post"] for each in answers[0]["shifts"]] == [str(more.pk)]
    problem(client.post(out), 404, "shift-unknown")
    problem(client.post(f"{roster}/shifts/{more.pk}/take-out"), 409, "last-shift")


def test_wishes_are_said_and_taken_back(team: Team) -> None:
    post = make_shift(team)
    make_roster(team, post)
    person = caller_for(team.by())
    assert person.get("/me/roster").json()["shifts"][0]["said"] == ""
    said = person.post("/me/roster/wishes", {"wishes": [{"post": str(post.pk), "kind": "can"}]})
    assert said.json()["shifts"][0]["said"] == "can" and RosterWish.objects.count() == 1
    person.post("/me/roster/wishes", {"wishes": [{"post": str(post.pk), "kind": ""}]})
    assert not RosterWish.objects.exists()
    stranger = caller_for(make.volunteer_standing(make.make_volunteer()))
    problem(
        stranger.post("/me/roster/wishes", {"wishes": [{"post": str(post.pk), "kind": "can"}]}),
        404,
        "shift-unknown",
    )


def test_everybody_is_asked_who_may(team: Team) -> None:
    post = make_shift(team)
    roster = drawn(team, post)
    leader(team).post(f"{roster}/solve")
    proposal = RosterProposal.objects.get()
    steps = [
        ("solve", None), ("ask", None), ("close", None), (f"proposals/{proposal.pk}/lock", {"locked": True}),
        (f"proposals/{proposal.pk}/take-off", None), (f"shifts/{post.pk}/take-out", None),
        ("shifts", {"shifts": [{"post": str(post.pk)}]}),
    ]  # fmt: skip
    other, officer = make.make_leader(make.make_body()), make.make_officer()
    before = list(Roster.objects.values_list("version", "state"))
    for step, body in steps:
        problem(Caller().post(f"{roster}/{step}", body), 401, "unauthenticated")
        problem(caller_for(make.make_member()).post(f"{roster}/{step}", body), 403, "not-allowed")
        problem(caller_for(other).post(f"{roster}/{step}", body), 404, "roster-not-found")
        problem(caller_for(officer).post(f"{roster}/{step}", body), 403, "not-allowed")
    for by, status in ((other, 404), (officer, 200), (team.leader, 200)):
        assert caller_for(by).get(roster).status_code == status
    assert "李明霞" not in caller_for(officer).get(roster).content.decode()
    assert caller_for(officer).get(f"{roster}/why?post={post.pk}&number=1").status_code == 403
    problem(caller_for(officer).post(f"/bodies/{team.body.pk}/rosters", form(post)), 403, "not-allowed")
    mate = caller_for(make.volunteer_standing(make.make_volunteer()))
    problem(mate.post(f"/me/roster/{proposal.pk}/answer", {"yes": True}), 404, "proposal-not-found")
    problem(caller_for(make.make_member()).get("/me/roster"), 403, "needs-real-name")
    assert list(Roster.objects.values_list("version", "state")) == before

"""Belonging to organisations over the wire: asking, answering, leaving, and who may."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions.joining import decide_application, invite
from redvest.registry.choices import BodyState
from redvest.registry.models import JoinRequest, Membership, Profile, Volunteer
from tests.faces.openapi.conftest import Caller, caller_for
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
BODIES, MINE = "/bodies", "/me/bodies"
ASKED = "/me/join-requests"


def caller(person: Volunteer) -> Caller:
    return caller_for(make.volunteer_standing(person))


def send(client: Caller, address: str, key: str = "k1", **said: object) -> Any:
    return client.post(address, said, key=key)


def test_from_asking_to_leaving() -> None:
    person, body = make.make_volunteer(), make.make_body()
    client = caller(person)
    made = send(client, f"{BODIES}/{body.pk}/join", words="住得近")
    assert made.status_code == 201 and made.json()["state"] == "open"
    again = send(client, f"{BODIES}/{body.pk}/join", words="住得近")
    assert again.json() == made.json() and JoinRequest.objects.count() == 1
    assert send(client, f"{BODIES}/{body.pk}/join", key="k2").json()["code"] == "join-waiting"

    decide_application(by=make.make_body_admin(body), request=JoinRequest.objects.get(), accept=True, at=NOW)
    mine = client.get(MINE).json()
    assert mine["waiting"] == []
    assert [(each["body"]["name"], each["consent"]) for each in mine["memberships"]] == [
        (body.name, "applied")
    ]

    left = send(client, f"{BODIES}/{body.pk}/leave", key="k3")
    assert left.status_code == 200 and left.json()["memberships"] == []
    assert send(client, f"{BODIES}/{body.pk}/leave", key="k4").json()["code"] == "not-member"


def test_an_invitation_is_answered_by_the_invited_alone() -> None:
    body, child = make.make_body(), make.make_volunteer(birth_on=date(2011, 5, 17))
    Profile.objects.create(volunteer=child, team_invites="accept", changed_at=NOW)
    asked = invite(by=make.make_body_admin(body), body=body, number=child.number, at=NOW)
    other = caller(make.make_volunteer())
    assert send(other, f"{ASKED}/{asked.pk}/answer", yes=True).status_code == 404
    assert not Membership.objects.exists()

    client = caller(child)
    assert client.get(MINE).json()["waiting"][0]["kind"] == "invitation"
    assert send(client, f"{ASKED}/{asked.pk}/answer", yes=True).json()["state"] == "accepted"
    assert Membership.objects.get().consent == "invited"
    assert send(client, f"{ASKED}/{asked.pk}/answer", key="k2", yes=False).json()["code"] == "join-answered"


def test_an_application_is_taken_back() -> None:
    person, body = make.make_volunteer(), make.make_body()
    client = caller(person)
    key = send(client, f"{BODIES}/{body.pk}/join").json()["id"]
    assert send(client, f"{ASKED}/{key}/answer", key="k2", yes=True).json()["code"] == "join-unknown"
    assert send(client, f"{ASKED}/{key}/withdraw", key="k3").json()["state"] == "withdrawn"
    assert client.get(MINE).json() == {"memberships": [], "waiting": []}


def test_who_may_and_where() -> None:
    person = make.make_volunteer()
    hidden = make.make_body(state=BodyState.APPLIED)
    assert send(caller(person), f"{BODIES}/{hidden.pk}/join").status_code == 404
    resting = make.make_body(state=BodyState.SUSPENDED)
    assert send(caller(person), f"{BODIES}/{resting.pk}/join", key="k2").json()["code"] == "body-not-active"
    body = make.make_body()
    for address in (f"{BODIES}/{body.pk}/join", f"{BODIES}/{body.pk}/leave"):
        assert send(Caller(), address).status_code == 401
    member = caller_for(make.make_account(name="王小路"))
    assert send(member, f"{BODIES}/{body.pk}/join").status_code == 403
    assert member.get(MINE).status_code == 403 and Caller().get(MINE).status_code == 401
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_mine_costs_the_same_however_many(count: int) -> None:
    person = make.make_volunteer()
    client = caller(person)
    for turn in range(count):
        body = make.make_body()
        Membership.objects.create(city=body.city, body=body, volunteer=person, joined_on=date(2025, 1, 1))
        send(client, f"{BODIES}/{make.make_body().pk}/join", key=f"k{turn}")
    with CaptureQueriesContext(connection) as spent:
        assert len(client.get(MINE).json()["memberships"]) == count
    assert len(spent) == 3


def test_each_is_done_once_however_often_it_is_sent() -> None:
    person, body, other = make.make_volunteer(), make.make_body(), make.make_body(name="晨光志愿服务队")
    client, head = caller(person), make.make_body_admin(body)
    Profile.objects.create(volunteer=person, team_invites="accept", changed_at=NOW)
    Membership.objects.create(city=person.city, body=other, volunteer=person, joined_on=date(2025, 1, 1))
    asked = send(client, f"{BODIES}/{body.pk}/join", key="a").json()["id"]
    for address, said in (
        (f"{BODIES}/{body.pk}/join", {}), (f"{ASKED}/{asked}/withdraw", {}), (f"{BODIES}/{other.pk}/leave", {}),
    ):  # fmt: skip
        key = "a" if address.endswith("join") else address[-20:]
        first, again = (send(client, address, key=key, **said) for _ in range(2))
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert first.status_code < 300
    assert JoinRequest.objects.count() == 1
    assert Membership.objects.filter(left_on__isnull=False).count() == 1
    child = make.make_volunteer(birth_on=date(2011, 5, 17))
    Profile.objects.create(volunteer=child, team_invites="accept", changed_at=NOW)
    mine = invite(by=head, body=body, number=child.number, at=NOW)
    first, again = (send(caller(child), f"{ASKED}/{mine.pk}/answer", key="yes", yes=True) for _ in range(2))
    assert again.json() == first.json() and Membership.objects.filter(volunteer=child).count() == 1

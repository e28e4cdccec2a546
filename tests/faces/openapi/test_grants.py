"""Roles over the API: who sees, gives and takes back which, asked by everybody."""

from __future__ import annotations

import pytest

from redvest.registry.choices import Role
from redvest.registry.models import Account, Grant, Pledge
from tests.faces.openapi import world as worlds
from tests.faces.openapi.conftest import problem
from tests.faces.openapi.world import World
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
PHONE = "19907907777"


@pytest.fixture
def newcomer() -> Account:
    return make.make_account(name="何新来", phone=PHONE)


def test_who_gives_and_takes_back_a_leader(world: World, newcomer: Account) -> None:
    before = worlds.everything()
    for who, caller in world.people.items():
        with worlds.undone():
            given = caller.post(
                "/grants", {"phone": PHONE, "role": "activity-leader", "body": str(world.body.pk)}
            )
            if who in {"head", "officer", "centre"}:
                assert given.status_code == 201, (who, given.content.decode())
                told = given.json()
                assert (told["account"]["name"], told["role"]) == ("何新来", "activity-leader")
                back = caller.post(f"/grants/{told['id']}/revoke")
                assert back.status_code == 200
                assert back.json()["revoked_at"]
                again = caller.post(f"/grants/{told['id']}/revoke")
                problem(again, 409, "grant-revoked")
                continue
            assert given.status_code in {401, 403, 404}, (who, given.content.decode())
            assert worlds.everything() == before, who


def test_nobody_elsewhere_takes_it_back(world: World, newcomer: Account) -> None:
    grant = make.make_grant(account=newcomer, role=Role.ACTIVITY_LEADER, body=world.body)
    for who in ("leader", "other-leader", "street-officer", "neighbour", "member", "other-city"):
        answer = world.people[who].post(f"/grants/{grant.pk}/revoke")
        assert answer.status_code in {403, 404}, who
    grant.refresh_from_db()
    assert grant.revoked_at is None


def test_the_list_holds_what_is_in_reach(world: World) -> None:
    def seen(who: str, query: str = "") -> set[str]:
        answer = world.people[who].get(f"/grants{query}")
        assert answer.status_code == 200, answer.content.decode()
        return {item["role"] for item in answer.json()["items"]}

    assert seen("leader") == {"activity-leader"}
    assert seen("head") == {"activity-leader", "body-admin"}
    assert "centre" not in seen("officer")
    assert "centre" in seen("centre")
    assert seen("centre", f"?role=body-admin&body={world.body.pk}") == {"body-admin"}
    problem(world.people["member"].get("/grants"), 403, "not-allowed")


def test_a_role_and_a_place_that_do_not_fit_are_refused(world: World, newcomer: Account) -> None:
    centre = world.people["centre"]
    before = Grant.objects.count()
    for sent, status, code in (
        ({"role": "juror", "body": str(world.body.pk)}, 422, "grant-wrong"),
        ({"role": "body-admin", "body": "01900000-0000-7000-8000-000000000000"}, 404, "not-found"),
        ({"role": "inspector"}, 422, "grant-wrong"),
        ({"role": "emperor"}, 422, "invalid"),
    ):
        problem(centre.post("/grants", {"phone": PHONE, **sent}), status, code)
    assert Grant.objects.count() == before


def test_a_role_that_waits_for_a_signature_opens_nothing(world: World) -> None:
    Pledge.objects.create(
        city=make.CITY,
        version=1,
        text="我承诺。" * 10,
        effective_on=make.TODAY.replace(year=2020),
        set_at=make.NOW,
    )
    problem(world.people["officer"].get("/grants"), 403, "pledge-unsigned")
    problem(world.people["leader"].get(f"/activities/{world.activity.pk}/roster"), 403, "pledge-unsigned")

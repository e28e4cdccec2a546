"""Organisations and projects over the API: who applies, who decides, who opens projects."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.service.models import Project
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


def application(**changes: Any) -> dict[str, Any]:
    make.make_region_tree()
    make.make_domain()
    return {
        "name": "百花湖邻里互助队",
        "kind": "consented-team",
        "team_kind": "civic",
        "region": "渝水区",
        "responsible_name": "周建国",
        "contact_name": "陈小梅",
        "contact_phone": "0790-6440000",
        "consenting_unit": "百花湖社区居民委员会",
        "domains": ["邻里守望"],
        **changes,
    }


def test_who_applies_runs_it_once_it_is_approved() -> None:
    founder, officer = caller_for(make.make_member()), caller_for(make.make_officer())

    made = founder.post("/bodies", application(), key="b-1")
    assert made.status_code == 201, made.content.decode()
    assert founder.post("/bodies", application(), key="b-1").json() == made.json()
    key = made.json()["id"]
    assert made.json()["state"] == "applied"
    problem(Caller().get(f"/bodies/{key}"), 404, "not-found")
    assert founder.get("/me").json()["roles"] == []

    assert officer.post(f"/bodies/{key}/decide", {"approve": True}).json()["state"] == "active"
    assert founder.get("/me").json()["roles"] == [{"role": "body-admin", "region": None, "body": key}]
    assert [each["id"] for each in Caller().get("/bodies").json()["items"]] == [key]
    problem(officer.post(f"/bodies/{key}/decide", {"approve": True}), 409, "body-already-decided")


def test_a_refusal_says_why() -> None:
    body = make.make_body(state=BodyState.APPLIED)
    officer = caller_for(make.make_officer())
    problem(officer.post(f"/bodies/{body.pk}/decide", {"approve": False}), 422, "note-missing")
    answer = officer.post(f"/bodies/{body.pk}/decide", {"approve": False, "note": "材料不全"})
    assert answer.json()["state"] == "refused"


def test_only_officers_of_the_place_decide() -> None:
    body = make.make_body(state=BodyState.APPLIED)
    path, tree = f"/bodies/{body.pk}/decide", make.make_region_tree()
    problem(Caller().post(path, {"approve": True}), 401, "unauthenticated")
    problem(caller_for(make.make_member()).post(path, {"approve": True}), 403, "not-allowed")
    problem(caller_for(make.make_officer(tree.fenyi)).post(path, {"approve": True}), 403, "not-allowed")
    problem(
        caller_for(make.make_officer()).post(f"/bodies/{uuid4()}/decide", {"approve": True}), 404, "not-found"
    )
    body.refresh_from_db()
    assert body.state == BodyState.APPLIED


@pytest.mark.parametrize(
    ("change", "code"),
    [({"kind": "club"}, "invalid"), ({"region": "月球"}, "invalid"), ({"domains": ["没有"]}, "invalid"),
     ({"consenting_unit": ""}, "body-incomplete"), ({"contact_phone": ""}, "body-incomplete")],
)  # fmt: skip
def test_a_wrong_application_is_refused(change: dict[str, Any], code: str) -> None:
    problem(caller_for(make.make_member()).post("/bodies", application(**change)), 422, code)
    problem(Caller().post("/bodies", application()), 401, "unauthenticated")
    assert not Body.objects.exists()


def test_a_leader_opens_a_project() -> None:
    body = make.make_body()
    make.make_domain()
    wanted = {"body": str(body.pk), "name": "护河行动", "domain": "xinyu:02", "region": "360502"}
    leader = caller_for(make.make_leader(body))

    made = leader.post("/projects", wanted, key="p-1")
    assert made.status_code == 201, made.content.decode()
    assert leader.post("/projects", wanted, key="p-1").json() == made.json()
    found = Caller().get(f"/projects/{made.json()['id']}").json()
    assert (found["name"], found["body"]["id"], found["state"]) == ("护河行动", str(body.pk), "running")
    assert [each["name"] for each in Caller().get("/projects", q="护河").json()["items"]] == ["护河行动"]
    assert Caller().get("/projects", body=str(uuid4())).json()["items"] == []

    problem(caller_for(make.make_leader(make.make_body())).post("/projects", wanted), 403, "not-allowed")
    problem(caller_for(make.make_member()).post("/projects", wanted), 403, "not-allowed")
    problem(leader.post("/projects", wanted | {"body": str(uuid4())}), 404, "not-found")
    problem(leader.post("/projects", wanted | {"starts_on": "2026-02-30"}), 422, "invalid")
    problem(
        leader.post("/projects", wanted | {"starts_on": "2026-02-02", "ends_on": "2026-02-01"}),
        422,
        "bad-project",
    )
    problem(Caller().get(f"/projects/{uuid4()}"), 404, "not-found")
    assert Project.objects.count() == 1


def test_longer_lists_ask_no_more_queries(guest: Caller) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert guest.get(path).status_code == 200
        return len(caught)

    service.make_project()
    one = [queries("/projects"), queries("/bodies")]
    for _ in range(3):
        service.make_project(body=make.make_body())
    assert [queries("/projects"), queries("/bodies")] == one == [1, 1]


def test_every_kind_of_team_of_the_lists_is_taken_and_found() -> None:
    founder, officer = caller_for(make.make_member()), caller_for(make.make_officer())
    made = founder.post("/bodies", application(team_kind="veteran"), key="v-1").json()
    officer.post(f"/bodies/{made['id']}/decide", {"approve": True})
    found = Caller().get("/bodies", team_kind="veteran").json()["items"]
    assert [(each["id"], each["team_kind"], each["mark_number"], each["capacity"]) for each in found] == [
        (made["id"], "veteran", "", None)
    ]
    assert Caller().get("/bodies", team_kind="culture").json()["items"] == []


def test_a_parent_or_a_liaison_never_both() -> None:
    founder, above = caller_for(make.make_member()), str(make.make_body().pk)
    both = application(parent=above, liaison=above)
    problem(founder.post("/bodies", both, key="p-1"), 422, "parent-and-liaison")
    abroad = make.make_body(city="410800", region=make.make_other_city())
    wrong = application(liaison=str(abroad.pk))
    problem(founder.post("/bodies", wrong, key="p-2"), 422, "liaison-wrong")
    assert Body.objects.filter(name=both["name"]).count() == 0
    assert founder.post("/bodies", application(liaison=above), key="p-3").status_code == 201
    assert str(Body.objects.get(name=both["name"]).liaison_id) == above

"""Series over the API: laid out, handed in, decided, changed and called off; copies, templates, leaders, audiences."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.faces.openapi.shapes.activity import ActivityDetail
from redvest.faces.openapi.shapes.series import SeriesShape
from redvest.registry.choices import Role
from redvest.registry.models import Body
from redvest.service.models import Activity, Series
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.faces.openapi.test_activities import draft
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import NOW
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db
WEEKLY = {"every": "week", "times": 3}


@pytest.fixture
def body() -> Body:
    return make.make_body()


@pytest.fixture
def leader(body: Body) -> Caller:
    return caller_for(make.make_leader(body))


@pytest.fixture
def officer() -> Caller:
    return caller_for(make.make_officer())


def laid(leader: Caller, body: Body, *, key: str = "", **repeat: Any) -> dict[str, Any]:
    answer = leader.post("/series", {"activity": draft(body), "repeat": WEEKLY | repeat}, key=key)
    assert answer.status_code == 201, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def states(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    return [each["state"] for each in answer.json()["occurrences"]]


def test_from_one_call_to_a_published_series(leader, officer, guest, body):
    made = laid(leader, body)
    SeriesShape.model_validate(made)
    assert (made["rule"], made["first_on"]) == ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260324", "2026-03-10")
    assert [each["occurs_on"] for each in made["occurrences"]] == ["2026-03-10", "2026-03-17", "2026-03-24"]
    assert (made["occurrences"][0]["places"], made["occurrences"][0]["state"]) == (4, "draft")
    path = f"/series/{made['id']}"
    problem(guest.get(path), 404, "not-found")
    assert states(leader.post(f"{path}/submit")) == ["submitted"] * 3
    problem(leader.post(f"{path}/approve"), 403, "not-allowed")
    assert states(officer.post(f"{path}/refuse", {"note": "写明带什么"})) == ["refused"] * 3
    problem(guest.get(path), 404, "not-found")
    assert states(leader.post(f"{path}/submit")) == ["submitted"] * 3
    assert states(officer.post(f"{path}/approve")) == ["published"] * 3
    assert states(guest.get(path)) == ["published"] * 3
    problem(officer.post(f"{path}/approve"), 409, "nothing-left-in-series")


def test_a_repeated_request_makes_one_series(leader, body):
    sent = {"activity": draft(body), "repeat": WEEKLY}
    first, again = (leader.post("/series", sent, key="k1").json() for _ in range(2))
    assert first == again
    assert (Series.objects.count(), Activity.objects.count()) == (1, 3)


@pytest.mark.parametrize(
    ("repeat", "field"), [({"until": "2026-12-01"}, "until"), ({"times": None}, "until")]
)
def test_a_rule_that_cannot_be_is_refused(leader, body, repeat, field):
    answer = leader.post("/series", {"activity": draft(body), "repeat": WEEKLY | repeat})
    assert problem(answer, 422, "bad-repeat")["errors"][0]["field"] == field
    assert not Activity.objects.exists()


def test_outsiders_lay_nothing_out(body):
    sent = {"activity": draft(body), "repeat": WEEKLY}
    problem(caller_for(make.make_leader(make.make_body())).post("/series", sent), 403, "not-allowed")
    problem(caller_for(make.make_volunteer().account).post("/series", sent), 403, "not-allowed")
    problem(Caller().post("/series", sent), 401, "unauthenticated")
    assert not Series.objects.exists()


def test_a_change_and_a_cancelling_are_about_one_or_more(leader, officer, guest, body):
    made = laid(leader, body)
    path, second = f"/series/{made['id']}", made["occurrences"][1]["id"]
    leader.post(f"{path}/submit")
    officer.post(f"{path}/approve")
    sent = {
        "place": "文化广场",
        "starts_at": "2026-03-17T10:00:00+08:00",
        "scope": "following",
        "places": {"0": 9},
    }
    assert leader.post(f"/activities/{second}/change", sent).status_code == 200
    starts = [each["starts_at"][11:16] for each in guest.get(path).json()["occurrences"]]
    assert starts == ["09:00", "10:00", "10:00"]
    assert guest.get(f"/activities/{second}").json()["place"]["name"] == "文化广场"
    problem(leader.post(f"/activities/{second}/change", {}), 422, "nothing-changed")
    problem(officer.post(f"/activities/{second}/change", {"place": ""}), 422, "invalid")

    answer = leader.post(f"/activities/{second}/cancel", {"reason": "停办", "scope": "following"})
    assert answer.json()["state"] == "cancelled"
    assert states(guest.get(path)) == ["published", "cancelled", "cancelled"]


def test_an_activity_tells_its_shifts_and_its_series(leader, body):
    shift = {
        "title": "引导员", "places": 2, "shift": "早班", "starts_at": "2026-03-10T09:00:00+08:00",
        "ends_at": "2026-03-10T10:00:00+08:00", "break_minutes": 10, "meeting_point": "东门", "skills": ["first-aid"],
    }  # fmt: skip
    sent = draft(body, posts=[shift, {"title": "摄影", "places": 1}], kind="health", audience_places=60)
    made = leader.post("/activities", sent).json()
    found = leader.get(f"/activities/{made['id']}").json()
    ActivityDetail.model_validate(found)
    assert (found["kind"], found["audience_places"], found["audience"], found["series"]) == (
        "health",
        60,
        {},
        None,
    )
    first, second = found["terms"]
    assert (first["shift"], first["ends_at"], first["break_minutes"]) == (
        "早班",
        "2026-03-10T10:00:00+08:00",
        10,
    )
    assert (first["meeting_point"], first["skills"]) == ("东门", ["first-aid"])
    assert (second["starts_at"], second["meeting_point"]) == ("2026-03-10T09:00:00+08:00", "百花湖社区服务站")


def test_an_audience_is_counted_by_its_leader(leader, officer, body):
    talk = service.make_activity(body=body, starts_at=NOW - HOUR)
    Activity.objects.filter(pk=talk.pk).update(kind="first-aid")
    path = f"/activities/{talk.pk}/audience"
    assert leader.post(path, {"people": {"elders": 40, "other": 2}}).json() == {
        "people": {"elders": 40, "other": 2}, "total": 42,
    }  # fmt: skip
    problem(officer.post(path, {"people": {"elders": 1}}), 403, "not-allowed")
    problem(leader.post(path, {"people": {"martians": 1}}), 422, "bad-audience")
    assert leader.get(f"/activities/{talk.pk}").json()["audience"] == {"elders": 40, "other": 2}


def test_copies_and_templates(leader, body):
    made = leader.post("/activities", draft(body)).json()
    copied = leader.post(f"/activities/{made['id']}/copy", {"on": "2026-04-07"})
    assert copied.status_code == 201
    assert leader.get(f"/activities/{copied.json()['id']}").json()["starts_at"] == "2026-04-07T09:00:00+08:00"
    kept = leader.post(f"/activities/{made['id']}/template", {"name": "社区清洁"}).json()
    listed = f"/bodies/{body.pk}/templates"
    assert [each["name"] for each in leader.get(listed).json()["items"]] == ["社区清洁"]
    problem(caller_for(make.make_leader(make.make_body())).get(listed), 403, "not-allowed")
    project = str(Activity.objects.get(pk=made["id"]).project_id)
    begun = leader.post(f"/templates/{kept['id']}/activities", {"on": "2026-05-05", "project": project})
    assert (begun.status_code, begun.json()["posts"][0]["places"]) == (201, 3)
    problem(
        caller_for(make.make_leader(make.make_body())).delete(f"/templates/{kept['id']}"),
        404,
        "template-not-found",
    )
    assert leader.delete(f"/templates/{kept['id']}").status_code == 204
    assert leader.get(listed).json()["items"] == []


def test_leaders_are_added_listed_and_removed(leader, body):
    coming = service.make_activity(body=body, starts_at=NOW + 24 * HOUR)
    other = make.make_account(name="王领队")
    make.make_grant(account=other, role=Role.ACTIVITY_LEADER, body=body)
    path = f"/activities/{coming.pk}/leaders"
    added = leader.post(path, {"account": str(other.pk)})
    assert added.json() == {
        "account": str(other.pk), "name": "王领队", "starts_on": "2026-03-05", "ends_on": "2026-03-06",
    }  # fmt: skip
    problem(leader.post(path, {"account": str(other.pk)}), 409, "leads-already")
    assert [each["name"] for each in leader.get(path).json()["items"]] == ["王领队"]
    problem(caller_for(make.make_leader(make.make_body())).get(path), 403, "not-allowed")
    assert leader.delete(f"{path}/{other.pk}").status_code == 204
    problem(leader.delete(f"{path}/{other.pk}"), 404, "no-co-leader")


def test_the_officer_of_the_place_decides_though_the_body_is_of_another_district(guest) -> None:
    tree = make.make_region_tree()
    body = make.make_body(region=tree.fenyi)
    leader, officer = caller_for(make.make_leader(body)), caller_for(make.make_officer(tree.yushui))
    made = laid(leader, body)
    path = f"/series/{made['id']}"
    leader.post(f"{path}/submit")
    assert all(each.region_path.startswith(tree.yushui.path) for each in Activity.objects.all())
    problem(caller_for(make.make_member()).get(path), 404, "not-found")
    assert states(officer.get(path)) == ["submitted"] * 3
    assert states(officer.post(f"{path}/approve")) == ["published"] * 3

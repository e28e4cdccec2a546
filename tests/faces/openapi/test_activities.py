"""Activities over the API: finding them, drafting, the way through review, who may and who may not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.faces.openapi.shapes.activity import ActivityDetail, ActivityPage
from redvest.registry.models import Body
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


def draft(body: Body, **changes: Any) -> dict[str, Any]:
    """A complete activity as a leader sends it."""
    make.make_region_tree()
    make.make_domain()
    return {
        "project": str(service.make_project(body=body).pk),
        "title": "社区清洁",
        "domain": "邻里守望",
        "region": "百花湖社区",
        "place": "百花湖社区服务站",
        "lon": 114.93,
        "lat": 27.81,
        "starts_at": "2026-03-10T09:00:00+08:00",
        "ends_at": "2026-03-10T11:00:00+08:00",
        "content": "清理楼道",
        "conditions": "能弯腰",
        "how_to_apply": "网上报名",
        "risks": "地滑",
        "guarantees": "保险",
        "contact_name": "陈小梅",
        "contact_phone": "0790-6440000",
        "posts": [{"title": "清洁员", "places": 3}, {"title": "摄影", "places": 1, "min_age": 18}],
        **changes,
    }


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    return [each["title"] for each in answer.json()["items"]]


def test_a_listed_activity_says_when_where_and_how_many_places(guest: Caller) -> None:
    activity = service.make_activity(title="图书馆导读")
    post = service.make_post(activity=activity, places=1)
    service.make_signup(post=post, volunteer=make.make_volunteer())
    service.make_signup(post=post, volunteer=make.make_volunteer(), state=SignUpState.WAITING)

    answer = guest.get("/activities")

    item = answer.json()["items"][0]
    assert (item["id"], item["title"], item["state"]) == (str(activity.pk), "图书馆导读", "published")
    assert (item["starts_at"], item["ends_at"]) == ("2026-03-06T10:00:00+08:00", "2026-03-06T12:00:00+08:00")
    assert item["place"]["region"] == {"key": "360502001001", "name": "百花湖社区"}
    assert (item["place"]["lon"], item["place"]["lat"]) == (114.93, 27.81)
    assert item["domain"] == {"key": "xinyu:02", "name": "邻里守望"}
    assert item["body"] == {"id": str(activity.body_id), "name": activity.body.name}
    shown = item["posts"][0]
    assert (shown["id"], shown["places"], shown["taken"], shown["waiting"]) == (str(post.pk), 1, 1, 1)
    assert answer["Cache-Control"] == "public, max-age=10"


def test_what_is_asked_narrows_the_list(guest: Caller) -> None:
    tree = make.make_region_tree()
    make.make_domain("xinyu:05", "文明交通")
    near = service.make_activity(title="图书馆导读")
    service.make_post(activity=near, places=1)
    far = service.make_activity(
        title="路口劝导", region=tree.qiandong, lon=114.69, lat=27.42, domain_key="xinyu:05",
        starts_at=make.NOW + timedelta(days=9),
    )  # fmt: skip
    service.make_post(activity=far, places=1, taken=1)
    service.make_activity(title="草稿", state=ActivityState.DRAFT)
    service.make_activity(title="过去", starts_at=make.NOW - timedelta(days=2))

    assert titles(guest.get("/activities")) == ["图书馆导读", "路口劝导"]
    assert titles(guest.get("/activities", q="导读")) == ["图书馆导读"]
    assert titles(guest.get("/activities", domain="文明交通")) == ["路口劝导"]
    assert titles(guest.get("/activities", domain="xinyu:02")) == ["图书馆导读"]
    assert titles(guest.get("/activities", region="分宜县")) == ["路口劝导"]
    assert titles(guest.get("/activities", region="360502")) == ["图书馆导读"]
    assert titles(guest.get("/activities", near="114.93,27.81")) == ["图书馆导读"]
    assert titles(guest.get("/activities", to="2026-03-08")) == ["图书馆导读"]
    assert titles(guest.get("/activities", **{"from": "2026-03-08"})) == ["路口劝导"]
    assert titles(guest.get("/activities", open="1")) == ["图书馆导读"]


def test_pages_of_activities_follow_one_another(guest: Caller) -> None:
    for number in range(5):
        service.make_activity(
            title=f"第{number}场", starts_at=make.NOW + timedelta(days=1, hours=number // 2)
        )
    seen: list[str] = []
    after: dict[str, str] = {}
    for _ in range(3):
        page = guest.get("/activities", limit=2, **after)
        seen += titles(page)
        after = {"after": page.json()["next"]}
    assert after == {"after": None}
    assert sorted(seen) == [f"第{number}场" for number in range(5)]
    problem(guest.get("/activities", after="!!"), 422, "bad-cursor")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"near": "north"}, "near"),
        ({"from": "soon"}, "from"),
        ({"limit": "0"}, "limit"),
        ({"open": "maybe"}, "open"),
        ({"domain": "没有"}, "domain"),
        ({"region": "没有"}, "region"),
    ],
)
def test_a_wrong_question_is_answered_with_what_to_change(
    guest: Caller, asked: dict[str, str], field: str
) -> None:
    found = problem(guest.get("/activities", **asked), 422, "invalid")
    assert [each["field"] for each in found["errors"]] == [field]
    assert found["errors"][0]["sentence"].endswith("。")


def test_from_draft_to_publication_to_the_end(travel: Any) -> None:
    body = make.make_body()
    leader, officer = caller_for(make.make_leader(body)), caller_for(make.make_officer())

    made = leader.post("/activities", draft(body))
    assert made.status_code == 201, made.content.decode()
    key = made.json()["id"]
    assert (made.json()["state"], [each["places"] for each in made.json()["posts"]]) == ("draft", [3, 1])

    assert leader.put(f"/activities/{key}", draft(body, title="社区大清洁")).json()["state"] == "draft"
    assert leader.post(f"/activities/{key}/submit").json()["state"] == "submitted"
    assert (
        officer.post(f"/activities/{key}/refuse", {"note": "写清楚带什么工具"}).json()["state"] == "refused"
    )
    assert leader.get(f"/activities/{key}").json()["review_note"] == "写清楚带什么工具"
    leader.post(f"/activities/{key}/submit")
    assert officer.post(f"/activities/{key}/approve").json()["state"] == "published"
    shown = Caller().get(f"/activities/{key}").json()
    assert (shown["title"], shown["risks"], shown["contact_name"]) == ("社区大清洁", "地滑", "陈小梅")

    problem(leader.post(f"/activities/{key}/close"), 409, "wrong-state")
    travel(make.NOW + timedelta(days=6))
    assert leader.post(f"/activities/{key}/close").json()["state"] == "closed"


def test_an_incomplete_notice_is_a_draft_and_no_more() -> None:
    body = make.make_body()
    leader = caller_for(make.make_leader(body))
    bare = {
        k: v
        for k, v in draft(body).items()
        if k in ("project", "title", "domain", "region", "starts_at", "ends_at")
    }

    made = leader.post("/activities", bare)
    assert made.status_code == 201
    found = problem(leader.post(f"/activities/{made.json()['id']}/submit"), 422, "incomplete-notice")

    assert {"content", "place", "risks", "guarantees", "contact_phone", "lon", "lat", "posts"} <= set(
        found["missing"]
    )
    assert Activity.objects.get().state == ActivityState.DRAFT


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"starts_at": "2026-03-10T09:00:00"}, "starts_at"),
        ({"starts_at": "明天"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"lon": 200}, "lon"),
        ({"posts": [{"title": "甲", "places": 0}]}, "posts.0.places"),
        ({"posts": [{"places": 1}]}, "posts.0.title"),
        ({"project": "7"}, "project"),
        ({"dangerous": "也许"}, "dangerous"),
        ({"colour": "red"}, "colour"),
        ({"region": "月球"}, "region"),
    ],
)
def test_each_wrong_field_is_named_and_nothing_is_kept(change: dict[str, Any], field: str) -> None:
    body = make.make_body()
    found = problem(
        caller_for(make.make_leader(body)).post("/activities", draft(body, **change)), 422, "invalid"
    )
    assert [each["field"] for each in found["errors"]] == [field]
    assert found["errors"][0]["sentence"].endswith("。")
    assert not Activity.objects.exists()


def test_rules_of_the_domain_keep_their_own_code() -> None:
    body = make.make_body()
    wrong = draft(body, ends_at="2026-03-10T08:00:00+08:00")
    found = problem(caller_for(make.make_leader(body)).post("/activities", wrong), 422, "bad-activity")
    assert [each["field"] for each in found["errors"]] == ["ends_at"]
    assert not Activity.objects.exists()


def test_the_same_key_drafts_one_activity_and_another_body_is_refused() -> None:
    body = make.make_body()
    leader, wanted = caller_for(make.make_leader(body)), draft(body)

    first = leader.post("/activities", wanted, key="draft-1")
    again = leader.post("/activities", wanted, key="draft-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Content-Type"] == "application/json"
    assert Activity.objects.count() == 1
    changed = wanted | {"title": "另一场"}
    problem(leader.post("/activities", changed, key="draft-1"), 422, "idempotency-key-reused")
    problem(leader.post("/activities", wanted, key="k" * 121), 422, "idempotency-key-too-long")
    assert Activity.objects.count() == 1
    # A key is its owner's: somebody else's request with the same one is a request of its own.
    assert caller_for(make.make_leader(body)).post("/activities", wanted, key="draft-1").status_code == 201
    assert Activity.objects.count() == 2


def test_a_refused_request_does_not_use_its_key_up() -> None:
    body = make.make_body()
    leader, wanted = caller_for(make.make_leader(body)), draft(body)
    problem(
        leader.post("/activities", draft(body, ends_at=wanted["starts_at"]), key="k"), 422, "bad-activity"
    )
    assert leader.post("/activities", wanted, key="k").status_code == 201


STEPS = [
    ("submit", None),
    ("approve", None),
    ("refuse", {"note": "改"}),
    ("cancel", {"reason": "雨"}),
    ("close", None),
]


@pytest.mark.parametrize(("step", "body"), STEPS)
def test_strangers_move_nothing(step: str, body: dict[str, str] | None) -> None:
    activity = service.make_activity(state=ActivityState.PUBLISHED)
    path = f"/activities/{activity.pk}/{step}"

    problem(Caller().post(path, body), 401, "unauthenticated")
    problem(caller_for(make.make_member()).post(path, body), 403, "not-allowed")
    answer = caller_for(make.make_leader(make.make_body())).post(path, body)
    assert answer.status_code in (403, 404)

    activity.refresh_from_db()
    assert activity.state == ActivityState.PUBLISHED


def test_a_leader_of_another_body_drafts_nothing_here() -> None:
    body = make.make_body()
    problem(
        caller_for(make.make_leader(make.make_body())).post("/activities", draft(body)), 403, "not-allowed"
    )
    problem(Caller().post("/activities", draft(body)), 401, "unauthenticated")
    assert not Activity.objects.exists()


def test_a_draft_is_not_there_for_strangers() -> None:
    activity = service.make_activity(state=ActivityState.DRAFT)
    path = f"/activities/{activity.pk}"
    problem(Caller().get(path), 404, "not-found")
    problem(caller_for(make.make_member()).get(path), 404, "not-found")
    assert caller_for(make.make_leader(activity.body)).get(path).status_code == 200
    assert caller_for(make.make_officer()).get(path).status_code == 200
    problem(Caller().get(f"/activities/{uuid4()}"), 404, "not-found")


def test_cancelling_ends_every_sign_up() -> None:
    activity = service.make_activity()
    service.make_signup(post=service.make_post(activity=activity), volunteer=make.make_volunteer())
    leader = caller_for(make.make_leader(activity.body))

    assert leader.post(f"/activities/{activity.pk}/cancel", {"reason": "暴雨"}).json()["state"] == "cancelled"

    assert SignUp.objects.get().state == SignUpState.CANCELLED
    assert Post.objects.get().taken == 0


def test_a_longer_list_asks_no_more_queries(guest: Caller) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert guest.get("/activities").status_code == 200
        return len(caught)

    service.make_post(activity=service.make_activity())
    one = queries()
    for _ in range(3):
        activity = service.make_activity(body=make.make_body())
        service.make_post(activity=activity)
        service.make_post(activity=activity)
    assert queries() == one == 1


def test_answers_have_the_form_that_is_documented(guest: Caller) -> None:
    activity = service.make_activity()
    service.make_post(activity=activity)
    bare = service.make_activity(lon=None, lat=None, starts_at=make.NOW + timedelta(days=9))

    listed = guest.get("/activities").content
    one = guest.get(f"/activities/{bare.pk}").content

    assert ActivityPage.model_validate_json(listed).model_dump(mode="json") == json.loads(listed)
    assert ActivityDetail.model_validate_json(one).model_dump(mode="json") == json.loads(one)

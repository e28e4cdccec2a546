"""One's record over the API: five parts, named after order 67."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.service.actions.activity_form import PostForm
from redvest.service.models import Activity, Post, PostCourse
from tests.faces.openapi.conftest import problem
from tests.faces.openapi.test_who_may import _new_draft
from tests.faces.openapi.world import World
from tests.factories import parts
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_the_five_parts_over_the_wire(world: World) -> None:
    course = parts.make_course(body=world.body)
    parts.make_training(volunteer=world.volunteer, course=course)
    parts.make_award(volunteer=world.volunteer, name="优秀志愿者")
    parts.make_evaluation(activity=world.activity, volunteer=world.volunteer)

    found = world.people["own"].get("/me/record").json()

    assert list(found) == ["as_of", "basic", "service", "training", "awards", "evaluations"]
    assert found["basic"]["name"] == "欧阳明霞"
    assert set(found["basic"]["id_number"][1:-1]) == {"*"}
    assert found["service"]["minutes"] == sum(each["minutes"] for each in found["service"]["entries"]) == 210
    assert [each["body"] for each in found["training"]] == [world.body.name]
    assert [each["name"] for each in found["awards"]] == ["优秀志愿者"]
    assert found["evaluations"]["average"] == {
        "count": 1, "punctuality": None, "attitude": None, "skill": None,
    }  # fmt: skip
    assert found["evaluations"]["items"][0]["attitude"] == 4


def test_the_record_costs_the_same_for_one_and_three(world: World) -> None:
    counts = []
    for _ in (1, 2, 3):
        parts.make_training(volunteer=world.volunteer, course=parts.make_course(body=world.body))
        parts.make_award(volunteer=world.volunteer)
        with CaptureQueriesContext(connection) as caught:
            world.people["own"].get("/me/record")
        counts.append(len(caught))
    assert counts == [11, 11, 11]


def test_a_missing_training_is_a_reason_with_its_course(world: World) -> None:
    course = parts.make_course(body=world.body)
    parts.ask_for(world.free, course)
    fault = problem(world.people["own"].post(f"/posts/{world.free.pk}/signups"), 422, "not-eligible")
    assert [(each["code"], each["course"]) for each in fault["reasons"]] == [
        ("needs-training", str(course.pk))
    ]
    told = world.people["own"].get(f"/posts/{world.free.pk}/reasons").json()
    assert told["reasons"][0]["course"] == str(course.pk)


def test_a_draft_asks_for_training_and_an_agreement(world: World) -> None:
    course = parts.make_course(body=world.body)
    post = {"title": "急救员", "places": 2, "courses": [str(course.pk)]}
    made = world.people["leader"].post(
        "/activities", _new_draft(world) | {"posts": [post], "agreement": True}
    )
    assert made.status_code == 201, made.content.decode()
    activity = Activity.objects.select_related("agreement").get(pk=made.json()["id"])
    assert activity.agreement.fixed_at is None
    assert PostCourse.objects.get().post == Post.objects.get(activity=activity)
    foreign = parts.make_course(body=make.make_body())
    refused = _new_draft(world) | {"posts": [post | {"courses": [str(foreign.pk)]}]}
    problem(world.people["leader"].post("/activities", refused), 404, "course-not-found")
    assert PostForm("x", 1).courses == ()


def test_nothing_dangerous_is_approved_without_insurance(world: World) -> None:
    Activity.objects.filter(pk=world.submitted.pk).update(dangerous=True)
    problem(
        world.people["officer"].post(f"/activities/{world.submitted.pk}/approve"), 422, "insurance-missing"
    )
    world.submitted.refresh_from_db()
    assert world.submitted.state == "submitted"
    parts.make_policy(world.submitted)
    assert world.people["officer"].post(f"/activities/{world.submitted.pk}/approve").status_code == 200

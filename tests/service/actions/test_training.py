"""Training: recording many people at once, and posts that nobody without it gets onto."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import Body
from redvest.registry.rules.named_list import ListedPerson, read_list
from redvest.service.actions.activity import create_activity, update_activity
from redvest.service.actions.activity_form import ActivityForm, PostForm
from redvest.service.actions.signup import sign_up
from redvest.service.actions.training import (
    CourseForm,
    end_course,
    open_course,
    record_training,
    void_training,
)
from redvest.service.models import Post, PostCourse, SignUp, TrainingRecord
from redvest.service.queries.training import needs_of
from redvest.service.signup_errors import NotEligible
from redvest.service.training_errors import (
    BadCourse,
    BadTrainingList,
    CourseExists,
    CourseNotFound,
    ReasonNeeded,
    TrainingVoided,
)
from tests.factories import parts, registry, service
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
FORM = CourseForm("应急救护", "心肺复苏、止血包扎", 240, 24)


@pytest.fixture
def body() -> Body:
    return registry.make_body()


def listed(*numbers: str) -> list[ListedPerson]:
    return read_list("\n".join(numbers))


def test_a_leader_opens_a_course_once(body: Body) -> None:
    leader = registry.make_leader(body)

    course = open_course(by=leader, body=body, form=FORM, at=NOW)

    assert (course.name, course.minutes, course.valid_months) == ("应急救护", 240, 24)
    with pytest.raises(CourseExists):
        open_course(by=leader, body=body, form=FORM, at=NOW)
    end_course(by=leader, course=course, at=NOW)
    end_course(by=leader, course=course, at=NOW)
    assert AuditLine.objects.filter(verb="end_course").count() == 1
    open_course(by=leader, body=body, form=FORM, at=NOW)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (CourseForm(" ", "内容", 60), "name"),
        (CourseForm("名称", "", 60), "content"),
        (CourseForm("名称", "内容", 0), "minutes"),
        (CourseForm("名称", "内容", 60, 0), "valid_months"),
    ],
)
def test_a_course_says_what_to_change(body: Body, form: CourseForm, field: str) -> None:
    with pytest.raises(BadCourse) as refused:
        open_course(by=registry.make_leader(body), body=body, form=form, at=NOW)
    assert [error["field"] for error in refused.value.details["errors"]] == [field]
    assert not body.training_courses.exists()


def test_a_list_is_recorded_and_sent_again_adds_only_who_is_new(body: Body) -> None:
    leader, course = registry.make_leader(body), parts.make_course(body=body, valid_months=12)
    one, two, three = (registry.make_volunteer() for _ in range(3))

    first = record_training(by=leader, course=course, people=listed(one.number, two.number), on=TODAY, at=NOW)
    again = record_training(
        by=leader, course=course, people=listed(one.number, two.number, three.number), on=TODAY, at=NOW
    )

    assert (first.new, first.known, again.new, again.known) == (2, 0, 1, 2)
    assert set(TrainingRecord.objects.values_list("expires_on", flat=True)) == {date(2027, 3, 4)}


def test_one_bad_line_and_nobody_is_recorded(body: Body) -> None:
    leader, course = registry.make_leader(body), parts.make_course(body=body)
    good, other = registry.make_volunteer(name="李明霞"), registry.make_volunteer(name="王芳")
    elsewhere = registry.make_volunteer(city="410800", region=registry.make_other_city())
    people = listed(
        good.number, "张三", "360500000000", f"{other.number} 王方", good.number, elsewhere.number
    )

    with pytest.raises(BadTrainingList) as refused:
        record_training(by=leader, course=course, people=people, on=TODAY, at=NOW)

    assert [fault["line"] for fault in refused.value.details["lines"]] == [2, 3, 4, 5, 6]
    assert "对不上" in refused.value.details["lines"][2]["sentence"]
    assert "第 1 行" in refused.value.details["lines"][3]["sentence"]
    assert not TrainingRecord.objects.exists()


@pytest.mark.parametrize(("people", "on"), [([], TODAY), (["x"], TODAY + timedelta(days=1))])
def test_an_empty_list_and_a_day_to_come_are_refused(body: Body, people: list[str], on: date) -> None:
    course = parts.make_course(body=body)
    some = [registry.make_volunteer().number for _ in people]
    with pytest.raises(BadTrainingList):
        record_training(by=registry.make_leader(body), course=course, people=listed(*some), on=on, at=NOW)
    assert not TrainingRecord.objects.exists()


def test_who_does_not_lead_the_body_records_nothing(body: Body) -> None:
    course, person = parts.make_course(body=body), registry.make_volunteer()
    outsiders = [
        registry.make_leader(registry.make_body()), registry.make_officer(), registry.volunteer_standing(person),
    ]  # fmt: skip
    for by in outsiders:
        with pytest.raises(NotAllowed):
            record_training(by=by, course=course, people=listed(person.number), on=TODAY, at=NOW)
        with pytest.raises(NotAllowed):
            open_course(by=by, body=body, form=FORM, at=NOW)
    assert not TrainingRecord.objects.exists()


def test_a_hundred_people_cost_no_more_queries_than_one(body: Body) -> None:
    leader, course = registry.make_leader(body), parts.make_course(body=body)
    counts = []
    for size in (1, 30):
        people = listed(*(registry.make_volunteer().number for _ in range(size)))
        with CaptureQueriesContext(connection) as queries:
            record_training(by=leader, course=course, people=people, on=TODAY, at=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_post_refuses_who_lacks_its_training_and_takes_who_has_it(body: Body) -> None:
    course = parts.make_course(body=body, name="应急救护")
    post = parts.ask_for(service.make_post(), course)
    person = registry.make_volunteer()
    by = registry.volunteer_standing(person)

    with pytest.raises(NotEligible) as refused:
        sign_up(by=by, post_id=post.pk, at=NOW)
    (reason,) = refused.value.details["reasons"]
    assert (reason["code"], reason["course"]) == ("needs-training", str(course.pk))
    assert "应急救护" in reason["sentence"]
    post.refresh_from_db()
    assert (post.taken, SignUp.objects.count()) == (0, 0)

    parts.make_training(volunteer=person, course=course)
    assert sign_up(by=by, post_id=post.pk, at=NOW).state == "confirmed"


@pytest.mark.parametrize(("days_before", "takes"), [(27, True), (29, False)])
def test_a_training_has_to_hold_on_the_day_of_service(body: Body, days_before: int, takes: bool) -> None:
    """The service is on 6 March: a month from 7 February lasts until that day, one from the 5th does not."""
    course = parts.make_course(body=body, valid_months=1)
    post = parts.ask_for(service.make_post(), course)
    person = registry.make_volunteer()
    served = TODAY + timedelta(days=1)
    parts.make_training(volunteer=person, course=course, on=served - timedelta(days=days_before))
    by = registry.volunteer_standing(person)
    if takes:
        assert sign_up(by=by, post_id=post.pk, at=NOW).state == "confirmed"
    else:
        with pytest.raises(NotEligible):
            sign_up(by=by, post_id=post.pk, at=NOW)


def test_every_one_of_several_trainings_is_needed_and_a_voided_one_does_not_count(body: Body) -> None:
    first, second = parts.make_course(body=body), parts.make_course(body=body)
    post = parts.ask_for(service.make_post(), first, second)
    person = registry.make_volunteer()
    by = registry.volunteer_standing(person)
    parts.make_training(volunteer=person, course=first)
    record = parts.make_training(volunteer=person, course=second)
    void_training(by=registry.make_leader(body), record=record, reason="记错了人", at=NOW)

    with pytest.raises(NotEligible) as refused:
        sign_up(by=by, post_id=post.pk, at=NOW)

    assert [reason["course"] for reason in refused.value.details["reasons"]] == [str(second.pk)]
    with pytest.raises(TrainingVoided):
        void_training(by=registry.make_leader(body), record=record, reason="再来一次", at=NOW)


def test_voiding_needs_a_reason_and_a_leader(body: Body) -> None:
    record = parts.make_training(volunteer=registry.make_volunteer(), course=parts.make_course(body=body))
    with pytest.raises(ReasonNeeded):
        void_training(by=registry.make_leader(body), record=record, reason=" 错 ", at=NOW)
    with pytest.raises(NotAllowed):
        void_training(by=registry.make_officer(), record=record, reason="记错了人", at=NOW)
    record.refresh_from_db()
    assert record.voided_at is None


def _form(project: Any) -> ActivityForm:
    return ActivityForm(
        project_id=project.pk, title="急救站值守", domain_key="xinyu:02", region_code="360502001001",
        starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=2),
    )  # fmt: skip


def test_editing_makes_posts_anew_with_the_courses_then_given(body: Body) -> None:
    registry.make_region_tree()
    project, leader = service.make_project(body=body), registry.make_leader(body)
    course, other = parts.make_course(body=body), parts.make_course(body=body)
    posts = [PostForm("急救员", 2, courses=(course.pk,)), PostForm("引导员", 5)]
    draft = create_activity(by=leader, form=_form(project), posts=posts, at=NOW)
    assert [[c.pk for c in each] for each in needs_of(draft.posts.values_list("pk", flat=True)).values()] == [
        [course.pk]
    ]

    changed = [PostForm("急救员", 2, courses=(course.pk, other.pk, other.pk))]
    update_activity(by=leader, activity=draft, form=_form(project), posts=changed, at=NOW)

    post = Post.objects.get(activity=draft)
    assert {each.pk for each in needs_of([post.pk])[post.pk]} == {course.pk, other.pk}
    assert PostCourse.objects.count() == 2


def test_a_post_cannot_ask_for_a_course_of_another_body_or_one_that_ended(body: Body) -> None:
    registry.make_region_tree()
    project, leader = service.make_project(body=body), registry.make_leader(body)
    foreign, ended = parts.make_course(body=registry.make_body()), parts.make_course(body=body)
    end_course(by=leader, course=ended, at=NOW)
    for course in (foreign, ended):
        with pytest.raises(CourseNotFound):
            create_activity(
                by=leader, form=_form(project), posts=[PostForm("急救员", 2, courses=(course.pk,))], at=NOW
            )
    assert not Post.objects.exists()

"""Courses at the desk: opening one, recording a list, and the lines that come back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from redvest.registry.models import Membership, Volunteer
from redvest.service.models import PostCourse, TrainingCourse, TrainingRecord
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import parts, registry

pytestmark = pytest.mark.django_db
NEW = {"name": "应急救护", "content": "心肺复苏", "minutes": "240", "valid_months": "24"}


def member_of(place: Place, name: str) -> Volunteer:
    person = registry.make_volunteer(name=name)
    Membership.objects.create(
        city=place.body.city, body=place.body, volunteer=person, joined_on=date(2025, 1, 1)
    )
    return person


def test_a_leader_opens_a_course_and_an_officer_does_not(
    place: Place, as_leader: Client, as_officer: Client
) -> None:
    url = f"/desk/bodies/{place.body.pk}/training/"
    assert "还没有培训课程" in said(as_leader.get(url))
    assert as_officer.post(url, NEW).status_code == 403
    assert not TrainingCourse.objects.exists()

    assert as_leader.post(url, NEW).status_code == 302
    assert as_leader.post(url, NEW).status_code == 422

    course = TrainingCourse.objects.get()
    assert (course.minutes, course.valid_months) == (240, 24)
    assert "应急救护" in said(as_officer.get(url))


def test_pasted_and_ticked_people_are_recorded_together(place: Place, as_leader: Client) -> None:
    course = parts.make_course(body=place.body)
    pasted, ticked = registry.make_volunteer(name="李明霞"), member_of(place, "王芳")
    url = f"/desk/training/{course.pk}/"
    assert "王芳" in said(as_leader.get(url))

    answer = as_leader.post(
        url, {"on": "2026-03-01", "people": f"{pasted.number} 李明霞", "members": [ticked.number]}
    )

    assert answer.status_code == 302
    assert {each.volunteer_id for each in TrainingRecord.objects.all()} == {pasted.pk, ticked.pk}
    assert "李明霞" in said(as_leader.get(url))


def test_bad_lines_come_back_with_what_was_typed_and_nobody_is_recorded(
    place: Place, as_leader: Client
) -> None:
    course = parts.make_course(body=place.body)
    good = registry.make_volunteer(name="李明霞")
    typed = {"on": "2026-03-01", "people": f"{good.number}\n123 张三"}
    answer = as_leader.post(f"/desk/training/{course.pk}/", typed)
    assert answer.status_code == 422
    page = said(answer)
    assert "第 2 行" in page and "没有这个编号的志愿者" in page and good.number in page
    assert not TrainingRecord.objects.exists()


def test_an_officer_reads_but_records_nothing(place: Place, as_officer: Client) -> None:
    course = parts.make_course(body=place.body)
    person = registry.make_volunteer()
    typed = {"on": "2026-03-01", "people": person.number}
    assert as_officer.post(f"/desk/training/{course.pk}/", typed).status_code == 403
    assert not TrainingRecord.objects.exists()


def test_a_mistake_is_voided_and_stays_visible(place: Place, as_leader: Client) -> None:
    course = parts.make_course(body=place.body)
    record = parts.make_training(volunteer=registry.make_volunteer(), course=course)
    as_leader.post(f"/desk/training/records/{record.pk}/void/", {"reason": "记错了人"})
    assert "作废原因：记错了人" in said(as_leader.get(f"/desk/training/{course.pk}/"))
    as_leader.post(f"/desk/training/{course.pk}/end/")
    assert "不再举办" in said(as_leader.get(f"/desk/training/{course.pk}/"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_course_costs_the_same_for_one_and_three(
    place: Place, as_leader: Client, count: int, django_assert_num_queries: Any
) -> None:
    course = parts.make_course(body=place.body)
    for turn in range(count):
        parts.make_training(volunteer=member_of(place, f"王{turn}"), course=course)
    with django_assert_num_queries(7):
        as_leader.get(f"/desk/training/{course.pk}/")


def test_the_form_of_an_activity_offers_the_courses_and_the_agreement(
    place: Place, as_leader: Client, sign_in: SignIn
) -> None:
    course = parts.make_course(body=place.body, name="应急救护")
    page = said(as_leader.get(f"/desk/activities/new/?body={place.body.pk}"))
    assert "应急救护" in page and "要和志愿者签协议" in page
    registry.make_domain()
    typed = {
        "project": "new", "new_project": "急救站", "title": "急救站值守", "domain": "xinyu:02",
        "starts_at": "2026-03-10T09:00", "ends_at": "2026-03-10T11:00", "region": place.tree.baihua.code,
        "agreement": "on", "then": "draft", "posts-TOTAL_FORMS": "1", "posts-INITIAL_FORMS": "0",
        "posts-0-title": "急救员", "posts-0-places": "2", "posts-0-courses": [str(course.pk)],
    }  # fmt: skip
    answer = as_leader.post(f"/desk/activities/new/?body={place.body.pk}", typed)
    assert answer.status_code == 302, said(answer)
    need = PostCourse.objects.select_related("post__activity__agreement").get()
    assert need.course == course
    assert need.post.activity.agreement.fixed_at is None
    edit = said(as_leader.get(f"/desk/activities/{need.post.activity_id}/edit/"))
    assert edit.count("checked") == 2

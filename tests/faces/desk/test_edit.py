"""Publishing an activity from the desk: drafts, what is missing, what is wrong, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.choices import BodyState, Role
from redvest.registry.models import Body
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Project
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry, service

pytestmark = pytest.mark.django_db
NEW = "/desk/activities/new/"


@pytest.fixture
def project(place: Place) -> Project:
    return service.make_project(body=place.body)


@pytest.fixture
def typed(place: Place, project: Project) -> dict[str, Any]:
    """A whole notice, as the form sends it: one post, two empty rows."""
    return {
        "project": str(project.pk), "new_project": "", "title": "周六上午，陪独居老人买菜", "domain": "xinyu:02",
        "content": "陪老人去菜场", "starts_at": "2026-03-07T08:30", "ends_at": "2026-03-07T10:30",
        "break_minutes": "0", "signup_opens_at": "", "signup_closes_at": "", "region": "360502",
        "place_name": "百花湖社区服务站", "lon": "114.93", "lat": "27.81", "conditions": "能提 5 公斤",
        "how_to_apply": "网上报名", "risks": "过马路", "guarantees": "保险", "contact_name": "陈小梅",
        "contact_phone": "0790-6440000", "leader": str(place.leader.pk), "not_duty": "on", "unpaid": "on", "public_benefit": "on",
        "posts-TOTAL_FORMS": "3", "posts-INITIAL_FORMS": "0", "posts-MIN_NUM_FORMS": "0", "posts-MAX_NUM_FORMS": "40",
        "posts-0-title": "陪同员", "posts-0-places": "8", "posts-0-min_age": "18", "posts-0-max_age": "",
        "posts-0-description": "能提 5 公斤", "posts-1-title": "", "posts-1-places": "", "then": "submit",
    }  # fmt: skip


def test_a_whole_notice_is_saved_and_handed_in(
    as_leader: Client, place: Place, typed: dict[str, Any]
) -> None:
    response = as_leader.post(NEW, typed)

    found = Activity.objects.get()
    assert response["Location"] == reverse("desk:activity", args=[found.pk])
    assert (found.state, found.body_id, found.leader_id) == (
        ActivityState.SUBMITTED, place.body.pk, place.leader.pk,
    )  # fmt: skip
    # Half past eight in China.
    assert found.starts_at.isoformat() == "2026-03-07T00:30:00+00:00"
    assert [(post.title, post.places, post.min_age) for post in found.posts.all()] == [("陪同员", 8, 18)]


def test_a_draft_may_lack_everything_but_title_time_and_place(
    as_leader: Client, typed: dict[str, Any]
) -> None:
    empty = ("content", "place_name", "lon", "lat", "conditions", "how_to_apply", "risks", "guarantees",
             "contact_name", "contact_phone", "posts-0-title", "posts-0-places", "posts-0-min_age",
             "posts-0-description")  # fmt: skip

    response = as_leader.post(NEW, {**typed, **dict.fromkeys(empty, ""), "then": "draft"})

    found = Activity.objects.get()
    assert response["Location"] == reverse("desk:activity", args=[found.pk])
    assert found.state == ActivityState.DRAFT
    assert not found.posts.exists()


def test_handing_in_too_early_says_what_is_missing_and_where(
    as_leader: Client, typed: dict[str, Any]
) -> None:
    response = as_leader.post(NEW, {**typed, "risks": "", "lon": "", "lat": "", "posts-0-title": "",
                                    "posts-0-places": "", "posts-0-min_age": "", "posts-0-description": ""})  # fmt: skip

    found = Activity.objects.get()
    assert found.state == ActivityState.DRAFT
    edit = reverse("desk:activity-edit", args=[found.pk])
    assert response["Location"] == edit
    page = said(as_leader.get(edit))
    for anchor, words in (("id_risks", "可能的风险"), ("id_lon", "地图上的位置"), ("posts", "岗位和人数")):
        assert f'<a href="#{anchor}">{words}</a>' in page
        assert f'id="{anchor}"' in page
    assert '<a href="#id_content">' not in page


def test_the_page_of_a_draft_links_each_missing_item(as_leader: Client, place: Place) -> None:
    draft = service.make_activity(
        body=place.body, leader=place.leader, state=ActivityState.DRAFT, complete=False
    )
    page = said(as_leader.get(reverse("desk:activity", args=[draft.pk])))

    edit = reverse("desk:activity-edit", args=[draft.pk])
    for anchor in ("id_content", "id_risks", "posts"):
        assert f'href="{edit}#{anchor}"' in page
    assert "还差 3 项" in page


WRONG = [
    ({"title": ""}, "给活动起个标题", "id_title"),
    ({"ends_at": "2026-03-07T08:00"}, "结束时间要晚于开始时间", "id_ends_at"),
    ({"starts_at": "明天"}, "时间看不懂", "id_starts_at"),
    ({"starts_at": ""}, "请填写时间", "id_starts_at"),
    ({"break_minutes": "500"}, "休息时间要比活动时间短", "id_break_minutes"),
    ({"lon": "27.8", "lat": "114.9"}, "", "id_lat"),
    ({"lon": "2.35", "lat": "48.86"}, "检查经度和纬度有没有写反", "id_lon"),
    ({"lat": ""}, "请在地图上点一下", "id_lon"),
    ({"signup_closes_at": "2026-03-07T11:00"}, "报名截止不能晚于活动结束", "id_signup_closes_at"),
    ({"region": "999999"}, "", "id_region"),
    ({"project": "new"}, "给新项目起个名称", "id_new_project"),
    ({"posts-0-places": ""}, "这个岗位要几个人", "posts"),
    ({"posts-0-title": ""}, "给这个岗位起个名称", "posts"),
    ({"posts-0-places": "0"}, "请填 1 到", "posts"),
    ({"posts-0-min_age": "60", "posts-0-max_age": "18"}, "年龄范围不对", ""),
]


@pytest.mark.parametrize(("change", "sentence", "anchor"), WRONG)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    as_leader: Client, typed: dict[str, Any], change: dict[str, str], sentence: str, anchor: str
) -> None:
    response = as_leader.post(NEW, {**typed, **change})

    page = said(response)
    assert response.status_code == 422
    assert sentence in page
    if anchor:
        assert f'href="#{anchor}"' in page
    assert "陪老人去菜场" in page
    assert 'value="能提 5 公斤"' in page
    assert not Activity.objects.exists()


def test_a_project_is_opened_with_its_first_activity(
    as_leader: Client, place: Place, typed: dict[str, Any]
) -> None:
    as_leader.post(NEW, {**typed, "project": "new", "new_project": "春风行动"})

    found = Activity.objects.get()
    assert (found.project.name, found.project.body_id) == ("春风行动", place.body.pk)


def test_a_refused_activity_leaves_no_project_behind(as_leader: Client, typed: dict[str, Any]) -> None:
    wrong = {"project": "new", "new_project": "春风行动", "ends_at": "2026-03-07T08:00"}
    as_leader.post(NEW, {**typed, **wrong})

    assert not Project.objects.filter(name="春风行动").exists()


def test_the_project_of_another_body_cannot_be_chosen(as_leader: Client, typed: dict[str, Any]) -> None:
    elsewhere = service.make_project(body=registry.make_body())

    response = as_leader.post(NEW, {**typed, "project": str(elsewhere.pk)})

    assert response.status_code == 422
    assert not Activity.objects.exists()


def test_a_stranger_cannot_publish_for_the_body(place: Place, typed: dict[str, Any], sign_in: SignIn) -> None:
    response = sign_in(place.stranger).post(f"{NEW}?body={place.body.pk}", typed)

    assert response.status_code == 404
    assert not Activity.objects.exists()


def test_an_officer_first_chooses_the_body(as_officer: Client, place: Place, typed: dict[str, Any]) -> None:
    applied: Body = registry.make_body(name="还没通过的队", state=BodyState.APPLIED)
    page = said(as_officer.get(NEW))
    assert f"{NEW}?body={place.body.pk}" in page
    assert applied.name not in page
    assert "分宜暖心志愿队" not in page

    found = said(as_officer.get(NEW, {"q": "没有这个词"}))
    assert "没有找到组织" in found

    as_officer.post(f"{NEW}?body={place.body.pk}", typed)
    assert Activity.objects.get().body_id == place.body.pk


def test_who_works_for_two_bodies_chooses_as_well(place: Place, sign_in: SignIn) -> None:
    second = registry.make_body(name="第二支队")
    registry.make_grant(account=place.leader, role=Role.ACTIVITY_LEADER, body=second)

    page = said(sign_in(place.leader).get(NEW))

    assert "替哪个组织发布" in page
    assert second.name in page


@pytest.mark.parametrize("key", ["", "nonsense"])
def test_a_broken_body_in_the_address_is_as_none(as_officer: Client, key: str) -> None:
    assert "替哪个组织发布" in said(as_officer.get(NEW, {"body": key}))


def test_a_draft_goes_on_with_what_was_typed(as_leader: Client, place: Place, typed: dict[str, Any]) -> None:
    draft = service.make_activity(body=place.body, leader=place.leader, state=ActivityState.DRAFT)
    service.make_post(activity=draft, title="联络员", places=2)
    edit = reverse("desk:activity-edit", args=[draft.pk])

    page = said(as_leader.get(edit))
    assert 'value="陪独居老人买菜"' in page
    assert 'value="联络员"' in page
    assert 'value="2026-03-06T10:00"' in page
    # The one there is, and three empty rows to write on without scripts.
    assert 'name="posts-TOTAL_FORMS" value="4"' in page

    as_leader.post(edit, {**typed, "project": str(draft.project_id), "title": "换个标题", "then": "draft"})
    draft.refresh_from_db()
    assert draft.title == "换个标题"
    assert [post.title for post in draft.posts.all()] == ["陪同员"]


@pytest.mark.parametrize("state", [ActivityState.SUBMITTED, ActivityState.PUBLISHED, ActivityState.CLOSED])
def test_what_is_published_cannot_be_rewritten(
    as_leader: Client, place: Place, typed: dict[str, Any], state: ActivityState
) -> None:
    found = service.make_activity(body=place.body, leader=place.leader, state=state)
    edit = reverse("desk:activity-edit", args=[found.pk])

    assert as_leader.get(edit).status_code == 409
    assert as_leader.post(edit, {**typed, "project": str(found.project_id)}).status_code == 409
    found.refresh_from_db()
    assert (found.title, found.state) == ("陪独居老人买菜", state)


def test_the_reviewers_note_stands_above_the_form(as_leader: Client, place: Place) -> None:
    found = service.make_activity(body=place.body, leader=place.leader, state=ActivityState.REFUSED)
    Activity.objects.filter(pk=found.pk).update(review_note="写清楚集合地点")

    assert "写清楚集合地点" in said(as_leader.get(reverse("desk:activity-edit", args=[found.pk])))


def test_a_new_project_leads_to_its_first_activity(as_leader: Client, place: Place) -> None:
    registry.make_domain()
    url = reverse("desk:project-new", args=[place.body.pk])
    sent = {"name": "春风行动", "domain": "xinyu:02", "region": "360502", "starts_on": "2026-03-01",
            "ends_on": "2026-12-31", "summary": "陪伴独居老人"}  # fmt: skip

    response = as_leader.post(url, sent)

    project = Project.objects.get(name="春风行动")
    assert response["Location"] == f"{NEW}?body={place.body.pk}&project={project.pk}"
    assert f'<option value="{project.pk}" selected>' in said(as_leader.get(response["Location"]))


def test_a_wrong_project_is_refused_beside_its_field(as_leader: Client, place: Place) -> None:
    registry.make_domain()
    url = reverse("desk:project-new", args=[place.body.pk])
    sent = {
        "name": "春风行动",
        "domain": "xinyu:02",
        "region": "360502",
        "starts_on": "2026-03-09",
        "ends_on": "2026-03-01",
    }

    response = as_leader.post(url, sent)

    assert response.status_code == 422
    assert "结束日期不能早于开始日期" in said(response)
    assert not Project.objects.exists()


def test_the_form_asks_the_same_for_one_project_and_for_three(
    as_leader: Client, place: Place, project: Project, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(11):
        as_leader.get(NEW)
    for _ in range(2):
        service.make_project(body=place.body)
    with django_assert_num_queries(11):
        as_leader.get(NEW)


def test_the_key_of_the_activity_is_in_its_address(as_leader: Client, typed: dict[str, Any]) -> None:
    location = as_leader.post(NEW, typed)["Location"]
    assert UUID(location.split("/")[3]) == Activity.objects.get().pk

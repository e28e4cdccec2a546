"""Changing what is announced from the desk; leading together, counting an audience, copies and templates."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.choices import Role
from redvest.service.models import Activity, ActivityTemplate, AudienceCount, CoLeader
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(place: Place) -> Activity:
    activity = service.make_activity(body=place.body, leader=place.leader, starts_at=NOW + 46.5 * HOUR)
    service.make_post(activity=activity, places=5)
    return activity


def typed(**changes: str) -> dict[str, str]:
    return {
        "starts_at": "2026-03-07T08:30", "ends_at": "2026-03-07T10:30", "place_name": "百花湖社区志愿服务站",
        "lon": "114.93", "lat": "27.81", "content": "陪老人去菜场，帮着提菜。", "contact_name": "陈小梅",
        "contact_phone": "0790-6440000", "post-0": "5",
    } | changes  # fmt: skip


def test_another_time_and_more_places(as_leader: Client, coming: Activity) -> None:
    url = reverse("desk:change", args=[coming.pk])
    assert 'value="2026-03-07T08:30"' in as_leader.get(url).content.decode()
    response = as_leader.post(
        url, typed(starts_at="2026-03-07T09:30", ends_at="2026-03-07T11:30", **{"post-0": "8"})
    )
    assert response["Location"] == reverse("desk:activity", args=[coming.pk])
    coming.refresh_from_db()
    assert (coming.starts_at, coming.posts.get().places) == (NOW + 47.5 * HOUR, 8)
    page = said(as_leader.get(response["Location"]))
    assert "发布后改过 1 次" in page
    assert "开始时间、结束时间、人数" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_at": "2026-03-01T08:30"}, "将来"),
        ({"ends_at": "2026-03-07T08:00"}, "晚于开始"),
        ({"place_name": ""}, ""),
        ({"lat": "", "content": "陪老人去菜场。"}, "经度和纬度要一起填"),
        ({"lon": "", "lat": "", "content": "陪老人去菜场。"}, "经度和纬度要一起填"),
        ({}, "没有改动"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(as_leader, coming, changes, sentence):
    response = as_leader.post(reverse("desk:change", args=[coming.pk]), typed(**changes))
    assert response.status_code == 422
    assert sentence in said(response)
    coming.refresh_from_db()
    assert coming.starts_at == NOW + 46.5 * HOUR


def test_only_who_may_publish_changes(place: Place, sign_in: SignIn, coming: Activity) -> None:
    url = reverse("desk:change", args=[coming.pk])
    for account, status in ((place.stranger, 404), (place.far_officer, 404), (place.member, 403)):
        client = sign_in(account)
        assert client.get(url).status_code == status
        assert client.post(url, typed(place_name="别处")).status_code == status
    coming.refresh_from_db()
    assert coming.place_name == "百花湖社区志愿服务站"


def test_an_audience_is_counted_on_its_page(as_leader: Client, place: Place) -> None:
    talk = service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - HOUR)
    Activity.objects.filter(pk=talk.pk).update(kind="first-aid", audience_places=80)
    url = reverse("desk:audience", args=[talk.pk])
    assert "听众席 80 个" in said(as_leader.get(url))
    as_leader.post(url, {"elders": "40", "residents": "", "other": "3"})
    assert "登记来了 43 人" in said(as_leader.get(url))
    assert as_leader.post(url, {"elders": "many"}).status_code == 422
    assert AudienceCount.objects.count() == 2


def test_what_has_no_audience_has_no_such_page(as_leader: Client, coming: Activity) -> None:
    assert as_leader.get(reverse("desk:audience", args=[coming.pk])).status_code == 409
    assert "听众" not in said(as_leader.get(reverse("desk:activity", args=[coming.pk])))


def test_the_officer_sees_the_count_and_cannot_change_it(as_officer: Client, place: Place) -> None:
    talk = service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - HOUR)
    Activity.objects.filter(pk=talk.pk).update(kind="first-aid")
    url = reverse("desk:audience", args=[talk.pk])
    assert "登记听众人数" not in said(as_officer.get(url))
    assert as_officer.post(url, {"elders": "40"}).status_code == 403
    assert not AudienceCount.objects.exists()


def test_a_co_leader_is_added_and_removed_on_the_page(
    as_leader: Client, place: Place, coming: Activity
) -> None:
    other = registry.make_account(name="王领队")
    registry.make_grant(account=other, role=Role.ACTIVITY_LEADER, body=place.body)
    page = said(as_leader.get(reverse("desk:activity", args=[coming.pk])))
    assert "王领队" in page
    url = reverse("desk:leader-add", args=[coming.pk])
    as_leader.post(url, {"account": str(other.pk), "starts_on": "", "ends_on": ""})
    assert "陈小梅、王领队" in said(as_leader.get(reverse("desk:activity", args=[coming.pk])))
    as_leader.post(url, {"account": "nobody"})
    as_leader.post(reverse("desk:leader-remove", args=[coming.pk, other.pk]))
    assert CoLeader.objects.get().removed_at == NOW


def test_once_more_begins_with_everything_but_the_day(
    as_leader: Client, place: Place, coming: Activity
) -> None:
    page = as_leader.get(
        f"/desk/activities/new/?body={place.body.pk}&copy={coming.pk}&on=2026-04-04"
    ).content.decode()
    assert 'value="2026-04-04T08:30"' in page and 'value="2026-04-04T10:30"' in page
    assert f'value="{coming.title}"' in page and 'value="陪同员"' in page


def test_a_template_is_kept_begun_from_and_retired(as_leader: Client, place: Place, coming: Activity) -> None:
    as_leader.post(reverse("desk:template-keep", args=[coming.pk]), {"name": "每周陪老人"})
    kept = ActivityTemplate.objects.get()
    assert "每周陪老人" in said(as_leader.get("/desk/activities/new/"))
    page = as_leader.get(f"/desk/activities/new/?body={place.body.pk}&template={kept.pk}").content.decode()
    assert 'value="2026-03-07T08:30"' in page and 'value="陪同员"' in page
    as_leader.post(reverse("desk:template-retire", args=[kept.pk]))
    assert "每周陪老人" not in said(as_leader.get("/desk/activities/new/"))
    assert as_leader.get(f"/desk/activities/new/?template={kept.pk}").status_code == 404


def test_strangers_take_no_copies_and_no_templates(place: Place, as_leader, sign_in: SignIn, coming) -> None:
    as_leader.post(reverse("desk:template-keep", args=[coming.pk]), {"name": "每周陪老人"})
    kept, client = ActivityTemplate.objects.get(), sign_in(place.stranger)
    assert client.get(f"/desk/activities/new/?copy={coming.pk}").status_code == 404
    assert client.get(f"/desk/activities/new/?template={kept.pk}").status_code == 404
    assert client.post(reverse("desk:template-retire", args=[kept.pk])).status_code == 404
    assert client.post(reverse("desk:leader-add", args=[coming.pk]), {"account": ""}).status_code == 404
    kept.refresh_from_db()
    assert kept.retired_at is None


def test_two_leaders_with_the_form_open_undo_nothing_of_each_other(
    as_leader: Client, coming: Activity
) -> None:
    url = reverse("desk:change", args=[coming.pk])
    opened = typed() | dict(as_leader.get(url).context["form"].seen)
    assert as_leader.post(url, opened | {"post-0": "8", "starts_at": "2026-03-07T09:00"}).status_code == 302
    assert as_leader.post(url, opened | {"place_name": "北门集合"}).status_code == 302
    coming.refresh_from_db()
    assert (coming.place_name, coming.posts.get().places) == ("北门集合", 8)
    assert coming.starts_at == NOW + 47 * HOUR, "the first one's time stays"
    nothing = as_leader.post(url, opened)
    assert nothing.status_code == 422 and "没有改动" in said(nothing)

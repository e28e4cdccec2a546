"""A year of Saturdays from one form; the page of a series; one press for all; what is edited and called off."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Post, Project, Series
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
NEW = "/desk/activities/new/"


@pytest.fixture
def project(place: Place) -> Project:
    return service.make_project(body=place.body)


@pytest.fixture
def typed(place: Place, project: Project) -> dict[str, Any]:
    """A whole notice with one post, every Saturday for a year."""
    return {
        "project": str(project.pk), "new_project": "", "title": "周六上午，陪独居老人买菜", "domain": "xinyu:02",
        "content": "陪老人去菜场", "starts_at": "2026-03-07T08:30", "ends_at": "2026-03-07T10:30", "kind": "service",
        "break_minutes": "0", "signup_opens_at": "", "signup_closes_at": "", "region": "360502",
        "place_name": "百花湖社区服务站", "lon": "114.93", "lat": "27.81", "conditions": "能提 5 公斤",
        "how_to_apply": "网上报名", "risks": "过马路", "guarantees": "保险", "contact_name": "陈小梅",
        "contact_phone": "0790-6440000", "leader": str(place.leader.pk), "not_duty": "on", "unpaid": "on",
        "public_benefit": "on", "posts-TOTAL_FORMS": "3", "posts-INITIAL_FORMS": "0", "posts-MIN_NUM_FORMS": "0",
        "posts-MAX_NUM_FORMS": "40", "posts-0-title": "陪同员", "posts-0-places": "8", "posts-0-shift": "早班",
        "posts-0-starts_at": "2026-03-07T08:30", "posts-0-ends_at": "2026-03-07T09:30", "repeat-every": "week",
        "repeat-times": "52", "repeat-leave_out": "", "repeat-key": uuid4().hex, "then": "submit",
    }  # fmt: skip


def made(client: Client, typed: dict[str, Any], **changes: Any) -> Series:
    response = client.post(NEW, typed | changes)
    assert response.status_code == 302, said(response)
    return Series.objects.latest("created_at")


def test_a_year_of_saturdays_is_one_form_and_one_press(as_leader, as_officer, typed):
    response = as_leader.post(NEW, typed)
    series = Series.objects.get()
    assert response["Location"] == reverse("desk:series", args=[series.pk])
    assert Activity.objects.filter(series=series, state="submitted").count() == 52
    assert Post.objects.filter(shift="早班").count() == 52
    again = as_leader.post(NEW, typed)
    assert again["Location"] == response["Location"]
    assert Activity.objects.count() == 52

    page = said(as_officer.get(response["Location"]))
    assert "52 场等你审核" in page
    assert "每周六" in page
    as_officer.post(reverse("desk:series-approve", args=[series.pk]))

    assert Activity.objects.filter(series=series, state="published").count() == 52


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"repeat-times": ""}, "只填一个"),
        ({"repeat-until": "2026-12-01"}, "只填一个"),
        ({"repeat-times": "121"}, "2 到 120"),
        ({"repeat-every": "day", "repeat-times": "", "repeat-until": "2026-12-01"}, "一次最多排 120 场"),
        ({"repeat-every": "hour"}, ""),
    ],
)
def test_a_rule_that_cannot_be_is_said_and_nothing_is_made(as_leader, typed, changes, sentence):
    response = as_leader.post(NEW, typed | changes)
    assert response.status_code == 422
    assert sentence in said(response)
    assert "陪独居老人买菜" in said(response)  # nothing typed is lost
    assert not Activity.objects.exists() and not Series.objects.exists()


def test_one_time_stays_one_activity(as_leader, typed):
    as_leader.post(NEW, typed | {"repeat-every": "", "repeat-times": ""})
    assert Activity.objects.get().series_id is None


def test_more_posts_can_be_asked_for_without_a_script_and_nothing_typed_is_lost(as_leader, typed):
    response = as_leader.post(NEW, typed | {"then": "more"})
    assert response.status_code == 200
    page = response.content.decode()
    assert 'name="posts-TOTAL_FORMS" value="4"' in page
    assert 'value="陪同员"' in page and 'value="2026-03-07T08:30"' in page and 'value="52"' in page
    assert not Activity.objects.exists()


def test_what_is_missing_is_asked_for_once_and_filled_in_for_all(as_leader, typed):
    series = made(as_leader, typed, **{"risks": "", "repeat-times": "4"})
    first = series.occurrences.earliest("starts_at")
    page = said(as_leader.get(reverse("desk:activity-edit", args=[first.pk])))
    assert "这是系列活动里的一场" in page
    edited = {name: value for name, value in typed.items() if not name.startswith("repeat")}
    as_leader.post(
        reverse("desk:activity-edit", args=[first.pk]),
        edited | {"scope": "all", "then": "draft", "risks": "过马路"},
    )
    assert series.occurrences.filter(risks="过马路").count() == 4
    as_leader.post(reverse("desk:series-submit", args=[series.pk]))
    assert series.occurrences.filter(state="submitted").count() == 4


def test_a_series_that_lacks_something_leads_to_the_form_that_fills_all(as_leader, typed):
    series = made(as_leader, typed, **{"risks": "", "repeat-times": "4", "then": "draft"})
    first = series.occurrences.earliest("starts_at")
    led = as_leader.post(reverse("desk:series-submit", args=[series.pk]))
    assert led["Location"] == f"{reverse('desk:activity-edit', args=[first.pk])}?scope=all"
    response = as_leader.get(led["Location"])
    page = response.content.decode()
    assert "有几项没填" in said(response) and "风险" in said(response)
    assert (
        'value="all" required id="id_scope_2" checked' in page
        or 'value="all"' in page.split("checked")[0][-200:]
    )
    assert as_leader.get(f"{led['Location'][:-3]}x").status_code == 200
    assert not series.occurrences.exclude(state="draft").exists()


@pytest.mark.parametrize(("scope", "handed_in"), [("all", 4), ("one", 1)])
def test_filled_in_and_handed_in_with_one_press(as_leader, typed, scope, handed_in):
    series = made(as_leader, typed, **{"risks": "", "repeat-times": "4"})
    first = series.occurrences.earliest("starts_at")
    edited = {name: value for name, value in typed.items() if not name.startswith("repeat")}
    edited |= {"scope": scope, "then": "submit", "risks": "过马路"}
    answer = as_leader.post(reverse("desk:activity-edit", args=[first.pk]), edited, follow=True)
    assert series.occurrences.filter(state="submitted").count() == handed_in
    assert ("整个系列提交了" in said(answer)) == (scope == "all")
    assert series.occurrences.filter(state="draft").count() == 4 - handed_in


def test_sent_back_the_page_says_why(as_leader, as_officer, typed):
    series = made(as_leader, typed, **{"repeat-times": "3"})
    as_officer.post(reverse("desk:series-refuse", args=[series.pk]), {"note": "写明带什么"})
    assert "审核意见：写明带什么" in said(as_leader.get(reverse("desk:series", args=[series.pk])))


def test_an_activitys_page_says_where_in_the_series_it_stands_and_cancels_from_there(
    as_leader, as_officer, typed
):
    series = made(as_leader, typed, **{"repeat-times": "4"})
    as_officer.post(reverse("desk:series-approve", args=[series.pk]))
    third = series.occurrences.order_by("starts_at")[2]
    page = said(as_leader.get(reverse("desk:activity", args=[third.pk])))
    assert "系列活动：每周六，第 3 场，共 4 场" in page
    assert "这一场和以后的" in page
    as_leader.post(reverse("desk:cancel", args=[third.pk]), {"reason": "场地维修", "scope": "following"})
    assert sorted(series.occurrences.values_list("state", flat=True)) == ["cancelled"] * 2 + ["published"] * 2


def test_the_page_asks_as_often_for_three_occurrences_as_for_thirty(
    as_leader, typed, django_assert_num_queries
):
    short = made(as_leader, typed, **{"repeat-times": "3", "repeat-key": "a", "then": "draft"})
    long = made(as_leader, typed, **{"repeat-times": "30", "repeat-key": "b", "then": "draft"})
    for series in (short, long):
        with django_assert_num_queries(7):
            as_leader.get(reverse("desk:series", args=[series.pk]))


def test_strangers_find_no_series_and_members_no_desk(place: Place, as_leader, sign_in: SignIn, typed):
    series = made(as_leader, typed, **{"repeat-times": "3"})
    for account in (place.stranger, place.far_officer):
        client = sign_in(account)
        assert client.get(reverse("desk:series", args=[series.pk])).status_code == 404
        for step in ("submit", "approve", "refuse"):
            assert client.post(reverse(f"desk:series-{step}", args=[series.pk])).status_code == 404
        assert "陪独居老人" not in said(client.get(reverse("desk:series-list")))
    assert "陪独居老人" in said(as_leader.get(reverse("desk:series-list")))
    assert sign_in(place.member).get(reverse("desk:series", args=[series.pk])).status_code == 403
    assert series.occurrences.filter(state="submitted").count() == 3


def test_a_series_waits_for_the_officer_once(place: Place, as_leader, as_officer, typed):
    made(as_leader, typed, **{"repeat-times": "9"})
    page = said(as_officer.get(reverse("desk:today")))
    assert page.count("活动待审核") == 1


def test_the_form_that_fills_in_what_lacks_moves_no_opening(as_leader, typed):
    """It was left empty; the minute of sending does not come back as if somebody had typed it."""
    series = made(as_leader, typed, **{"risks": "", "repeat-times": "4"})
    before = list(series.occurrences.order_by("starts_at").values_list("signup_opens_at", flat=True))
    first = series.occurrences.earliest("starts_at")
    address = reverse("desk:activity-edit", args=[first.pk])
    page = as_leader.get(address).content.decode()
    (shown,) = re.findall(r"<input[^>]*name=\"signup_opens_at\"[^>]*>", page)
    assert "value=" not in shown
    edited = {name: value for name, value in typed.items() if not name.startswith("repeat")}
    as_leader.post(address, edited | {"scope": "all", "then": "submit", "risks": "过马路"})
    rows = series.occurrences.filter(state="submitted").order_by("starts_at")
    assert list(rows.values_list("signup_opens_at", flat=True)) == before


def test_an_opening_that_was_typed_stands_in_the_form(as_leader, typed):
    series = made(
        as_leader, typed, **{"repeat-times": "4", "then": "draft", "signup_opens_at": "2026-03-06T08:00"}
    )
    first = series.occurrences.earliest("starts_at")
    page = as_leader.get(reverse("desk:activity-edit", args=[first.pk])).content.decode()
    (shown,) = re.findall(r"<input[^>]*name=\"signup_opens_at\"[^>]*>", page)
    assert "2026-03-06T08:00" in shown


def test_all_that_waits_is_decided_and_what_was_decided_apart_stays(as_leader, as_officer, typed):
    """Sent back or published by itself, an occurrence keeps its state, its note and who signed up for it."""
    series = made(as_leader, typed, **{"repeat-times": "5"})
    first, second, *_rest = series.occurrences.order_by("starts_at")
    as_officer.post(reverse("desk:refuse", args=[first.pk]), {"note": "改到下午"})
    as_officer.post(reverse("desk:approve", args=[second.pk]), {"affirms": "yes"})
    signup = service.make_signup(post=second.posts.get(), volunteer=registry.make_volunteer())
    decided = Activity.objects.get(pk=second.pk).decided_at

    page = said(as_officer.get(reverse("desk:series", args=[series.pk])))
    assert "3 场等你审核" in page
    done = said(as_officer.post(reverse("desk:series-approve", args=[series.pk]), follow=True))

    assert "3 场都发布了" in done
    states = list(series.occurrences.order_by("starts_at").values_list("state", flat=True))
    assert states == ["refused", "published", "published", "published", "published"]
    first.refresh_from_db()
    second.refresh_from_db()
    signup.refresh_from_db()
    assert (first.review_note, second.decided_at, signup.state) == ("改到下午", decided, "confirmed")
    assert second.posts.get().taken == 1
    # What was sent back is handed in by itself, and decided by itself or with the series.
    as_leader.post(reverse("desk:series-submit", args=[series.pk]))
    as_officer.post(reverse("desk:series-approve", args=[series.pk]))
    assert series.occurrences.filter(state="published").count() == 5


@pytest.fixture
def crowded(place: Place, as_leader: Client, typed: dict[str, Any]) -> Series:
    """A series from Saturday on, and seven that begin later and waited longer."""
    for days in range(7):
        service.make_activity(
            body=place.body, leader=place.leader, title=f"第{days}件", starts_at=NOW + (10 + days) * 24 * service.HOUR,
            state=ActivityState.SUBMITTED,
        )  # fmt: skip
    return made(as_leader, typed, **{"repeat-times": "52"})


def test_the_officers_first_page_shows_the_soonest_first(crowded: Series, as_officer: Client) -> None:
    page = said(as_officer.get(reverse("desk:today")))
    first, second = page.index("周六上午，陪独居老人买菜"), page.index("第0件")
    assert first < second
    assert page.count("活动待审核：</b>周六上午，陪独居老人买菜") == 1
    assert "还有 2 件" in page


def test_in_the_list_of_what_waits_a_series_is_one_row_with_the_way_to_the_whole(
    crowded: Series, as_officer: Client
) -> None:
    url = f"{reverse('desk:activities')}?state=submitted"
    page = said(as_officer.get(url))
    assert page.count("<b>周六上午，陪独居老人买菜</b>") == 1
    assert ">整个系列 52 场</a>" in page and reverse("desk:series", args=[crowded.pk]) in page
    assert page.index("陪独居老人买菜") < page.index("第0件")
    # Who asks for days, for another state or for all sees every occurrence.
    for more, rows in (("&from=2026-03-14&to=2026-03-28", 3), ("&q=买菜", 1)):
        assert said(as_officer.get(url + more)).count("<b>周六上午，陪独居老人买菜</b>") == rows
    everything = said(as_officer.get(reverse("desk:activities")))
    assert everything.count("<b>周六上午，陪独居老人买菜</b>") == 30
    assert "整个系列" not in everything


def test_the_list_of_what_waits_costs_the_same_with_a_series(
    as_leader, as_officer, typed, django_assert_num_queries
):
    url = f"{reverse('desk:activities')}?state=submitted"
    for times in ("2", "9"):
        made(as_leader, typed, **{"repeat-times": times, "repeat-key": uuid4().hex})
        with django_assert_num_queries(6):
            as_officer.get(url)

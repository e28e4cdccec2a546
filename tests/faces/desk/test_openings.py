"""Planning openings at the desk: each way has its own form, faults stand beside their fields, strangers reach nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.models import Activity, Opening, Post
from tests.faces.desk.conftest import Place, SignIn
from tests.factories.opening import OPENS, announce, announce_lottery, enter, someone
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_post

pytestmark = pytest.mark.django_db
FIRST = {"mode": "first-come", "opens_at": "2026-03-05T11:00", "admit_per_second": "100"}
LOTTERY = FIRST | {"mode": "lottery", "closes_at": "2026-03-05T13:00", "draws_at": "2026-03-05T14:00"}
ROWS = {"stage-TOTAL_FORMS": "3", "stage-INITIAL_FORMS": "0"}


@pytest.fixture
def post(activity: Activity) -> Post:
    return activity.posts.get()


def send(client: Client, post: Post, **typed: Any) -> Any:
    return client.post(reverse("desk:opening", args=[post.pk]), typed)


def test_a_lottery_is_announced_and_seen_in_the_list(as_leader: Client, post: Post) -> None:
    page = as_leader.get(reverse("desk:opening", args=[post.pk]), {"mode": "lottery"}).content.decode()
    assert "登记到什么时候" in page and "排队进场" not in page
    listed = reverse("desk:openings", args=[post.activity_id])
    assert "安排放号" in as_leader.get(listed).content.decode()
    assert send(as_leader, post, **LOTTERY).headers["Location"] == listed
    opening = Opening.objects.get()
    assert (opening.mode, opening.opens_at, opening.draws_at) == ("lottery", OPENS, NOW + 4 * HOUR)
    enter(opening, someone())
    page = as_leader.get(listed).content.decode()
    assert "1 人登记" in page and "改安排" in page


def test_stages_are_rows_and_the_first_begins_with_the_opening(
    as_leader: Client, post: Post, place: Place
) -> None:
    rows = ROWS | {
        "stage-0-group": "members", "stage-0-places": "2", "stage-1-group": "region",
        "stage-1-region": place.tree.yushui.code, "stage-1-places": "1", "stage-1-opens_at": "2026-03-05T12:00",
    }  # fmt: skip
    staged = FIRST | rows | {"mode": "staged", "all_opens_at": "2026-03-05T13:00"}
    assert send(as_leader, post, **staged).status_code == 302
    made = list(Opening.objects.get().stages.values_list("group", "value", "places", "opens_at"))
    assert made == [
        ("members", "", 2, OPENS), ("region", place.tree.yushui.code, 1, NOW + 2 * HOUR), ("all", "", 2, NOW + 3 * HOUR),
    ]  # fmt: skip
    page = as_leader.get(reverse("desk:opening", args=[post.pk])).content.decode()
    assert 'value="2026-03-05T12:00"' in page and "取消放号" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (FIRST | {"opens_at": "2026-03-05T09:00"}, "开放时间要在将来"),
        (FIRST | {"opens_at": "never"}, "时间看不懂"),
        (FIRST | {"most_each": "2"}, "限次数要写明"),
        (LOTTERY | {"draws_at": "2026-03-05T12:00"}, "抽签要在登记截止以后"),
        (FIRST | ROWS | {"mode": "staged", "all_opens_at": "2026-03-05T13:00"}, "分批要有 2 到 6 批"),
    ],
)
def test_a_fault_is_said_beside_its_field_and_nothing_is_planned(
    as_leader: Client, post: Post, typed: dict[str, str], said: str
) -> None:
    answer = send(as_leader, post, **typed)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Opening.objects.exists()


def test_it_is_called_off_until_it_begins(as_leader: Client, post: Post) -> None:
    announce(post)
    off = reverse("desk:opening-off", args=[post.pk])
    assert "取消了放号" in as_leader.post(off, follow=True).content.decode()
    assert not Opening.objects.exists()
    announce_lottery(post)
    Opening.objects.update(opens_at=NOW)
    assert "已经开放" in as_leader.post(off, follow=True).content.decode()
    assert as_leader.get(reverse("desk:opening", args=[post.pk])).status_code == 409
    assert Opening.objects.exists()


def test_an_officer_may_strangers_may_not(post: Post, place: Place, sign_in: SignIn) -> None:
    for who, status in (
        (place.officer, 302), (place.stranger, 404), (place.far_officer, 404), (place.member, 403),
    ):  # fmt: skip
        assert send(sign_in(who), post, **FIRST).status_code == status
        Opening.objects.all().delete()
    stranger = sign_in(place.stranger)
    for name, key in (("desk:openings", post.activity_id), ("desk:opening", post.pk)):
        assert stranger.get(reverse(name, args=[key])).status_code == 404
    assert stranger.post(reverse("desk:opening-off", args=[post.pk])).status_code == 404


def test_the_list_costs_the_same_with_three_posts(
    as_leader: Client, post: Post, django_assert_max_num_queries: Any
) -> None:
    announce(post)
    listed = reverse("desk:openings", args=[post.activity_id])
    for _more in range(2):
        with django_assert_max_num_queries(14):
            as_leader.get(listed)
        for _post in range(2):
            announce_lottery(make_post(activity=post.activity))

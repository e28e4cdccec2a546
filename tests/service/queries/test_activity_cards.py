"""The cards of lists: the same activities as the search finds, with everything a card says, in one query."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.paging import BadCursor
from redvest.service.models import Activity
from redvest.service.queries.activity import search_activities, with_card_facts
from redvest.service.queries.activity_cards import (
    ActivityCard,
    Asked,
    activity_page,
    card_of,
    nearest_activities,
)
from tests.factories.registry import CITY, NOW, make_body, make_domain, make_region_tree, make_volunteer
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
HERE = (114.93, 27.81)


def page(after: str | None = None, size: int = 20, **asked: Any) -> list[ActivityCard]:
    return list(activity_page(city=CITY, at=NOW, after=after, size=size, **asked).items)


def walk(size: int, **asked: Any) -> list[ActivityCard]:
    """Every page to the end."""
    seen: list[ActivityCard] = []
    after: str | None = None
    for _ in range(20):
        found = activity_page(city=CITY, at=NOW, after=after, size=size, **asked)
        seen += found.items
        after = found.next
        if after is None:
            return seen
    raise AssertionError("the pages never end")


def lively_city() -> None:
    """Activities that differ in everything that can be asked for."""
    tree = make_region_tree()
    make_domain("xinyu:05", "文明交通")
    for number in range(7):
        activity = make_activity(
            title=f"第{number}场", body=make_body(), starts_at=NOW + (24 + number // 2) * HOUR,
            region=(tree.baihua, tree.qiandong)[number % 2], domain_key=("xinyu:02", "xinyu:05")[number % 2],
            lon=HERE[0] + number / 100, lat=HERE[1],
        )  # fmt: skip
        for places in range(1, number + 1):
            make_post(activity=activity, places=places, taken=number % 2)


def test_a_card_says_what_the_models_say() -> None:
    activity = make_activity(title="陪独居老人买菜", lon=None, lat=None)
    full, free = make_post(activity=activity, places=1), make_post(activity=activity, min_age=16)
    make_signup(post=full, volunteer=make_volunteer())
    for _ in range(2):
        make_signup(post=full, volunteer=make_volunteer(), state="waiting")
    make_signup(post=free, volunteer=make_volunteer(), state="cancelled")

    (card,) = page()

    assert card == card_of(with_card_facts(Activity.objects.all()).get())
    assert (card.id, card.title, card.lon, card.distance_m) == (activity.pk, "陪独居老人买菜", None, None)
    assert (card.region_name, card.body_name) == (activity.region.name, activity.body.name)
    assert {post.id: (post.places, post.waiting, post.min_age) for post in card.posts} == {
        str(full.pk): (1, 2, None),
        str(free.pk): (free.places, 0, 16),
    }


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"open_only": True},
        {"q": "第3场"},
        {"domain": "xinyu:05"},
        {"region_path": "360500/360502/"},
        {"near": HERE},
        {"from_": date(2026, 3, 6)},
        {"to": date(2026, 3, 6), "open_only": True},
    ],
)
@pytest.mark.parametrize("size", [2, 20])
def test_all_pages_together_are_what_the_search_finds(asked: Asked, size: int) -> None:
    lively_city()
    found = search_activities(city=CITY, at=NOW, **asked).order_by("starts_at", "id")

    assert [card._replace(distance_m=None) for card in walk(size, **asked)] == [
        card_of(each) for each in found
    ]
    assert found


def test_posts_come_in_their_order() -> None:
    activity = make_activity()
    for title, order in (("c", 3), ("a", 1), ("b", 2)):
        post = make_post(activity=activity, title=title)
        post.order = order
        post.save()
    assert [post.title for post in page()[0].posts] == ["a", "b", "c"]


def test_an_activity_without_posts_is_a_card_too() -> None:
    make_activity()
    assert page()[0].posts == []


def test_another_city_and_another_moment_are_another_list() -> None:
    make_activity()
    assert len(page()) == 1
    assert not activity_page(city="410800", at=NOW, after=None, size=20).items
    assert not activity_page(city=CITY, at=NOW + timedelta(days=30), after=None, size=20).items


def test_the_nearest_come_first_and_say_how_far() -> None:
    lively_city()
    first = nearest_activities(city=CITY, at=NOW, start=0, size=4, near=HERE)
    rest = nearest_activities(city=CITY, at=NOW, start=4, size=4, near=HERE)

    assert first.next == "4" and rest.next is None
    metres = [card.distance_m for card in (*first.items, *rest.items)]
    assert len(metres) == 7 and metres == sorted(metres, key=lambda each: each or 0)
    assert metres[0] == pytest.approx(0, abs=1) and metres[1] == pytest.approx(983, rel=0.01)


@pytest.mark.parametrize("asked", [{}, {"q": "第"}])
def test_a_broken_cursor_is_said(asked: Asked) -> None:
    for after in ("!!", "WyJ4IiwgInkiXQ"):
        with pytest.raises(BadCursor):
            page(after=after, **asked)


@pytest.mark.parametrize("asked", [{}, {"open_only": True}, {"q": "第"}, {"region_path": "360500/"}])
def test_one_query_whatever_the_size(asked: Asked) -> None:
    page(**asked)
    lively_city()
    with CaptureQueriesContext(connection) as caught:
        assert len(page(**asked)) == (5 if asked.get("open_only") else 7)
    assert len(caught) == 1

"""A series stands in a list once, as the next occurrence that is what was asked; who asks for days sees all of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.db.prepared import KEPT_LENGTH, as_sent
from redvest.service.models import Activity, Post, Series
from redvest.service.queries.activity_cards import (
    ActivityCard,
    _plain_list,
    activity_page,
    nearest_activities,
)
from tests.factories.registry import CITY, NOW
from tests.factories.service import HOUR, make_activity, make_post

pytestmark = pytest.mark.django_db
HERE = (114.93, 27.81)
WEEK = timedelta(weeks=1)


def weekly(count: int, *, title: str = "周六陪老人", begins: Any = NOW + 48 * HOUR) -> list[Activity]:
    """A published series with one post each."""
    first = make_activity(title="排这个系列的", starts_at=begins)
    made = Series.objects.create(
        city=first.city, body=first.body, project=first.project, title=title, region_path=first.region_path,
        rule="FREQ=WEEKLY;BYDAY=SA;UNTIL=20271231", first_on=begins.date(), made_by=first.leader, created_at=NOW,
    )  # fmt: skip
    rows = [
        make_activity(project=first.project, leader=first.leader, title=title, starts_at=begins + n * WEEK)
        for n in range(count)
    ]
    Activity.objects.filter(pk=first.pk).delete()
    for row in rows:
        make_post(activity=row)
        Activity.objects.filter(pk=row.pk).update(
            series=made, occurs_on=row.starts_at.date(), signup_opens_at=NOW - WEEK
        )
    return rows


def page(**asked: Any) -> list[ActivityCard]:
    return list(activity_page(city=CITY, at=asked.pop("at", NOW), after=None, size=20, **asked).items)


def walk(size: int, **asked: Any) -> list[Any]:
    seen: list[Any] = []
    after: str | None = None
    while True:
        found = activity_page(city=CITY, at=NOW, after=after, size=size, **asked)
        seen += [card.id for card in found.items]
        after = found.next
        if after is None:
            return seen


ASKED: list[dict[str, Any]] = [
    {},
    {"open_only": True},
    {"q": "陪老人"},
    {"q": "plr"},
    {"q": "陪老", "open_only": True},
    {"region_path": "360500/360502/"},
    {"domain": "xinyu:02"},
    {"weekdays": (6,)},
    {"near": HERE},
    {"part": "morning", "age": 20, "easy": True},
]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("size", [1, 20])
def test_a_year_of_saturdays_is_one_card_on_whatever_page(asked: dict[str, Any], size: int) -> None:
    first, *_others = weekly(52, title="周六陪老人")
    single = make_activity(
        title="周六陪老人去公园", starts_at=NOW + 48 * HOUR + 4 * WEEK, signup_opens_at=NOW - WEEK
    )
    make_post(activity=single)
    assert walk(size, **asked) == [first.pk, single.pk]


def test_initials_find_it_once_too() -> None:
    first, *_others = weekly(3, title="周六陪老人")
    assert walk(20, q="plr") == [first.pk]
    assert walk(20, q="plx") == []


def test_the_nearest_show_it_once_and_how_far() -> None:
    first, *_others = weekly(5)
    found = nearest_activities(city=CITY, at=NOW, start=0, size=20, near=HERE, within_m=500)
    assert [(card.id, card.ahead) for card in found.items] == [(first.pk, 5)]
    assert found.items[0].distance_m == pytest.approx(0, abs=1)
    Activity.objects.filter(pk=first.pk).update(lon=115.5)
    found = nearest_activities(city=CITY, at=NOW, start=0, size=20, near=HERE, within_m=500)
    assert [card.id for card in found.items] == [_others[0].pk]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"from_": date(2026, 3, 14)}, 3),
        ({"to": date(2026, 3, 14)}, 2),
        ({"from_": date(2026, 3, 14), "to": date(2026, 3, 21)}, 2),
        ({"from_": date(2026, 3, 14), "q": "陪老人", "open_only": True}, 3),
    ],
)
def test_who_asks_for_days_sees_all_on_them(asked: dict[str, Any], shown: int) -> None:
    weekly(4)
    assert len(page(**asked)) == shown


def test_the_card_says_of_which_series_and_how_many_are_still_to_come() -> None:
    rows = weekly(5)
    Activity.objects.filter(pk=rows[4].pk).update(state="cancelled")
    Activity.objects.filter(pk=rows[3].pk).update(state="submitted")
    make_post(activity=make_activity(title="只有一场", starts_at=NOW + 50 * HOUR))
    card, single = page()
    assert (card.series_id, card.ahead) == (Activity.objects.get(pk=rows[0].pk).series_id, 3)
    assert (single.series_id, single.ahead) == (None, 0)


def test_two_series_stand_there_each_once() -> None:
    one, two = weekly(3, title="甲"), weekly(3, title="乙", begins=NOW + 30 * HOUR)
    assert [card.id for card in page()] == [two[0].pk, one[0].pk]


def test_the_next_is_the_next_that_is_what_was_asked() -> None:
    """The first is full, the second is not announced: whoever looks for room is shown the third."""
    first, second, third, _fourth = weekly(4)
    Post.objects.filter(activity=first).update(places=1, taken=1)
    Activity.objects.filter(pk=second.pk).update(state="submitted")
    assert [card.id for card in page()] == [first.pk]
    assert [card.id for card in page(open_only=True)] == [third.pk]
    assert [card.id for card in page(q="陪老人", open_only=True)] == [third.pk]


def test_what_has_begun_gives_way_to_what_is_still_to_come() -> None:
    first, second, third = weekly(3)
    assert [card.id for card in page(at=first.starts_at + HOUR)] == [second.pk]
    assert [card.id for card in page(at=third.starts_at + HOUR)] == [third.pk]
    assert page(at=third.ends_at) == []


def test_occurrences_moved_to_the_same_moment_are_still_one() -> None:
    first, second, _third = weekly(3)
    Activity.objects.filter(pk=second.pk).update(starts_at=first.starts_at, ends_at=first.ends_at)
    assert [card.id for card in page()] == [min(first.pk, second.pk)]


@pytest.mark.parametrize("asked", [*ASKED, {"from_": date(2026, 3, 14)}])
def test_one_query_with_series_as_without(asked: dict[str, Any]) -> None:
    page(**asked)
    weekly(3)
    weekly(30)
    with CaptureQueriesContext(connection) as caught:
        page(**asked)
    assert len(caught) == (2 if "domain" in asked else 1)


@pytest.mark.parametrize("open_only", [False, True])
@pytest.mark.parametrize("further", [False, True])
def test_the_driver_keeps_the_plain_list_as_read(open_only: bool, further: bool) -> None:
    assert len(as_sent(_plain_list(open_only, further, 20).statement)) <= KEPT_LENGTH

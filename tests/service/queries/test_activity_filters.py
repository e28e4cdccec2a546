"""Filters of the list that look at posts: one post has to fit all of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from redvest.core.clock import CHINA
from redvest.service.models import Activity
from redvest.service.queries.activity import search_activities
from redvest.service.queries.activity_calendar import calendar_days
from tests.factories.parts import ask_for, make_course
from tests.factories.registry import CITY, NOW
from tests.factories.service import HOUR, make_activity, make_post

pytestmark = pytest.mark.django_db


def titles(**asked: Any) -> list[str]:
    rows = search_activities(city=CITY, at=NOW, **asked)
    return sorted(rows.order_by().values_list("title", flat=True))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture
def week() -> dict[str, Activity]:
    """Friday morning for grown-ups; Saturday evening with a training; a weekend of two shifts, the first one full."""
    friday = make_activity(title="五", starts_at=at("2026-03-06T09:00"))
    make_post(activity=friday, min_age=18, max_age=60)
    saturday = make_activity(title="六", starts_at=at("2026-03-07T18:00"))
    ask_for(make_post(activity=saturday), make_course(body=saturday.body))
    both = make_activity(title="两天", starts_at=at("2026-03-07T08:00"), hours=32)
    make_post(
        activity=both,
        shift="一",
        places=1,
        taken=1,
        ends_at=at("2026-03-07T12:00"),
        starts_at=at("2026-03-07T08:00"),
    )
    make_post(
        activity=both,
        shift="二",
        starts_at=at("2026-03-08T14:00"),
        ends_at=at("2026-03-08T16:00"),
        max_age=50,
    )
    return {each.title: each for each in (friday, saturday, both)}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"weekdays": (5,)}, ["五"]),
        ({"weekdays": (6,)}, ["两天", "六"]),
        ({"weekdays": (6, 7)}, ["两天", "六"]),
        ({"weekdays": (6,), "open_only": True}, ["六"]),  # of the weekend's shifts only Sunday's has room
        ({"weekdays": (7,), "open_only": True}, ["两天"]),
        ({"part": "morning"}, ["两天", "五"]),
        ({"part": "afternoon"}, ["两天"]),
        ({"part": "evening"}, ["六"]),
        ({"weekdays": (7,), "part": "morning"}, []),
        ({"age": 16}, ["两天", "六"]),
        ({"age": 55}, ["两天", "五", "六"]),
        ({"age": 55, "weekdays": (7,)}, []),
        ({"age": 61}, ["两天", "六"]),
        ({"easy": True}, ["两天", "五"]),
        ({"part": "night"}, ["两天", "五", "六"]),
    ],
)
def test_one_post_fits_everything(
    week: dict[str, Activity], asked: dict[str, Any], expected: list[str]
) -> None:
    assert titles(**asked) == expected


def test_a_qualification_is_not_easy() -> None:
    make_post(activity=make_activity(), qualifications=["doctor"])
    assert titles(easy=True) == []


def test_the_days_of_a_calendar_with_a_few_each_and_how_many(
    week: dict[str, Activity], django_assert_num_queries: Any
) -> None:
    for turn in range(3):
        make_post(
            activity=make_activity(title=f"早{turn}", starts_at=at("2026-03-07T07:00") + turn * HOUR / 2)
        )
    first, last = at("2026-03-06T00:00").date(), at("2026-03-08T00:00").date()
    with django_assert_num_queries(1):
        days = calendar_days(city=CITY, at=NOW, first=first, last=last, each=2)
    assert {day.isoformat(): (found.total, [each.title for each in found.entries]) for day, found in days.items()} == {
        "2026-03-06": (1, ["五"]),
        "2026-03-07": (5, ["早0", "早1"]),
    }  # fmt: skip
    assert calendar_days(city=CITY, at=NOW, first=last, last=last, each=2) == {}
    narrowed = calendar_days(city=CITY, at=NOW, first=first, last=last, each=2, part="evening")
    assert [found.total for found in narrowed.values()] == [1]

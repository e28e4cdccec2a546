"""An activity without its day, and put on another one: nothing is lost but the day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from redvest.core.clock import CHINA
from redvest.service.rules.blueprint import LISTS, PLAIN, POST, blueprint, next_like, on_day

STARTS = datetime(2026, 3, 7, 8, 30, tzinfo=CHINA)  # a Saturday
HOUR = timedelta(hours=1)
FIELDS = dict.fromkeys(PLAIN, "x") | {
    "title": "陪老人买菜",
    "break_minutes": 10,
    "lon": 114.9,
    "dangerous": False,
}
TIMES = {
    "starts_at": STARTS, "ends_at": STARTS + 4 * HOUR, "signup_opens_at": STARTS - 100 * HOUR,
    "signup_closes_at": STARTS - 2 * HOUR,
}  # fmt: skip
WHOLE = (
    dict.fromkeys(POST) | dict.fromkeys(LISTS, ()) | {"title": "陪同员", "starts_at": None, "ends_at": None}
)
SHIFT = WHOLE | {
    "title": "引导员",
    "starts_at": STARTS + HOUR,
    "ends_at": STARTS + 3 * HOUR,
    "skills": ["first-aid"],
}


@pytest.fixture
def content() -> dict:
    return json.loads(json.dumps(blueprint(FIELDS, TIMES, [WHOLE, SHIFT])))


def test_it_is_json_and_knows_no_day(content):
    assert "2026" not in json.dumps(content)
    assert (content["begins"], content["lasts"], content["weekday"]) == (510, 240, 5)


def test_on_another_day_everything_is_at_its_hour(content):
    fields, posts = on_day(content, date(2026, 4, 1))
    begins = datetime(2026, 4, 1, 8, 30, tzinfo=CHINA)
    assert (fields["starts_at"], fields["ends_at"]) == (begins, begins + 4 * HOUR)
    assert fields["signup_closes_at"] == begins - 2 * HOUR
    assert "signup_opens_at" not in fields
    assert {name: fields[name] for name in PLAIN} == FIELDS
    assert (posts[0]["starts_at"], posts[0]["ends_at"]) == (None, None)
    assert (posts[1]["starts_at"], posts[1]["ends_at"]) == (begins + HOUR, begins + 3 * HOUR)
    assert posts[1]["skills"] == ["first-aid"]


def test_putting_it_on_a_day_twice_changes_nothing_of_it(content):
    before = json.dumps(content)
    on_day(content, date(2026, 4, 1))
    assert json.dumps(content) == before


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 5, 10, tzinfo=CHINA), date(2026, 3, 7)),
        (datetime(2026, 3, 7, 10, tzinfo=CHINA), date(2026, 3, 14)),
        (datetime(2026, 3, 6, 23, 59, tzinfo=CHINA), date(2026, 3, 7)),
    ],
)
def test_the_next_day_like_it_is_the_same_weekday_from_tomorrow_on(content, at, day):
    assert next_like(content, at) == day

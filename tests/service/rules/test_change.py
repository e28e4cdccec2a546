"""What differs between an activity before and after, what may not be, and what people are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from redvest.core.clock import CHINA
from redvest.service.rules.change import TOLD, Facts, change_faults, differences, told_words

BEGINS = datetime(2026, 3, 14, 8, 30, tzinfo=CHINA)
HOUR = timedelta(hours=1)
AT = BEGINS - 100 * HOUR
TEXTS = {
    "place_name": "服务站",
    "content": "陪老人",
    "contact_name": "陈小梅",
    "contact_phone": "0790-6440000",
}
FACTS = Facts(
    BEGINS, BEGINS + 4 * HOUR, 20, TEXTS, (114.9, 27.8), ((BEGINS, BEGINS + 2 * HOUR), (None, None)), (5, 8)
)


def test_nothing_different_is_nothing():
    assert differences(FACTS, replace(FACTS)) == ({}, {})


def test_what_differs_is_kept_as_it_was_and_as_it_is():
    moved = replace(FACTS, starts_at=BEGINS + HOUR, ends_at=BEGINS + 5 * HOUR, places=(5, 9))
    before, after = differences(FACTS, moved)
    assert before == {
        "starts_at": "2026-03-14T08:30:00+08:00", "ends_at": "2026-03-14T12:30:00+08:00", "places": "5、8",
    }  # fmt: skip
    assert after["places"] == "5、9"
    assert set(after) & TOLD == {"starts_at", "ends_at"}


def test_of_contacts_only_that_they_changed_is_kept():
    other = replace(FACTS, texts=TEXTS | {"contact_phone": "13812345678"})
    assert differences(FACTS, other) == ({"contact_phone": ""}, {"contact_phone": ""})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": AT, "shifts": ()}, "starts_at"),
        ({"ends_at": BEGINS, "shifts": ()}, "ends_at"),
        ({"ends_at": BEGINS + timedelta(days=32)}, "ends_at"),
        ({"ends_at": BEGINS + 20 * timedelta(minutes=1), "shifts": ()}, "ends_at"),
        ({"ends_at": BEGINS + HOUR}, "ends_at"),
        ({"texts": TEXTS | {"place_name": ""}}, "place_name"),
        ({"texts": TEXTS | {"contact_name": "长" * 61}}, "contact_name"),
        ({"places": (0, 8)}, "places"),
    ],
)
def test_each_fault_stands_beside_its_field(changes: dict[str, Any], field: str):
    assert [name for name, _ in change_faults(replace(FACTS, **changes), AT - HOUR, AT)] == [field]


def test_before_sign_up_opens_nothing_can_begin():
    assert change_faults(FACTS, BEGINS, AT)[0][0] == "starts_at"
    assert change_faults(FACTS, AT, AT) == []


def test_people_are_told_the_new_time_and_place_in_chinas_time():
    after = {"starts_at": "…", "place_name": "文化广场"}
    assert told_words(after, BEGINS, BEGINS + 2 * HOUR) == "时间改为 3月14日 08:30–10:30，地点改为“文化广场”"
    assert told_words({"ends_at": "…"}, BEGINS, BEGINS + 20 * HOUR) == "时间改为 3月14日 08:30–3月15日 04:30"
    assert told_words({"content": "…"}, BEGINS, BEGINS) == ""

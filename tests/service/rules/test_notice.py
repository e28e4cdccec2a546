"""The recruitment notice: each required item, alone and together, and nothing more than what is required."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.notice import Notice, missing_items

WHOLE = Notice(
    title="陪独居老人买菜", content="陪老人去菜场", place_name="百花湖社区服务站", lon=114.93, lat=27.81,
    starts_at=datetime(2026, 3, 6, 1, tzinfo=UTC), ends_at=datetime(2026, 3, 6, 3, tzinfo=UTC), conditions="能提 5 公斤",
    how_to_apply="网上报名", risks="过马路", guarantees="保险、饮水", contact_name="陈小梅", contact_phone="0790-6440000",
    places=[10],
)  # fmt: skip
WORDS = {
    "title": "标题", "content": "服务内容", "place_name": "地点", "conditions": "志愿者条件", "how_to_apply": "报名方式",
    "risks": "可能的风险", "guarantees": "提供的保障", "contact_name": "联系人", "contact_phone": "联系电话",
}  # fmt: skip


def keys(notice: Notice) -> list[str]:
    return [item.key for item in missing_items(notice)]


def test_a_whole_notice_misses_nothing() -> None:
    assert missing_items(WHOLE) == ()


@pytest.mark.parametrize("field", WORDS)
@pytest.mark.parametrize("empty", ["", " ", "\n\t", "　"])
def test_each_text_is_required_and_called_by_its_name(field: str, empty: str) -> None:
    (item,) = missing_items(replace(WHOLE, **{field: empty}))

    assert (item.key, item.words) == (field, WORDS[field])


@pytest.mark.parametrize("gone", [{"lon": None}, {"lat": None}, {"lon": None, "lat": None}])
def test_a_point_on_the_map_is_required_as_a_whole(gone: dict[str, None]) -> None:
    (item,) = missing_items(replace(WHOLE, **gone))

    assert (item.key, item.words) == ("point", "地图上的位置")


@pytest.mark.parametrize(
    "gone", [{"starts_at": None}, {"ends_at": None}, {"starts_at": None, "ends_at": None}]
)
def test_the_time_is_required_as_a_whole(gone: dict[str, None]) -> None:
    (item,) = missing_items(replace(WHOLE, **gone))

    assert (item.key, item.words) == ("time", "服务时间")


@pytest.mark.parametrize("places", [[], [0], [5, 0], [-1], [3, -3]])
def test_posts_with_people_are_required(places: list[int]) -> None:
    (item,) = missing_items(replace(WHOLE, places=places))

    assert (item.key, item.words) == ("posts", "岗位和人数")


@pytest.mark.parametrize("places", [[1], [1, 100_000]])
def test_any_number_of_people_from_one_will_do(places: list[int]) -> None:
    assert keys(replace(WHOLE, places=places)) == []


def test_the_equator_and_greenwich_are_places() -> None:
    assert keys(replace(WHOLE, lon=0.0, lat=0.0)) == []


def test_an_empty_notice_misses_everything_in_the_order_of_the_form() -> None:
    empty = Notice("", "", "", None, None, None, None, "", "", "", "", "", "", [])

    assert keys(empty) == [*WORDS, "point", "time", "posts"]


@given(st.sets(st.sampled_from([*WORDS, "point", "time", "posts"])))
def test_exactly_what_is_absent_is_named(absent: set[str]) -> None:
    without: dict[str, object] = dict.fromkeys(absent & set(WORDS), "")
    if "point" in absent:
        without["lat"] = None
    if "time" in absent:
        without["ends_at"] = None
    if "posts" in absent:
        without["places"] = []

    assert set(keys(replace(WHOLE, **without))) == absent

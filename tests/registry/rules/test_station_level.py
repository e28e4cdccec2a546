"""Levels of stations come from evidence alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.station_level import Item, Method, StationLevel, compare, judge

MARK = Item("mark", "统一标志", "photo", Method.VISIT, "", "mark", 0, 1, 10)
OFFICE = Item("office", "办公场所", "photo", Method.VISIT, "", "office", 1, 1, 10)
TEAM = Item("team", "志愿者队伍", "number", Method.RECORDS, "members", "", 10, 30, 20)
ITEMS = (MARK, OFFICE, TEAM)


def test_all_evidence_makes_a_standardised_station() -> None:
    verdict = judge(ITEMS, ["mark", "office"], {"members": 30})
    assert (verdict.level, verdict.points, verdict.short_of) == (StationLevel.STANDARDISED, 40, ())


def test_one_member_short_is_basic_and_says_why() -> None:
    verdict = judge(ITEMS, ["mark", "office"], {"members": 29})
    assert verdict.level is StationLevel.BASIC
    assert verdict.short_of == ("志愿者队伍：29 人（基础级要 10，规范化要 30）",)


def test_without_an_office_it_is_no_station_yet() -> None:
    verdict = judge(ITEMS, ["mark"], {"members": 30})
    assert verdict.level is StationLevel.NONE
    assert verdict.short_of == ("办公场所：缺少证据",)


def test_a_paper_does_not_replace_the_records() -> None:
    assert judge(ITEMS, ["mark", "office", "team"], {}).level is StationLevel.NONE


def test_an_empty_checklist_gives_no_level() -> None:
    assert judge((), ["mark"], {"members": 30}).level is StationLevel.NONE


def test_points_are_not_given_for_nothing() -> None:
    free = Item("chairs", "有桌椅", "photo", Method.VISIT, "", "chairs", 0, 0, 5)
    assert judge((free,), [], {}).points == 0
    assert judge((free,), ["chairs"], {}).points == 5


def test_two_verdicts_differ_where_the_level_does() -> None:
    good = judge(ITEMS, ["mark", "office"], {"members": 30})
    less = judge(ITEMS, ["office"], {"members": 30})
    (change,) = compare({"a": good, "b": good}, {"a": less, "b": good})
    assert (change.station, change.before, change.after) == (
        "a",
        StationLevel.STANDARDISED,
        StationLevel.BASIC,
    )
    assert change.reasons == ("统一标志：缺少证据",)


@given(st.sets(st.sampled_from(["mark", "office"])), st.integers(0, 60), st.integers(0, 60))
def test_more_people_never_lower_a_level(proved: set[str], members: int, more: int) -> None:
    order = [StationLevel.NONE, StationLevel.BASIC, StationLevel.STANDARDISED]
    low = judge(ITEMS, proved, {"members": members}).level
    high = judge(ITEMS, proved, {"members": members + more}).level
    assert order.index(low) <= order.index(high)

"""Who may have the next star: in order, by hours of grade A to C, by evaluations, without an open finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.choices import StarApprover, StarSpan
from redvest.honour.rules.star import (
    COUNTED,
    LEVELS,
    SETTINGS,
    Change,
    Lacks,
    StarRecord,
    Terms,
    approver_of,
    change_of,
    decides,
    district_path,
    lacks,
    short_of,
)
from redvest.registry.choices import Role
from redvest.registry.rules.setting import RULES
from redvest.registry.rules.standing import GrantAt, Standing
from redvest.service.choices import Grade

USUAL = Terms((100, 300, 600, 1000, 1500))
HOUR = 60

hours_of_levels = st.lists(st.integers(1, 3000), min_size=5, max_size=5, unique=True).map(sorted).map(tuple)
terms = st.builds(Terms, hours_of_levels, st.sampled_from(StarSpan), st.integers(0, 50), st.integers(3, 10))


@st.composite
def records(draw: st.DrawFn) -> StarRecord:
    count = draw(st.integers(0, 12))
    return StarRecord(
        minutes=draw(st.integers(0, 200_000)),
        points=draw(st.integers(3 * count, 15 * count)),
        evaluations=count,
        finding=draw(st.booleans()),
        held=draw(st.frozensets(st.sampled_from(LEVELS))),
    )


def test_the_defaults_of_the_catalogue_are_the_usual_terms() -> None:
    assert Terms.of({key: RULES[key].default for key in SETTINGS}) == USUAL


def test_d_counts_for_nothing() -> None:
    assert set(Grade) - set(COUNTED) == {Grade.D}


@pytest.mark.parametrize(
    ("record", "level", "expected"),
    [
        (StarRecord(100 * HOUR), 1, Lacks()),
        (StarRecord(100 * HOUR - 1), 1, Lacks(minutes=1)),
        (StarRecord(400 * HOUR), 2, Lacks(below=1)),
        (StarRecord(400 * HOUR, held=frozenset({1})), 2, Lacks()),
        (StarRecord(1500 * HOUR, held=frozenset({1, 2, 3})), 5, Lacks(below=4)),
        (StarRecord(100 * HOUR, points=35, evaluations=3), 1, Lacks(score=True)),
        (StarRecord(100 * HOUR, points=36, evaluations=3), 1, Lacks()),  # 4.0 exactly
        (StarRecord(100 * HOUR, points=2 * 3, evaluations=2), 1, Lacks()),  # two say nothing
        (StarRecord(100 * HOUR, finding=True), 1, Lacks(finding=True)),
    ],
)
def test_what_is_missing(record: StarRecord, level: int, expected: Lacks) -> None:
    assert lacks(record, USUAL, level) == expected
    assert bool(expected) == bool(expected.sentences())


def test_what_is_missing_is_said_in_words() -> None:
    said = Lacks(below=2, minutes=95, score=True, finding=True).sentences()
    assert said[0] == "要先有二星。" and said[1] == "还差 1 小时 35 分。" and len(said) == 4


def test_a_score_of_nought_asks_for_none() -> None:
    bad = StarRecord(100 * HOUR, points=9, evaluations=3)
    assert lacks(bad, USUAL, 1).score and not lacks(bad, replace(USUAL, least_tenths=0), 1)


@given(records(), terms, st.sampled_from(LEVELS), st.integers(0, 50_000))
def test_more_hours_never_lack_more(record: StarRecord, asked: Terms, level: int, more: int) -> None:
    richer = replace(record, minutes=record.minutes + more)
    assert lacks(richer, asked, level).minutes <= lacks(record, asked, level).minutes
    assert not (not lacks(record, asked, level) and lacks(richer, asked, level))


@given(records(), terms, st.integers(2, 5))
def test_nobody_has_a_star_without_the_one_below(record: StarRecord, asked: Terms, level: int) -> None:
    without = replace(record, held=record.held - {level - 1})
    assert lacks(without, asked, level).below == level - 1


@given(records())
def test_the_next_star_is_the_lowest_not_held(record: StarRecord) -> None:
    found = record.next_level
    if found is None:
        assert record.held == frozenset(LEVELS)
    else:
        assert found not in record.held and record.held >= set(range(1, found))
        assert lacks(record, USUAL, found).below is None


@given(records(), terms, terms)
def test_a_change_names_exactly_who_gains_and_whose_hours_would_be_short(
    record: StarRecord, old: Terms, new: Terms
) -> None:
    change = change_of(record, record, old, new)
    can = [level for level in LEVELS if level not in record.held and not lacks(record, new, level)]
    could = [level for level in LEVELS if level not in record.held and not lacks(record, old, level)]
    nearest = record.next_level
    assert change.gains == (nearest if nearest in can and nearest not in could else None)
    for level in LEVELS:
        short = level in record.held and old.minutes(level) <= record.minutes < new.minutes(level)
        assert (level in change.below) == short


@given(records(), terms)
def test_no_change_changes_nothing(record: StarRecord, asked: Terms) -> None:
    assert not change_of(record, record, asked, asked)
    assert not Change()


@given(records(), terms, st.integers(0, 500))
def test_asking_for_less_leaves_nobody_short_and_for_more_gives_nobody_a_star(
    record: StarRecord, asked: Terms, more: int
) -> None:
    dearer = replace(asked, hours=tuple(each + more for each in asked.hours))
    assert change_of(record, record, asked, dearer).gains is None
    assert change_of(record, record, dearer, asked).below == ()


def test_the_year_is_the_window_of_an_annual_scale() -> None:
    day = date(2026, 3, 5)
    assert USUAL.window(day) == (None, None)
    annual = replace(USUAL, span=StarSpan.ANNUAL)
    assert annual.window(day) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("360500/360502/360502001/360502001001/", "360500/360502/"),
        ("360500/3605Z1/", "360500/3605Z1/"),
        ("360500/", "360500/"),
        ("", "360500/"),
    ],
)
def test_the_district_of_a_place(path: str, expected: str) -> None:
    assert district_path(path, "360500") == expected


HOME = "360500/360502/360502001/"


@pytest.mark.parametrize(
    ("role", "at", "levels"),
    [
        (Role.REGION_OFFICER, "360500/360502/", {1, 2}),
        (Role.REGION_OFFICER, "360500/", {1, 2}),
        (Role.REGION_OFFICER, "360500/360502/360502001/", set()),
        (Role.REGION_OFFICER, "360500/360521/", set()),
        (Role.CENTRE, "360500/", {1, 2, 3, 4, 5}),
        (Role.CENTRE, "410800/", set()),
        (Role.AUDITOR, "360500/", set()),
    ],
)
def test_who_grants_what(role: Role, at: str, levels: set[int]) -> None:
    by = Standing(None, None, "360500", "", (GrantAt(role, at),))
    assert {level for level in LEVELS if decides(by, level, HOME, "360500")} == levels


def test_the_height_of_who_grants() -> None:
    assert [approver_of(level) for level in LEVELS] == [
        StarApprover.COUNTY, StarApprover.COUNTY, StarApprover.CITY, StarApprover.CITY, StarApprover.PROVINCE
    ]  # fmt: skip


@given(st.integers(0, 9000), st.integers(1, 9000), st.none() | st.integers(0, 9000))
def test_what_a_review_found_enough_is_not_asked_again(
    minutes: int, wanted: int, excused: int | None
) -> None:
    assert not short_of(wanted + minutes, wanted=wanted, excused=excused)
    if excused is not None:
        assert not short_of(max(minutes, excused), wanted=wanted, excused=excused)
        assert short_of(min(wanted, excused) - 1, wanted=wanted, excused=excused)

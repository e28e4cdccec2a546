"""Whatever is asked of the table, what it sums adds up, and nobody is two people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.rules.supply import (
    ANY,
    AXES,
    PARTS_SHOWN,
    Axis,
    Cell,
    Narrowed,
    People,
    Sum,
    laid_out,
    part_at,
    part_of,
    parts_in,
)
from redvest.registry.rules.availability import ALL, PARTS, encode

DOMAINS, PLACES = ("xinyu:02", "xinyu:06", "xinyu:10"), ("360502", "360521", "")
few = st.integers(0, 30)
cells = st.builds(Cell, st.sampled_from(DOMAINS), st.sampled_from(PLACES), st.sampled_from(PARTS_SHOWN))
sums = st.lists(st.tuples(cells, st.builds(Sum, few, few, few, few, few, few)), max_size=12)
crowds = st.lists(
    st.builds(
        People, st.frozensets(st.sampled_from(DOMAINS)), st.sampled_from(PLACES[:2]),
        st.frozensets(st.sampled_from(PARTS)), st.integers(1, 40),
    ),
    max_size=8,
)  # fmt: skip
narrowings = st.builds(
    Narrowed, st.sampled_from(("", *DOMAINS)), st.sampled_from(("", *PLACES[:2])), st.sampled_from(("", *PARTS_SHOWN))
)  # fmt: skip
axes = st.sampled_from(AXES)


@given(sums, crowds, axes, narrowings)
def test_the_lines_add_up_to_the_total(
    found: list[tuple[Cell, Sum]], people: list[People], by: Axis, narrowed: Narrowed
) -> None:
    table = laid_out(found, people, by, narrowed)
    assert sum((line.sum for line in table.lines), Sum()) == table.total.sum
    assert sum(line.short for line in table.lines) == table.total.short
    assert len({line.key for line in table.lines}) == len(table.lines)


@given(sums, crowds, narrowings)
def test_the_total_is_the_same_whichever_way_it_is_cut(
    found: list[tuple[Cell, Sum]], people: list[People], narrowed: Narrowed
) -> None:
    totals = {laid_out(found, people, by, narrowed).total for by in AXES}
    assert len(totals) == 1


@given(sums, crowds, axes)
def test_narrowing_to_each_line_gives_that_line(
    found: list[tuple[Cell, Sum]], people: list[People], by: Axis
) -> None:
    whole = laid_out(found, people, by, Narrowed())
    for line in whole.lines:
        if line.key:  # what is offered beyond one place cannot be asked for by place
            one = laid_out(found, people, by, Narrowed(**{by: line.key})).total
            assert (one.sum, one.people, one.short) == (line.sum, line.people, line.short)


@given(sums, crowds, narrowings)
def test_parts_of_the_whole_make_the_whole(
    found: list[tuple[Cell, Sum]], people: list[People], narrowed: Narrowed
) -> None:
    whole = laid_out(found, people, "domain", narrowed).total
    parts = [part for part in PARTS_SHOWN if narrowed.part in ("", part)]
    pieces = [
        laid_out(found, people, "domain", Narrowed(narrowed.domain, narrowed.place, part)).total
        for part in parts
    ]
    assert sum((each.sum for each in pieces), Sum()) == whole.sum
    assert sum(each.short for each in pieces) == whole.short


@given(sums, crowds, axes, narrowings)
def test_people_are_counted_once_in_a_total_and_once_in_a_line(
    found: list[tuple[Cell, Sum]], people: list[People], by: Axis, narrowed: Narrowed
) -> None:
    table = laid_out(found, people, by, narrowed)
    there = sum(group.count for group in people if narrowed.has_people(group))
    assert table.total.people == there
    assert all(line.people <= there for line in table.lines)
    if by == "place":
        assert sum(line.people for line in table.lines) == there


@given(sums, crowds, narrowings)
def test_what_is_short_is_never_more_than_the_hands_that_wait(
    found: list[tuple[Cell, Sum]], people: list[People], narrowed: Narrowed
) -> None:
    total = laid_out(found, people, "domain", narrowed).total
    assert 0 <= total.short <= total.sum.hands
    assert laid_out(found, [], "domain", narrowed).total.short == total.sum.hands


def test_what_lacks_most_hands_stands_first() -> None:
    found = [
        (Cell("xinyu:02", "360502", "morning"), Sum(asked=9, open=2, hands=2)),
        (Cell("xinyu:10", "360502", "morning"), Sum(asked=1, open=1, hands=8)),
        (Cell("xinyu:06", "360502", ANY), Sum(asked=20)),
    ]
    people = [People(frozenset({"xinyu:02", "xinyu:10"}), "360502", frozenset({"morning"}), 3)]
    table = laid_out(found, people, "domain", Narrowed())
    assert [(line.key, line.people, line.short) for line in table.lines] == [
        ("xinyu:10", 3, 5), ("xinyu:02", 3, 0), ("xinyu:06", 0, 0),
    ]  # fmt: skip
    assert (table.total.people, table.total.short) == (3, 5)


def test_people_elsewhere_or_at_another_time_help_nobody() -> None:
    found = [(Cell("xinyu:02", "360502", "morning"), Sum(open=1, hands=2))]
    for place, part in (("360521", "morning"), ("360502", "evening")):
        crowd = [People(frozenset({"xinyu:02"}), place, frozenset({part}), 9)]
        assert laid_out(found, crowd, "domain", Narrowed()).total.short == 2


def test_who_never_said_when_can_be_asked_at_any_time_only() -> None:
    silent = [People(frozenset({"xinyu:02"}), "360502", frozenset(), 4)]
    lines = {line.key: line.people for line in laid_out([], silent, "part", Narrowed()).lines}
    assert lines == {ANY: 4}
    assert laid_out([], silent, "domain", Narrowed(part="morning")).total.people == 0


@pytest.mark.parametrize(
    ("codes", "part", "parts"),
    [
        ([], ANY, set()),
        (["mon-morning", "sat-morning", "holiday-morning"], "morning", {"morning"}),
        (["mon-evening"], "evening", {"evening"}),
        (["mon-morning", "mon-afternoon"], ANY, {"morning", "afternoon"}),
    ],
)
def test_times_lie_in_one_part_or_in_several(codes: list[str], part: str, parts: set[str]) -> None:
    assert (part_of(encode(codes)), parts_in(encode(codes))) == (part, parts)


def test_hours_and_bits_agree_on_what_a_part_is() -> None:
    assert [part_at(hour) for hour in (0, 11, 12, 17, 18, 23)] == [
        "morning", "morning", "afternoon", "afternoon", "evening", "evening",
    ]  # fmt: skip
    assert parts_in(ALL) == set(PARTS) and part_of(ALL) == ANY

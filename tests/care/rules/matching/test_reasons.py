"""Reasons are true: each code holds where it is given, the rules read the same as the choice, and nobody goes without one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from redvest.care.rules.matching.eligible import against, distance
from redvest.care.rules.matching.match import Matching, match
from redvest.care.rules.matching.reasons import IDLE_DAYS, NEAR_M, Reason, behind_in, sum_of, why, why_not
from redvest.care.rules.matching.world import NEW, Weights, World
from tests.care.rules.matching.worlds import (
    ALWAYS,
    CHILDREN,
    DRIVER,
    ELDERS,
    FAR_OFF,
    FURTHER,
    MORNING,
    NEXT,
    NURSE,
    TUESDAY,
    need,
    volunteer,
    world,
    worlds,
)


def codes(person: dict[str, Any], asked: dict[str, Any]) -> list[Reason]:
    return why(world([person], [asked]), 0, 0)


@pytest.mark.parametrize(
    ("person", "asked", "reason"),
    [
        ({}, {}, Reason("near", 0)),
        ({}, {}, Reason("free")),
        ({}, {"when": 0}, Reason("any-time")),
        ({"slots": 0}, {}, Reason("unsaid")),
        ({"skills": NURSE | DRIVER}, {"skills": NURSE}, Reason("skill", bits=NURSE)),
        ({"papers": NURSE | DRIVER}, {"papers": DRIVER}, Reason("papers", bits=DRIVER)),
        ({"likes": ELDERS | CHILDREN}, {"domain": CHILDREN}, Reason("likes", bits=CHILDREN)),
        ({"idle": IDLE_DAYS}, {}, Reason("idle", IDLE_DAYS)),
        ({"idle": NEW}, {}, Reason("new")),
    ],
)
def test_what_speaks_for_somebody(person: dict[str, Any], asked: dict[str, Any], reason: Reason) -> None:
    assert reason in codes(volunteer(**person), need(**asked))


@pytest.mark.parametrize(
    ("person", "asked", "code"),
    [
        ({"cell": FAR_OFF}, {}, "near"),
        ({"slots": 0}, {}, "free"),
        ({}, {"when": 0}, "free"),
        ({}, {"when": 0}, "unsaid"),
        ({"skills": NURSE}, {"skills": DRIVER}, "skill"),
        ({"skills": NURSE}, {}, "skill"),
        ({"papers": NURSE}, {}, "papers"),
        ({"likes": CHILDREN}, {"domain": ELDERS}, "likes"),
        ({"idle": IDLE_DAYS - 1}, {}, "idle"),
        ({"idle": NEW}, {}, "idle"),
    ],
)
def test_what_does_not_hold_is_not_told(person: dict[str, Any], asked: dict[str, Any], code: str) -> None:
    assert code not in [each.code for each in codes(volunteer(**person), need(**asked))]


@settings(max_examples=80, deadline=None)
@given(worlds(most_people=8, most_needs=6))
def test_everybody_proposed_has_a_reason_and_each_is_true(asked: World) -> None:
    people, needs = asked.volunteers, asked.needs
    for n, v in match(asked).pairs():
        reasons = {each.code: each for each in why(asked, n, v)}
        assert len(reasons) >= 1 and {"free", "unsaid", "any-time"} & set(reasons)
        assert ("near" in reasons) == (distance(asked, n, v) <= NEAR_M)
        shared = int(people.slots[v] & needs.when[n])
        assert ("free" in reasons) == bool(shared == needs.when[n] != 0 or (shared and not needs.fixed[n]))
        assert ("skill" in reasons) == bool(people.skills[v] & needs.skills[n])
        assert ("new" in reasons) == (people.idle[v] == NEW)
        if "papers" in reasons:
            assert reasons["papers"].bits & ~people.papers[v] == 0


@settings(max_examples=120, deadline=None)
@given(worlds(most_people=8, most_needs=6))
def test_everybody_else_has_a_true_reason_why_not(asked: World) -> None:
    found = match(asked)
    for n in range(len(asked.needs)):
        for v in range(len(asked.volunteers)):
            told = why_not(found, n, v)
            assert (told.code == "chosen") == ((n, v) in found.pairs())
            if told.code != "chosen":
                _holds(found, n, v, told)


def _holds(found: Matching, n: int, v: int, told: Reason) -> None:
    asked, theirs = found.board.world, found.needs_of(v).tolist()
    if forbidden := against(asked, n, v):
        assert told.code == forbidden
    elif told.code == "same-day":
        assert any(asked.needs.day[each] == asked.needs.day[n] for each in theirs)
    elif told.code == "other-needs":
        assert told.figure == len(theirs) == int(asked.volunteers.room[v])
    elif told.code == "others-first":
        others = found.volunteers_of(n).tolist()
        assert len(others) == told.figure == int(asked.needs.places[n])
        assert all(
            sum_of(found, n, each) <= sum_of(found, n, v)
            for each in others
            if found.needs_of(each).tolist() == [n]
        )
    else:
        assert told.code == "not-worth-it" and found.open[n] > 0
        assert sum_of(found, n, v) >= asked.weights.open * (1 + int(asked.needs.urgency[n]))


def test_the_missing_paper_is_named() -> None:
    found = match(world([volunteer(papers=NURSE)], [need(papers=NURSE | DRIVER)]))
    assert why_not(found, 0, 0) == Reason("papers", bits=DRIVER)


def test_who_goes_elsewhere_that_day_is_told_so_and_who_has_enough_too() -> None:
    found = match(
        world([volunteer(room=2)], [need(), need(cell=NEXT), need(day=TUESDAY), need(day=0, cell=FURTHER)])
    )
    assert found.pairs() == [(0, 0), (2, 0)]
    assert why_not(found, 1, 0) == Reason("same-day")
    assert why_not(found, 3, 0) == Reason("other-needs", 2)


def test_a_place_may_be_better_left_open() -> None:
    found = match(world([volunteer(load=9)], [need()], weights=Weights(open=6_000)))
    assert why_not(found, 0, 0) == Reason("not-worth-it")


@pytest.mark.parametrize(
    ("chosen", "left", "asked", "code"),
    [
        ({}, {"cell": NEXT}, {}, "way"),
        ({"skills": NURSE}, {}, {"skills": NURSE}, "skill"),
        ({"slots": ALWAYS}, {"slots": 0}, {"when": MORNING}, "unsaid"),
        ({"likes": ELDERS}, {"likes": CHILDREN}, {"domain": ELDERS}, "other"),
        ({"load": 0}, {"load": 1}, {}, "turns"),
        ({"idle": 20}, {"idle": 2}, {}, "turns"),
        ({}, {}, {}, ""),
    ],
)
def test_in_what_somebody_is_behind(
    chosen: dict[str, Any], left: dict[str, Any], asked: dict[str, Any], code: str
) -> None:
    found = match(world([volunteer(**chosen), volunteer(**left)], [need(**asked)]))
    other = 1 - found.pairs()[0][1]
    assert why_not(found, 0, other) == Reason("others-first", 1)
    assert behind_in(found, 0, other) == code
    if code:
        assert other == 1


def test_nobody_is_behind_where_nobody_is_proposed() -> None:
    assert behind_in(match(world([volunteer(room=0)], [need()])), 0, 0) == ""

"""Each rule at its edge, the order in which they are told, and that all pairs at once say what one by one says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from redvest.care.rules.matching.eligible import (
    OF_PAIR,
    OF_PERSON,
    against,
    allowed,
    distance,
    reachable,
    sight,
)
from redvest.care.rules.matching.world import World
from tests.care.rules.matching.worlds import (
    CHILDREN,
    DRIVER,
    ELDERS,
    EVENING,
    FAR_OFF,
    FURTHER,
    MORNING,
    NEXT,
    NURSE,
    need,
    volunteer,
    world,
    worlds,
)


def told(person: dict[str, Any], asked: dict[str, Any], **more: Any) -> str:
    return against(world([person], [asked], **more), 0, 0)


@pytest.mark.parametrize(
    ("person", "asked", "code"),
    [
        ({}, {}, ""),
        ({"declines": True}, {}, "declines"),
        ({"quiet": True}, {}, "quiet"),
        ({"room": 0}, {}, "no-room"),
        ({"room": -1}, {}, "no-room"),
        ({"shuns": CHILDREN}, {"domain": CHILDREN}, "shuns"),
        ({"shuns": CHILDREN}, {"domain": ELDERS}, ""),
        ({"slots": MORNING}, {"when": EVENING}, "not-free"),
        ({"slots": MORNING}, {"when": MORNING | EVENING}, "not-free"),
        ({"slots": MORNING | EVENING}, {"when": MORNING | EVENING}, ""),
        ({"slots": MORNING}, {"when": MORNING | EVENING, "fixed": False}, ""),  # any of these times would do
        ({"slots": EVENING}, {"when": MORNING, "fixed": False}, "not-free"),
        ({"slots": MORNING}, {"when": 0, "fixed": False}, ""),
        ({"slots": MORNING}, {"when": 0}, ""),
        ({"slots": 0}, {"when": EVENING}, ""),  # never said: may be asked
        ({"cell": FAR_OFF}, {"reach_m": 3_000}, "too-far"),
        ({"cell": FAR_OFF}, {"reach_m": 15_000}, ""),
        ({"cell": FURTHER, "reach_m": 1_000}, {}, "too-far"),
        ({"cell": FURTHER, "reach_m": 5_000}, {}, ""),
        ({"papers": DRIVER}, {"papers": NURSE}, "papers"),
        ({"papers": NURSE}, {"papers": NURSE | DRIVER}, "papers"),
        ({"papers": NURSE | DRIVER}, {"papers": NURSE}, ""),
        ({"born": 20101130}, {"min_age": 16}, ""),  # sixteen on the day
        ({"born": 20101201}, {"min_age": 16}, "too-young"),  # a day later
        ({"born": 20101129}, {"min_age": 16, "day": 0}, "too-young"),  # no day yet: today counts
        ({"born": 20101128}, {"min_age": 16, "day": 0}, ""),
        ({"born": 0}, {"min_age": 16}, "too-young"),
        ({"born": 0}, {}, ""),
        ({"born": 20081130}, {"dangerous": True}, ""),
        ({"born": 20081201}, {"dangerous": True}, "too-young"),
        ({"born": 0}, {"dangerous": True}, "too-young"),
        ({"born": 20081201}, {"dangerous": True, "min_age": 10}, "too-young"),
    ],
)  # fmt: skip
def test_each_rule_at_its_edge(person: dict[str, Any], asked: dict[str, Any], code: str) -> None:
    assert told(volunteer(**person), need(**asked)) == code


def test_a_no_counts_for_that_need_and_that_person_only() -> None:
    asked = world([volunteer(), volunteer()], [need(), need()], refused=((1, 0),))
    assert [against(asked, n, v) for n in (0, 1) for v in (0, 1)] == ["", "", "refused", ""]


@pytest.mark.parametrize("name", ["refused", "busy", "lapsed"])
def test_what_is_known_of_a_pair_counts_for_it_alone(name: str) -> None:
    asked = world([volunteer(), volunteer()], [need(), need()], **{name: ((0, 1), (1, 0))})  # type: ignore[arg-type]
    assert [against(asked, n, v) for n in (0, 1) for v in (0, 1)] == ["", name, name, ""]


def test_the_limit_of_a_way_is_still_on_it() -> None:
    asked = world([volunteer(cell=NEXT)], [need()])
    metres = distance(asked, 0, 0)
    assert told(volunteer(cell=NEXT), need(reach_m=metres)) == ""
    assert told(volunteer(cell=NEXT), need(reach_m=metres - 1)) == "too-far"


def test_what_somebody_wants_is_told_before_what_they_lack() -> None:
    everything = volunteer(
        declines=True, quiet=True, room=0, shuns=ELDERS, slots=EVENING, cell=FAR_OFF, born=0
    )
    asked = need(papers=NURSE, min_age=18, reach_m=500)
    codes = []
    for mended in (
        {"declines": False}, {"quiet": False}, {"room": 1}, {"shuns": 0}, {"slots": 0}, {"reach_m": 0, "cell": need()["cell"]},
        {"papers": NURSE}, {"born": 19800101},
    ):  # fmt: skip
        codes.append(told(everything, asked))
        everything |= mended
    assert codes == ["declines", "quiet", "no-room", "shuns", "not-free", "too-far", "papers", "too-young"]
    assert told(everything, asked) == ""
    of_pairs = ("refused", "busy", "lapsed")
    assert codes == [code for code, _rule in (*OF_PERSON, *OF_PAIR) if code not in of_pairs]


@settings(max_examples=80, deadline=None)
@given(worlds(most_people=8, most_needs=6))
def test_all_pairs_at_once_say_what_one_by_one_says(asked: World) -> None:
    needs, people = np.arange(len(asked.needs)), np.arange(len(asked.volunteers))
    metres = np.array([[distance(asked, n, v) for v in people] for n in needs], dtype=np.int64)
    metres = metres.reshape(len(needs), len(people))
    found = allowed(sight(asked, needs, people, metres)) & reachable(asked.volunteers)
    assert found.tolist() == [[not against(asked, n, v) for v in people.tolist()] for n in needs.tolist()]

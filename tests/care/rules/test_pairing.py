"""A free place among five, how far a silence has gone, and counts that add up: held for all inputs."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.choices import SilenceStage
from redvest.care.rules.pairing import FIVE, clean_words, free_slot, next_to_tell, silence_stage
from redvest.care.rules.pairing_coverage import NOTHING, Coverage, below, total


@given(st.sets(st.integers(1, FIVE)))
def test_a_free_place_is_one_that_nobody_has(given_slots: set[int]) -> None:
    slot = free_slot(given_slots)
    if len(given_slots) == FIVE:
        assert slot is None
    else:
        assert slot is not None and 1 <= slot <= FIVE and slot not in given_slots


@given(st.integers(0, 1000), st.integers(7, 365), st.integers(1, 180))
def test_silence_only_climbs(days: int, first: int, step: int) -> None:
    order = [None, *SilenceStage]
    now, later = (silence_stage(n, first=first, step=step) for n in (days, days + 1))
    assert order.index(now) <= order.index(later)
    assert (now is None) == (days < first)
    assert silence_stage(first + 2 * step, first=first, step=step) is SilenceStage.PLACE


STAGES = list(SilenceStage)


@given(st.one_of(st.none(), st.sampled_from(STAGES)), st.sets(st.sampled_from(STAGES)), st.booleans())
def test_nobody_hears_twice_nor_before_the_one_below(
    due: SilenceStage | None, told: set[SilenceStage], waited: bool
) -> None:
    following = next_to_tell(due, told, waited=waited)
    if following is None:
        return
    assert due is not None and STAGES.index(following) <= STAGES.index(due)
    assert following not in told and (waited or not told)
    assert all(STAGES.index(each) < STAGES.index(following) for each in told)
    assert following is SilenceStage.HELPER or STAGES[STAGES.index(following) - 1] in told


def test_a_silence_left_alone_reaches_everybody_once() -> None:
    told: list[SilenceStage] = []
    while (one := next_to_tell(SilenceStage.PLACE, told, waited=True)) is not None:
        told.append(one)
    assert told == STAGES


@pytest.mark.parametrize(
    ("typed", "kept"), [(" 嗯 ", ""), ("", ""), (" 调 走 ", "调 走"), ("长" * 300, "长" * 100)]
)
def test_words_that_say_something(typed: str, kept: str) -> None:
    assert clean_words(typed, 100) == kept


counts = st.integers(0, 500)
coverages = st.builds(Coverage, *[counts] * len(fields(Coverage)))


@given(coverages, coverages, coverages)
def test_adding_is_adding(one: Coverage, two: Coverage, three: Coverage) -> None:
    assert one + two == two + one and (one + two) + three == one + (two + three)
    assert one + NOTHING == one and total([one, two, three]) == one + two + three
    for said in (
        "households_lacking",
        "members_lacking",
        "short",
        "hands_lacking",
        "zones_lacking",
        "gaps",
        "wanted",
    ):
        assert getattr(one + two, said) == getattr(one, said) + getattr(two, said)


paths = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(
    lambda parts: "".join(f"{each}/" for each in parts)
)


@given(st.dictionaries(paths, coverages))
def test_a_place_is_the_sum_of_what_lies_below_it(found: dict[str, Coverage]) -> None:
    """Whatever lies at a place itself and below each of its parts makes up the whole, at every level."""
    for path in ("a/", "a/b/", "b/a/a/"):
        own = found.get(path, NOTHING)
        assert below(path, found) == own + below(f"{path}a/", found) + below(f"{path}b/", found)
    assert below("a/", found) + below("b/", found) == total(found.values())


def test_nothing_is_empty() -> None:
    assert NOTHING.empty and not Coverage(zones=1).empty

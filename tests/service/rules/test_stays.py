"""Stays as a function of the set of passages: no order of arrival changes them."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from redvest.service.choices import Direction
from redvest.service.rules.stays import Passage, Stay, stays_of
from tests.factories.registry import NOW

IN, OUT = Direction.IN, Direction.OUT
PASSAGES = st.lists(
    st.builds(
        lambda minutes, direction, proof: Passage(
            NOW + timedelta(minutes=minutes), direction, frozenset({proof})
        ),
        st.integers(0, 240),
        st.sampled_from([IN, OUT]),
        st.sampled_from(["leader-scan", "leader-tick", "venue-code"]),
    ),
    max_size=12,
)


def went(minutes: int, direction: Direction, *proofs: str) -> Passage:
    return Passage(NOW + timedelta(minutes=minutes), direction, frozenset(proofs))


def stay(begins: int, ends: int | None, *proofs: str) -> Stay:
    end = None if ends is None else NOW + timedelta(minutes=ends)
    return Stay(NOW + timedelta(minutes=begins), end, proofs)


def test_nobody_passed() -> None:
    assert stays_of([]) == []


def test_a_second_way_in_strengthens_and_a_second_way_out_extends() -> None:
    passed = [went(0, IN, "leader-tick"), went(2, IN, "leader-scan"), went(60, OUT), went(90, OUT)]
    assert stays_of(passed) == [stay(0, 90, "leader-scan", "leader-tick")]


def test_who_leaves_and_comes_back_has_two_stays() -> None:
    passed = [went(0, IN), went(60, OUT), went(90, IN)]
    assert stays_of(passed) == [stay(0, 60), stay(90, None)]


def test_a_way_in_that_arrives_late_divides_what_looked_like_one_stay() -> None:
    known = [went(0, IN), went(60, OUT), went(120, OUT)]
    assert stays_of(known) == [stay(0, 120)]
    assert stays_of([*known, went(90, IN)]) == [stay(0, 60), stay(90, 120)]


def test_a_way_out_before_every_way_in_belongs_to_none() -> None:
    assert stays_of([went(0, OUT), went(10, IN)]) == [stay(10, None)]


@given(PASSAGES, st.randoms())
def test_the_order_of_arrival_does_not_matter(passed: list[Passage], chance: object) -> None:
    mixed = list(passed)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert stays_of(mixed) == stays_of(passed)


@given(PASSAGES)
def test_stays_are_apart_in_order_and_only_the_last_is_open(passed: list[Passage]) -> None:
    stays = stays_of(passed)
    assert all(each.out_at is not None for each in stays[:-1])
    for before, after in pairwise(stays):
        assert before.out_at is not None
        assert before.in_at <= before.out_at <= after.in_at


@given(PASSAGES)
def test_the_same_passage_twice_is_one(passed: list[Passage]) -> None:
    assert stays_of([*passed, *passed]) == stays_of(passed)


@given(PASSAGES)
def test_the_ends_of_stays_add_nothing_new(passed: list[Passage]) -> None:
    """Rows keep only their ends; told again beside the scans they change no stay."""
    stays = stays_of(passed)
    ends = [Passage(each.in_at, IN, frozenset()) for each in stays]
    ends += [Passage(each.out_at, OUT, frozenset()) for each in stays if each.out_at]
    assert stays_of([*passed, *ends]) == stays

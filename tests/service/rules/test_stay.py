"""Stays: what ways in and out make of them, in whatever order they come, and what of them is proven."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.evidence import is_strong
from redvest.service.rules.stay import Move, Span, Stay, Way, fold

NINE = datetime(2026, 3, 5, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEADER, VENUE, TICK, CARD = "leader-scan", "venue-code", "leader-tick", "card-scan"


def come(minute: int, *kinds: str) -> Move:
    return Move(NINE + minute * MINUTE, Way.IN, frozenset(kinds or (LEADER,)))


def go(minute: int, *kinds: str) -> Move:
    return Move(NINE + minute * MINUTE, Way.OUT, frozenset(kinds or (LEADER,)))


def still(minute: int, *kinds: str) -> Move:
    return Move(NINE + minute * MINUTE, Way.INSIDE, frozenset(("ping", *kinds)))


def minutes(span: Span) -> tuple[int, int] | None:
    return (
        None
        if span.first is None or span.last is None
        else tuple((t - NINE) // MINUTE for t in (span.first, span.last))
    )  # type: ignore[return-value]


def stays(*moves: Move) -> list[tuple[int, int | None, list[str]]]:
    """Minutes of coming and going, and what both ends support."""
    return [
        ((stay.in_at - NINE) // MINUTE, stay.out_at and (stay.out_at - NINE) // MINUTE, stay.supported())
        for stay in fold(moves)[0]
    ]


def only(*moves: Move) -> Stay:
    (stay,) = fold(moves)[0]
    return stay


def test_in_and_out_are_one_stay() -> None:
    assert stays(come(5)) == [(5, None, [LEADER])]
    assert stays(come(5), go(65)) == [(5, 65, [LEADER])]


def test_a_second_way_in_strengthens_the_open_stay() -> None:
    assert stays(come(5), come(7, VENUE), come(9, VENUE)) == [(5, None, [LEADER, VENUE])]


def test_an_earlier_way_in_that_comes_later_moves_the_beginning() -> None:
    assert stays(come(7), come(2, VENUE)) == [(2, None, [LEADER, VENUE])]


def test_a_later_way_out_extends_and_an_earlier_one_changes_nothing() -> None:
    assert stays(come(0), go(60), go(90), go(70)) == [(0, 90, [LEADER])]


def test_coming_back_is_a_second_stay() -> None:
    assert stays(come(0), go(30), come(60), go(90)) == [(0, 30, [LEADER]), (60, 90, [LEADER])]


def test_a_way_out_before_the_open_stay_extends_the_one_before_it() -> None:
    assert stays(come(0), go(30), come(60), go(40)) == [(0, 40, [LEADER]), (60, None, [LEADER])]


def test_a_way_out_without_a_way_in_waits() -> None:
    early = go(30)

    assert fold([early]) == ([], [early])
    assert fold([early, come(60)])[1] == [early]
    assert fold([early, come(10)])[1] == []
    assert stays(early, come(10)) == [(10, 30, [LEADER])]


def test_in_and_out_at_one_moment_is_a_stay_of_no_length() -> None:
    assert stays(go(5), come(5)) == [(5, 5, [LEADER])]


def test_one_proof_at_each_end_is_what_both_support() -> None:
    stay = only(come(0), go(60, VENUE))

    assert stay.supported() == [LEADER, VENUE]
    assert minutes(stay.proven) == (0, 60)


def test_a_scan_and_the_leaders_hand_prove_no_time() -> None:
    for moves in ((come(0), go(60, TICK)), (come(0, TICK), go(60))):
        stay = only(*moves)
        assert stay.supported() == [TICK]
        assert stay.proven.is_empty


def test_a_second_scan_inside_backs_the_time_up_to_it() -> None:
    stay = only(come(0), come(40, VENUE), go(60, TICK))

    assert stay.supported() == [LEADER, TICK, VENUE]
    assert minutes(stay.proven) == (0, 40)


def test_a_word_from_the_middle_adds_no_time_with_a_place_or_without() -> None:
    without = only(come(0), still(40), go(60, TICK))
    located = only(come(0), still(40, "location"), go(60, TICK))

    assert without.supported() == [TICK, "ping"] or without.supported() == sorted([TICK, "ping"])
    assert without.proven.is_empty and located.proven.is_empty and located.strong.is_empty


def test_a_tick_close_to_a_scan_goes_along_with_it() -> None:
    assert minutes(only(come(0, TICK), come(8), go(60)).proven) == (0, 60)
    assert minutes(only(come(0, TICK), come(11), go(60)).proven) == (11, 60)
    assert minutes(only(come(0), go(8, TICK)).proven) == (0, 0), "one moment stays one moment"


def test_a_place_counts_only_where_both_ends_stand_by_themselves() -> None:
    both = only(come(0, VENUE, "location"), go(60, VENUE, "location"))
    one = only(come(0, VENUE, "location"), go(60, VENUE))

    assert both.supported() == ["location", VENUE]
    assert one.supported() == [VENUE]
    assert not is_strong(frozenset(one.supported()))


KINDS = st.sampled_from([(LEADER,), (VENUE,), (VENUE, "location"), (TICK,), (CARD,)])
MOVES = st.lists(
    st.builds(
        lambda minute, way, kinds, key: Move(NINE + minute * MINUTE, way, frozenset(kinds), f"n{key}"),
        st.integers(0, 120), st.sampled_from(Way), KINDS, st.integers(0, 999),
    ),
    max_size=12,
)  # fmt: skip


@given(MOVES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(moves: list[Move], chance: object) -> None:
    shuffled = list(moves)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert fold(shuffled) == fold(moves)


@given(MOVES)
def test_only_the_last_stay_is_open_and_they_follow_each_other(moves: list[Move]) -> None:
    found, _early = fold(moves)

    assert all(stay.out_at is not None for stay in found[:-1])
    for first, second in pairwise(found):
        assert first.out_at is not None
        assert first.in_at <= first.out_at <= second.in_at


@given(MOVES)
def test_what_is_proven_lies_within_the_stay_and_what_is_strong_within_that(moves: list[Move]) -> None:
    for stay in fold(moves)[0]:
        assert all(move.at >= stay.in_at for move in moves if move.at == stay.proven.first)
        if stay.proven.first and stay.proven.last and stay.out_at:
            assert stay.in_at <= stay.proven.first <= stay.proven.last <= stay.out_at
        if stay.strong.first and stay.strong.last and stay.proven.first and stay.proven.last:
            assert stay.proven.first <= stay.strong.first
            assert stay.strong.last <= stay.proven.last

"""The order of a lottery: a permutation that follows from seed, beacon and list alone, written down with a known case."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.lottery import beacon_of, draw_order, list_digest, seed_digest, ticket_key

SEED, BEACON = "00" * 31 + "2a", beacon_of("redvest/360500\n7\n")
NUMBERS = st.sets(st.integers(1, 100_000), max_size=60)
HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_a_key_is_the_digest_of_three_lines_and_a_seed_is_promised_as_bytes() -> None:
    assert ticket_key(SEED, BEACON, 17) == sha256(f"{SEED}\n{BEACON}\n17".encode()).hexdigest()
    assert seed_digest(SEED) == sha256(b"\0" * 31 + b"*").hexdigest()
    assert list_digest([2, 1, 10]) == sha256(b"1\n2\n10\n").hexdigest()
    assert draw_order(SEED, BEACON, [1, 2, 3, 4, 5]) == [4, 5, 1, 3, 2]


@given(HEX, HEX, NUMBERS)
def test_everybody_is_drawn_once_whatever_order_the_list_comes_in(
    seed: str, beacon: str, numbers: set[int]
) -> None:
    drawn = draw_order(seed, beacon, sorted(numbers))
    assert sorted(drawn) == sorted(numbers)
    assert drawn == draw_order(seed, beacon, sorted(numbers, reverse=True))
    assert list_digest(drawn) == list_digest(numbers)


@given(HEX, HEX, NUMBERS.filter(lambda some: len(some) > 2))
def test_who_withdraws_changes_nothing_in_the_order_of_the_others(
    seed: str, beacon: str, numbers: set[int]
) -> None:
    gone = min(numbers)
    whole = [number for number in draw_order(seed, beacon, numbers) if number != gone]
    assert whole == draw_order(seed, beacon, numbers - {gone})


def test_every_ticket_is_first_about_as_often() -> None:
    firsts = [draw_order(seed_digest(f"{n:064x}"), BEACON, range(1, 6))[0] for n in range(2_000)]
    assert all(320 < firsts.count(number) < 480 for number in range(1, 6))

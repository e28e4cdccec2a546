"""Volunteer numbers: a permutation of serials behind a check digit that catches what people mistype."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.volunteer_number import (
    SERIALS,
    VolunteerNumbersExhausted,
    grouped,
    is_valid,
    normalise,
    number_for,
)

KEY = b"a key of the test, 32 bytes long"
SERIAL = st.integers(0, SERIALS - 1)


@given(SERIAL)
def test_a_number_is_the_city_seven_digits_and_a_check(serial: int) -> None:
    number = number_for("3605", serial, KEY)
    assert re.fullmatch(r"3605[0-9]{8}", number)
    assert is_valid(number)


@given(st.lists(SERIAL, unique=True, min_size=2, max_size=300))
def test_different_serials_never_share_a_number(serials: list[int]) -> None:
    assert len({number_for("3605", serial, KEY) for serial in serials}) == len(serials)


@pytest.mark.parametrize("start", [0, 3_199, 4_999_000, SERIALS - 60_000])
def test_a_long_run_of_serials_has_no_repeats(start: int) -> None:
    numbers = {number_for("3605", serial, KEY) for serial in range(start, start + 60_000)}
    assert len(numbers) == 60_000


def test_the_same_serial_always_has_the_same_number() -> None:
    assert number_for("3605", 41, KEY) == number_for("3605", 41, bytes(KEY))


def test_key_and_city_both_change_the_permutation() -> None:
    def bodies(prefix: str, key: bytes) -> list[str]:
        return [number_for(prefix, serial, key)[4:11] for serial in range(50)]

    ours = bodies("3605", KEY)
    assert sum(a == b for a, b in zip(ours, bodies("4108", KEY), strict=True)) <= 1
    assert sum(a == b for a, b in zip(ours, bodies("3605", KEY[::-1]), strict=True)) <= 1


def test_numbers_in_turn_say_nothing_about_the_count() -> None:
    bodies = [int(number_for("3605", serial, KEY)[4:11]) for serial in range(2_000)]
    rising = sum(earlier < later for earlier, later in pairwise(bodies))
    assert 850 < rising < 1150
    assert max(bodies) > 9_900_000
    assert min(bodies) < 100_000
    assert min(abs(later - earlier) for earlier, later in pairwise(bodies)) > 0
    # Each tenth of the range holds about a tenth of the numbers.
    tenths = [0] * 10
    for body in bodies:
        tenths[body // 1_000_000] += 1
    assert all(140 < count < 260 for count in tenths)


@pytest.mark.parametrize("modulus", [10, 128, 3_125, 3_200])
def test_no_remainder_of_the_serial_shines_through(modulus: int) -> None:
    serials = range(0, SERIALS, 4_999)
    kept = sum(int(number_for("3605", s, KEY)[4:11]) % modulus == s % modulus for s in serials)
    assert kept < 2 * len(serials) / modulus + 12


@given(st.data(), SERIAL)
def test_every_single_wrong_digit_is_caught(data: st.DataObject, serial: int) -> None:
    number = number_for("3605", serial, KEY)
    place = data.draw(st.integers(0, 11))
    for wrong in "0123456789":
        changed = number[:place] + wrong + number[place + 1 :]
        assert is_valid(changed) == (wrong == number[place])


@given(SERIAL)
def test_every_swap_of_neighbours_is_caught(serial: int) -> None:
    number = number_for("4108", serial, KEY)
    for place in range(11):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert is_valid(swapped) == (swapped == number)


def test_one_body_in_ten_thousand_has_exactly_one_check_digit() -> None:
    for tail in range(0, 10_000, 37):
        body = f"3605221{tail:04d}"
        assert sum(is_valid(body + digit) for digit in "0123456789") == 1


@pytest.mark.parametrize("serial", [SERIALS, SERIALS + 5])
def test_a_city_runs_out_after_ten_million(serial: int) -> None:
    assert number_for("3605", SERIALS - 1, KEY)
    with pytest.raises(VolunteerNumbersExhausted):
        number_for("3605", serial, KEY)


@pytest.mark.parametrize(
    ("prefix", "serial", "key"),
    [
        ("360", 1, KEY),
        ("36050", 1, KEY),
        ("36a5", 1, KEY),
        ("３６０５", 1, KEY),
        ("3605", -1, KEY),
        ("3605", 1, b"short"),
    ],
)
def test_wrong_arguments_are_refused(prefix: str, serial: int, key: bytes) -> None:
    with pytest.raises(ValueError, match=r"prefix|serial|key"):
        number_for(prefix, serial, key)


@given(SERIAL)
def test_groups_are_for_reading_and_come_off_again(serial: int) -> None:
    number = number_for("3605", serial, KEY)
    shown = grouped(number)
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", shown)
    assert normalise(shown) == number
    assert is_valid(shown)
    assert is_valid(shown.replace(" ", "-"))


def test_full_width_digits_are_read() -> None:
    number = number_for("3605", 7, KEY)
    wide = number.translate({ord("0") + value: 0xFF10 + value for value in range(10)})
    assert normalise(wide) == number


@pytest.mark.parametrize("text", ["", "3605", "3605 2210 447", "3605 2210 4471 0", "3605 2210 44X1"])
def test_what_is_no_number_is_not_valid(text: str) -> None:
    assert not is_valid(text)

"""Keys and document numbers: ordered, unique, unguessable, forgiving to type."""

from __future__ import annotations

import re
import uuid
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.identifiers import CROCKFORD, normalise_number, unguessable_number, uuid7, uuid7_batch

AT_MS = 1_735_689_600_000  # 2025-01-01 00:00 UTC


def test_a_key_is_a_standard_uuid_of_version_seven() -> None:
    key = uuid7()
    assert isinstance(key, uuid.UUID)
    assert key.version == 7
    assert key.variant == uuid.RFC_4122


def test_keys_made_in_turn_rise() -> None:
    keys = [uuid7() for _ in range(200)]
    assert keys == sorted(keys)


@given(st.integers(0, 300), st.integers(0, 2**48 - 1))
def test_a_batch_is_of_its_time_and_rises_strictly(count: int, at_ms: int) -> None:
    keys = uuid7_batch(count, at_ms)
    assert len(keys) == count
    assert all(earlier < later for earlier, later in pairwise(keys))
    for key in keys:
        assert key.version == 7
        assert key.variant == uuid.RFC_4122
        assert key.int >> 80 == at_ms


def test_batches_of_one_moment_do_not_meet() -> None:
    assert not set(uuid7_batch(2000, AT_MS)) & set(uuid7_batch(2000, AT_MS))


def test_neighbours_in_a_batch_cannot_be_counted_off() -> None:
    steps = {later.int - earlier.int for earlier, later in pairwise(uuid7_batch(100, AT_MS))}
    assert len(steps) > 90


def test_a_later_batch_sorts_after_an_earlier_one() -> None:
    assert max(uuid7_batch(500, AT_MS)) < min(uuid7_batch(500, AT_MS + 1))


@pytest.mark.parametrize(("count", "at_ms"), [(-1, AT_MS), (1, -1), (1, 2**48)])
def test_an_impossible_batch_is_refused(count: int, at_ms: int) -> None:
    with pytest.raises(ValueError, match="batch"):
        uuid7_batch(count, at_ms)


def test_a_number_has_eighty_random_bits_in_groups() -> None:
    number = unguessable_number("RV")
    assert re.fullmatch(rf"RV(-[{CROCKFORD}]{{4}}){{4}}", number)
    assert len({unguessable_number("RV") for _ in range(500)}) == 500


def test_every_character_of_the_alphabet_turns_up() -> None:
    seen = set("".join(unguessable_number("")[at] for _ in range(1500) for at in (0, 18)))
    assert seen == set(CROCKFORD)


def test_a_number_without_prefix_has_no_leading_dash() -> None:
    assert re.fullmatch(rf"[{CROCKFORD}]{{4}}(-[{CROCKFORD}]{{4}}){{3}}", unguessable_number(""))


@given(st.sampled_from(["", "RV", "rv", "OIL", "证"]))
def test_what_was_issued_is_already_normal(prefix: str) -> None:
    number = unguessable_number(prefix)
    assert normalise_number(number) == number


@given(st.data())
def test_however_it_is_typed_it_is_found(data: st.DataObject) -> None:
    number = unguessable_number("RV")
    typed = data.draw(
        st.sampled_from(
            [
                number.lower(),
                number.replace("-", ""),
                number.replace("-", " "),
                number.replace("-", "—"),
                f"  {number}\n",
                number.translate({ord(c): ord(c) + 0xFEE0 for c in number}),
                number[:3] + number[3:].replace("0", "O").replace("1", "l"),
                number[:3] + number[3:].replace("1", "I"),
            ]
        )
    )
    assert normalise_number(typed) == number


def test_a_prefix_keeps_its_letters() -> None:
    assert normalise_number("oil-OOOO-IIII-LLLL-0123") == "OIL-0000-1111-1111-0123"


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("rv 12", "RV12"), ("--", "")])
def test_a_text_too_short_comes_back_bare(typed: str, kept: str) -> None:
    assert normalise_number(typed) == kept

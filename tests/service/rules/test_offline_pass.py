"""The pass of a roster that a phone takes along: the house knows its own, and no other."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.attendance_errors import RosterUnknown
from redvest.service.rules.offline import (
    CLOCK_SKEW,
    VERSION,
    RosterPass,
    digest_of,
    is_skewed,
    require_ours,
    signed,
    skew_seconds,
)

KEY = b"the house's own key for rosters!"
PASS = RosterPass(
    version=VERSION, activity="a" * 32, account="b" * 32, taken_at="2026-03-06T08:00:00+08:00",
    keep_until="2026-03-07T11:00:00+08:00", digest=digest_of([{"id": "1", "name": "李明霞"}]),
)  # fmt: skip
NINE = datetime(2026, 3, 6, 1, 0, tzinfo=UTC)


def test_the_house_knows_its_own() -> None:
    require_ours(KEY, signed(KEY, PASS))


def test_signing_changes_nothing_but_the_signature() -> None:
    assert replace(signed(KEY, PASS), signature="") == PASS
    assert signed(KEY, PASS) == signed(KEY, signed(KEY, PASS))


@pytest.mark.parametrize("name", sorted({field.name for field in fields(RosterPass)} - {"version"}))
def test_a_pass_with_one_word_changed_is_not_ours(name: str) -> None:
    ours = signed(KEY, PASS)
    value = getattr(ours, name)
    changed = replace(ours, **{name: value[:-1] + ("x" if value[-1] != "x" else "y")})

    with pytest.raises(RosterUnknown):
        require_ours(KEY, changed)


@given(st.integers(-5, 5).filter(lambda version: version != VERSION))
def test_a_pass_of_another_version_is_not_read(version: int) -> None:
    with pytest.raises(RosterUnknown):
        require_ours(KEY, signed(KEY, replace(PASS, version=version)))


@given(st.binary(min_size=1, max_size=40))
def test_another_key_signs_nothing_of_ours(key: bytes) -> None:
    if key == KEY:
        return
    with pytest.raises(RosterUnknown):
        require_ours(KEY, signed(key, PASS))


def test_an_unsigned_pass_is_not_ours() -> None:
    with pytest.raises(RosterUnknown):
        require_ours(KEY, PASS)


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"id": st.text(max_size=8), "name": st.text(max_size=8), "tail": st.text(max_size=4)}
    ),
    max_size=5,
)


@given(PEOPLE)
def test_the_order_of_the_words_of_a_person_makes_no_difference(people: list[dict[str, str]]) -> None:
    turned = [dict(reversed(list(person.items()))) for person in people]

    assert digest_of(turned) == digest_of(people)


@given(PEOPLE, PEOPLE)
def test_two_lists_have_one_digest_only_when_they_are_equal(
    one: list[dict[str, str]], other: list[dict[str, str]]
) -> None:
    assert (digest_of(one) == digest_of(other)) == (one == other)


@given(st.integers(-100_000, 100_000))
def test_how_far_a_clock_is_off_is_told_in_seconds(seconds: int) -> None:
    assert skew_seconds(NINE + timedelta(seconds=seconds), NINE) == seconds
    assert skew_seconds(NINE - timedelta(seconds=seconds), NINE) == -seconds


@given(st.integers(-100_000, 100_000))
def test_ahead_and_behind_are_marked_alike(seconds: int) -> None:
    assert is_skewed(seconds) == is_skewed(-seconds)
    assert is_skewed(seconds) == (abs(seconds) > 120)


def test_two_minutes_are_still_fine() -> None:
    limit = int(CLOCK_SKEW.total_seconds())

    assert (is_skewed(limit), is_skewed(limit + 1), is_skewed(-limit - 1)) == (False, True, True)


def test_a_pass_holds_no_name_and_no_number() -> None:
    assert "李明霞" not in str(asdict(signed(KEY, PASS)))

"""The roster's signature, and what counts as a clock that is off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.attendance_errors import RosterUnknown
from redvest.service.rules.offline import RosterPass, digest_of, is_skewed, require_ours, signed, skew_seconds
from tests.factories.registry import NOW

KEY = b"k" * 32
FIELDS = ("activity", "account", "taken_at", "keep_until", "digest", "signature")


def taken() -> RosterPass:
    return signed(KEY, RosterPass(1, "a", "b", "2026-03-05T10:00:00+08:00", "2026-03-06T14:00:00+08:00", "d"))


def test_our_own_pass_is_known() -> None:
    require_ours(KEY, taken())


@pytest.mark.parametrize("field", FIELDS)
def test_any_change_makes_it_unknown(field: str) -> None:
    with pytest.raises(RosterUnknown):
        require_ours(KEY, replace(taken(), **{field: f"{getattr(taken(), field)}x"}))


def test_another_version_and_another_key_are_unknown() -> None:
    with pytest.raises(RosterUnknown):
        require_ours(KEY, replace(taken(), version=2))
    with pytest.raises(RosterUnknown):
        require_ours(b"l" * 32, taken())


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_of_a_stranger_is_a_fault_of_ours(account: str, signature: str) -> None:
    with pytest.raises(RosterUnknown):
        require_ours(KEY, replace(taken(), account=f"{account}?", signature=signature))


def test_a_half_character_is_no_fault_either() -> None:
    with pytest.raises(RosterUnknown):
        require_ours(KEY, replace(taken(), account="\ud800", signature="\ud800"))


def test_the_digest_knows_every_person_and_their_order() -> None:
    one, other = {"id": "1", "name": "李明霞"}, {"id": "2", "name": "王建国"}
    assert digest_of([one, other]) == digest_of([{"name": "李明霞", "id": "1"}, other])
    assert len({digest_of(each) for each in ([], [one], [other], [one, other], [other, one])}) == 5


def test_a_clock_is_off_beyond_two_minutes() -> None:
    assert skew_seconds(NOW + timedelta(minutes=5), NOW) == 300
    assert skew_seconds(NOW - timedelta(seconds=90), NOW) == -90
    assert [is_skewed(each) for each in (0, 120, -120, 121, -121)] == [False, False, False, True, True]

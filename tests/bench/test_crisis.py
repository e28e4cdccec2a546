"""Whom the crisis bench sends. That a phone has one pass, minors none, and all are told once, the bench itself checks."""

from __future__ import annotations

from bench.crisis import ADULT, MINOR, _people


def test_one_in_ten_is_sent_twice_and_one_in_a_hundred_is_under_age() -> None:
    people = _people(1_100)
    phones = [phone for phone, _born in people]
    assert (len(people), len(set(phones))) == (1_100, 1_000)
    assert len({phone for phone, born in people if born == MINOR}) == 10
    assert {born for _phone, born in people} == {ADULT, MINOR}
    assert all(len(phone) == 11 for phone in phones)

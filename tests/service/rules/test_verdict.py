"""A verdict holds only when nothing speaks against the file."""

from __future__ import annotations

from itertools import product

import pytest

from redvest.service.rules.verdict import STATUS_WORDS, Status, Verdict

EVERY = list(product([True, False], [True, False], list(Status), [True, False, None]))


@pytest.mark.parametrize(("intact", "trusted", "status", "in_log"), EVERY)
def test_one_thing_against_it_is_enough(
    intact: bool, trusted: bool, status: Status, in_log: bool | None
) -> None:
    found = Verdict(intact=intact, trusted=trusted, status=status, in_log=in_log)
    against = [not intact, not trusted, status in (Status.REVOKED, Status.UNKNOWN), in_log is False]

    assert found.holds == (not any(against))


def test_what_could_not_be_asked_speaks_neither_way() -> None:
    assert Verdict(intact=True, trusted=True).holds
    assert Verdict(intact=True, trusted=True).status is Status.UNASKED


def test_the_json_says_everything_in_plain_values() -> None:
    found = Verdict(True, False, "CN=新余", "RV-1", Status.REVOKED, False, ("改过",))

    assert found.as_json() == {
        "intact": True, "trusted": False, "issued_by": "CN=新余", "number": "RV-1", "status": "revoked",
        "in_log": False, "reasons": ["改过"],
    }  # fmt: skip


def test_every_status_has_its_words() -> None:
    assert set(STATUS_WORDS) == set(Status)
    assert len(set(STATUS_WORDS.values())) == len(Status)

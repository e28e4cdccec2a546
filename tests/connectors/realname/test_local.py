"""The local default of real names verifies nobody."""

from __future__ import annotations

import pytest

from redvest.connectors import realname


def test_a_complete_pair_is_only_ever_checked() -> None:
    outcome = realname.current().compare(id_type="resident-card", number="11010519491231002X", name="李明霞")

    assert outcome is realname.Outcome.CHECKED


@pytest.mark.parametrize(("number", "name"), [("", "李明霞"), ("11010519491231002X", " "), ("", "")])
def test_what_is_missing_is_refused(number: str, name: str) -> None:
    outcome = realname.current().compare(id_type="resident-card", number=number, name=name)

    assert outcome is realname.Outcome.REFUSED

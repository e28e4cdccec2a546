"""What has to be affirmed before something counts as volunteer service."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.statement import Statement, missing_statements

WHOLE = Statement(not_duty=True, unpaid=True, public_benefit=True)
ANY = st.builds(Statement, *[st.booleans()] * 5)


def keys(statement: Statement) -> list[str]:
    return [item.key for item in missing_statements(statement)]


def test_three_plain_statements_are_enough() -> None:
    assert keys(WHOLE) == []


@pytest.mark.parametrize("name", ["not_duty", "unpaid", "public_benefit"])
def test_each_of_the_three_is_asked_for(name: str) -> None:
    assert keys(replace(WHOLE, **{name: False})) == [name]


def test_party_members_service_has_to_be_off_duty_too() -> None:
    party = replace(WHOLE, party_service=True)
    assert keys(party) == ["off_duty"]
    assert keys(replace(party, off_duty=True)) == []


def test_nothing_said_lacks_everything_in_the_order_of_the_form() -> None:
    assert keys(Statement()) == ["not_duty", "unpaid", "public_benefit"]
    assert all(item.words for item in missing_statements(Statement()))


@given(ANY)
def test_affirming_more_never_lacks_more(statement: Statement) -> None:
    for name in ("not_duty", "unpaid", "public_benefit", "off_duty"):
        assert set(keys(replace(statement, **{name: True}))) <= set(keys(statement))

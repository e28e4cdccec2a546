"""Statements of several accounts in one query: each its own lines, the latest first, no more than asked for."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.honour.queries.ledger import statements
from tests.factories import registry
from tests.factories.ledger import fill, purse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("many", [1, 3])
def test_each_account_has_its_latest_lines_in_one_query(many: int, django_assert_num_queries: Any) -> None:
    purses = [purse(registry.make_volunteer()) for _ in range(many)]
    for nth, account in enumerate(purses):
        for amount in range(1, 5):
            fill(account, 10 * nth + amount)
    with django_assert_num_queries(1):
        found = statements([each.pk for each in purses], 2)
    for nth, account in enumerate(purses):
        assert [each.moved for each in found[account.pk]] == [10 * nth + 4, 10 * nth + 3]  # type: ignore[attr-defined]


def test_an_account_without_lines_is_there_and_empty() -> None:
    account = purse(registry.make_volunteer())
    assert statements([account.pk], 5) == {account.pk: []}
    assert statements([], 5) == {}

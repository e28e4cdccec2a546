"""Who asks with a token: everything in one query, and nothing for a token that is no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from redvest.registry.actions.account import issue_token
from redvest.registry.choices import BodyState, Role
from redvest.registry.queries.account import account_by_phone, account_of_token, standing_of_token
from redvest.registry.queries.token import standing_by_token
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_a_token_tells_account_record_and_grants_in_one_query(django_assert_num_queries: Any) -> None:
    body = make.make_body()
    volunteer = make.make_volunteer()
    account = volunteer.account
    assert account is not None
    make.make_grant(account=account, role=Role.BODY_ADMIN, body=body)
    token = issue_token(account=account, at=make.NOW)

    with django_assert_num_queries(1):
        standing = standing_of_token(token, make.NOW)

    assert standing is not None
    assert (standing.account_id, standing.volunteer_id) == (account.pk, volunteer.pk)
    assert standing.leads(body.pk)
    assert standing == make.standing_of(account)


@pytest.mark.parametrize("state", list(BodyState))
def test_both_ways_to_read_a_token_agree_whatever_the_body_is(state: BodyState) -> None:
    account = make.make_account()
    tree = make.make_region_tree()
    body = make.make_body(state=state)
    make.make_grant(account=account, role=Role.BODY_ADMIN, body=body)
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=tree.fenyi)
    make.make_grant(account=account, role=Role.CENTRE, region=tree.city, ends_on=date(2026, 3, 4))
    token = issue_token(account=account, at=make.NOW)

    standing = standing_of_token(token, make.NOW)

    assert standing is not None
    assert standing == standing_by_token(token, make.NOW)
    assert standing.leads(body.pk) is (state == BodyState.ACTIVE)
    assert standing.regions() == (tree.fenyi.path,)


def test_a_token_ends() -> None:
    token = issue_token(account=make.make_account(), at=make.NOW, days=1)

    assert standing_of_token(token, make.NOW + timedelta(hours=23, minutes=59))
    assert standing_of_token(token, make.NOW + timedelta(days=1)) is None
    assert account_of_token(token, make.NOW + timedelta(days=1)) is None


@pytest.mark.parametrize("wrong", ["", "rv_", "rv_nonsense", "中文"])
def test_a_wrong_token_is_nobody(wrong: str) -> None:
    issue_token(account=make.make_account(), at=make.NOW)

    assert standing_of_token(wrong, make.NOW) is None
    assert account_of_token(wrong, make.NOW) is None


def test_a_switched_off_accounts_token_is_nobodys() -> None:
    account = make.make_account(is_active=False)
    token = issue_token(account=account, at=make.NOW)

    assert standing_of_token(token, make.NOW) is None
    assert account_of_token(token, make.NOW) is None


def test_a_phone_finds_its_account_in_its_city() -> None:
    account = make.make_account(phone="13900001111")

    assert account_by_phone(make.CITY, "13900001111") == account
    assert account_by_phone("410800", "13900001111") is None
    assert account_by_phone(make.CITY, "13900001112") is None

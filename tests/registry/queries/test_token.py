"""Who asks with a token: the fast way gives exactly what the plain query gives, in one statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection

from redvest.core.db.prepared import fetch_prepared, fetch_prepared_after
from redvest.registry.actions.account import issue_token
from redvest.registry.choices import BodyState, Role
from redvest.registry.models import Account
from redvest.registry.queries.account import standing_of_token
from redvest.registry.queries.token import standing_by_token
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def plain() -> Account:
    return make.make_account()


def volunteer() -> Account:
    account = make.make_volunteer().account
    assert account is not None
    return account


def head_and_officer() -> Account:
    account = volunteer()
    make.make_grant(account=account, role=Role.BODY_ADMIN, body=make.make_body())
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=make.make_region_tree().fenyi)
    return account


def of_a_body_not_yet_active() -> Account:
    account = make.make_account()
    make.make_grant(account=account, role=Role.BODY_ADMIN, body=make.make_body(state=BodyState.APPLIED))
    return account


def with_grants_of_other_days() -> Account:
    account, city = make.make_account(), make.make_region_tree().city
    make.make_grant(account=account, role=Role.CENTRE, region=city, ends_on=make.TODAY - timedelta(days=1))
    make.make_grant(account=account, role=Role.CENTRE, region=city, starts_on=date(2030, 1, 1))
    return account


def switched_off() -> Account:
    return make.make_account(is_active=False)


PEOPLE = [
    plain,
    volunteer,
    head_and_officer,
    of_a_body_not_yet_active,
    with_grants_of_other_days,
    switched_off,
]


@pytest.mark.parametrize("who", PEOPLE)
def test_it_is_the_same_standing(who: Callable[[], Account]) -> None:
    token = issue_token(account=who(), at=make.NOW)
    make.make_grant(account=make.make_account(), role=Role.CENTRE, region=make.make_region_tree().city)

    for at in (make.NOW, make.NOW + timedelta(days=29), make.NOW + timedelta(days=30)):
        assert standing_by_token(token, at) == standing_of_token(token, at)


def test_what_it_finds() -> None:
    account = head_and_officer()
    standing = standing_by_token(issue_token(account=account, at=make.NOW), make.NOW)

    assert standing is not None
    assert standing.account_id == account.pk
    assert [grant.role for grant in standing.grants] == [Role.BODY_ADMIN, Role.REGION_OFFICER]


@pytest.mark.parametrize("token", ["", "rv_", "rv_nobody", "rv_" + "x" * 300])
def test_nobody_has_such_a_token(token: str) -> None:
    assert standing_by_token(token, make.NOW) is None


def test_two_people_with_two_tokens_are_two() -> None:
    tokens = [issue_token(account=plain(), at=make.NOW) for _ in range(2)]
    found = [standing_by_token(token, make.NOW) for token in (*tokens, *tokens)]
    assert found[0] == found[2] != found[1] == found[3]


def test_a_prepared_statement_gives_rows() -> None:
    assert fetch_prepared("SELECT %s::int + 1", [41]) == [(42,)]
    assert fetch_prepared("SELECT %(n)s::int WHERE false", {"n": 1}) == []


def test_the_second_statement_sees_what_the_first_did() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE seen (n int) ON COMMIT DROP")
    rows = fetch_prepared_after(
        "INSERT INTO seen VALUES (%(n)s)", "SELECT n FROM seen WHERE n = %(n)s", {"n": 7}
    )
    assert rows == [(7,)]

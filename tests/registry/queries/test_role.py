"""Who somebody is on a day: grants in force only, record and places, in one query."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from redvest.registry.choices import Role
from redvest.registry.policy import GrantAt
from redvest.registry.queries.role import standing_of
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_somebody_signed_in_without_record_or_role() -> None:
    account = make.make_account(name="王小路")

    standing = standing_of(account, make.TODAY)

    assert (standing.account_id, standing.volunteer_id, standing.grants) == (account.pk, None, ())
    assert (standing.city, standing.name) == (make.CITY, "王小路")
    assert standing.signed_in
    assert not standing.is_staff


def test_a_volunteers_record_is_known() -> None:
    volunteer = make.make_volunteer()

    assert make.volunteer_standing(volunteer).volunteer_id == volunteer.pk


def test_everything_is_read_in_one_query(django_assert_num_queries: Any) -> None:
    tree = make.make_region_tree()
    body = make.make_body(region=tree.yushui)
    account = make.make_account()
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=tree.fenyi)
    make.make_grant(account=account, role=Role.BODY_ADMIN, body=body)

    with django_assert_num_queries(1):
        standing = standing_of(account, make.TODAY)

    assert standing.grants == (
        GrantAt(Role.REGION_OFFICER, region_path="360500/360521/"),
        GrantAt(Role.BODY_ADMIN, body_id=body.pk, body_path="360500/360502/"),
    )


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(0, None, True), (0, 0, True), (-10, -1, False), (1, None, False), (-10, 5, True)],
)
def test_a_grant_counts_from_its_first_to_its_last_day(starts: int, ends: int | None, counts: bool) -> None:
    account = make.make_account()
    make.make_grant(
        account=account,
        role=Role.CENTRE,
        region=make.make_region_tree().city,
        starts_on=make.TODAY + timedelta(days=starts),
        ends_on=None if ends is None else make.TODAY + timedelta(days=ends),
    )

    assert standing_of(account, make.TODAY).is_centre is counts


def test_a_revoked_grant_counts_no_more() -> None:
    account = make.make_account()
    grant = make.make_grant(account=account, role=Role.CENTRE, region=make.make_region_tree().city)
    grant.revoked_at = make.NOW
    grant.save()

    assert not standing_of(account, make.TODAY).is_staff


def test_an_account_switched_off_stands_nowhere() -> None:
    volunteer = make.make_volunteer()
    account = volunteer.account
    assert account is not None
    make.make_grant(account=account, role=Role.CENTRE, region=make.make_region_tree().city)
    account.is_active = False
    account.save()

    standing = standing_of(account, make.TODAY)

    assert not standing.signed_in
    assert not standing.is_staff
    assert standing.volunteer_id is None


def test_another_persons_grants_are_not_mine() -> None:
    make.make_centre()

    assert not standing_of(make.make_account(), date(2026, 3, 5)).is_staff

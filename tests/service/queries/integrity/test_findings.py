"""Every statement of the radar over real rows: what is odd is found by name, its honest twin is left alone."""

from __future__ import annotations

from uuid import uuid4

import pytest

from redvest.core.clock import day_of
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body
from redvest.service.actions import ledger
from redvest.service.choices import Grade
from redvest.service.models import HoursEntry
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR
from tests.service.queries.integrity.conftest import DAY, MINUTE, enter, found, join, occasion, sheet, stay

pytestmark = pytest.mark.django_db


# ---- whose word stands behind an entry


def test_nothing_is_odd_about_an_empty_city_or_honest_scans(body: Body, clerk: Account) -> None:
    assert found() == set()
    one = occasion(body)
    for turn in range(3):
        who = registry.make_volunteer()
        join(one, who)
        came = one.starts_at + turn * 3 * MINUTE
        stay(one, who, came, one.ends_at + turn * MINUTE)
        enter(body, clerk, volunteer=who, one=one, minutes=110, grade=Grade.B, proofs=("leader-scan",))
    assert found() == set()


def test_one_word_alone_is_found_by_its_recorder(body: Body, clerk: Account) -> None:
    enter(body, clerk)
    assert found() == {("absence", "recorder", str(clerk.pk))}


def test_a_sign_up_in_time_a_confirmation_or_a_second_officer_is_another_word(
    body: Body, clerk: Account
) -> None:
    one, other = occasion(body, ago=2 * DAY), registry.make_account()
    signed, sure = registry.make_volunteer(), registry.make_volunteer()
    join(one, signed, ago=3 * DAY)
    enter(body, clerk, volunteer=signed, one=one)
    sheet(enter(body, clerk, volunteer=sure, one=one), confirmed=True)
    enter(body, clerk, one=one, second=other, grade=Grade.C)
    assert ("absence", "recorder", str(clerk.pk)) not in found()


def test_a_sign_up_after_the_start_is_no_word(body: Body, clerk: Account) -> None:
    one, late = occasion(body, ago=2 * DAY), registry.make_volunteer()
    join(one, late, ago=DAY)
    enter(body, clerk, volunteer=late, one=one)
    assert ("absence", "recorder", str(clerk.pk)) in found()


def test_hours_that_wait_for_confirmation_have_their_days_of_grace(body: Body, clerk: Account) -> None:
    one = occasion(body, ago=2 * DAY)
    sheet(enter(body, clerk, one=one, at=NOW - DAY))
    assert found() == set()
    assert ("absence", "recorder", str(clerk.pk)) in found(NOW + 3 * DAY)


def test_what_was_voided_or_is_another_citys_or_too_old_is_not_looked_at(body: Body, clerk: Account) -> None:
    entry = enter(body, clerk)
    ledger.void(entry=entry, reason="录错了", by_account=clerk.pk, at=NOW - HOUR)
    enter(body, registry.make_account(), at=NOW - 90 * DAY)
    HoursEntry.objects.bulk_create([_elsewhere(body, clerk)])
    assert found() == set()
    assert len(found(days=120)) == 1


def _elsewhere(body: Body, clerk: Account) -> HoursEntry:
    return HoursEntry(
        id=uuid4(), city="410800", volunteer=registry.make_volunteer(), body=body, title="别处", region_path="410800/",
        kind="record", service_on=day_of(NOW), minutes=60, grade="D", proofs=[], recorded_at=NOW - DAY, recorded_by=clerk,
        commitment=b"-",
    )  # fmt: skip


@pytest.mark.parametrize(("rows", "odd"), [(50, False), (3, True)])
def test_an_office_may_move_an_old_system_in_but_not_a_few_rows(
    body: Body, clerk: Account, rows: int, odd: bool
) -> None:
    registry.make_grant(account=clerk, role=Role.CENTRE, region=registry.make_region_tree().city)
    who = registry.make_volunteer()
    for turn in range(rows):
        enter(
            body, clerk, volunteer=who, proofs=("imported",), minutes=60, starts_at=NOW - (100 + turn) * DAY
        )
    assert (("absence", "recorder", str(clerk.pk)) in found()) is odd

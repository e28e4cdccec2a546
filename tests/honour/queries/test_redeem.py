"""Reads of redemption and perks: whose counters, which code, what was bought since, who still has which star."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.ledger_give import donate
from redvest.honour.actions.ledger_hours import earn_for_hours, reverse_for_void
from redvest.honour.actions.redeem import cancel_redemption
from redvest.honour.actions.redeem_counter import pick_up
from redvest.honour.choices import StarState
from redvest.honour.models import LedgerCase
from redvest.honour.queries.ledger import cases_of
from redvest.honour.queries.perk import star_held
from redvest.honour.queries.redeem import (
    bought_since,
    open_items,
    partners_served,
    redeemed_by_month,
    redemption_by_code,
    usable_of,
)
from redvest.registry.models import Volunteer
from redvest.service.actions import ledger as hours
from tests.factories import registry
from tests.factories.ledger import POINTS, TIMEBANK, adds_up, fill, purse
from tests.factories.redeem import code_of, keeper_of, make_item, make_partner, redeemed, rich
from tests.factories.registry import CITY, NOW, TODAY, make_officer
from tests.factories.service import make_entry
from tests.factories.star import make_star

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_can_be_spent_is_told_by_ledger_without_what_expired() -> None:
    person, _by = rich(30)
    fill(purse(person), 12, TODAY)
    fill(purse(person, TIMEBANK), 90)
    with CaptureQueriesContext(connection) as seen:
        found = usable_of([person.pk], TODAY)
    assert {ledger: held[0][1] for ledger, held in found.items()} == {POINTS: 30, TIMEBANK: 90}
    assert len(seen) == 2 and usable_of([], TODAY) == {}


def test_open_ones_are_open_today_with_an_agreement() -> None:
    shown = make_item(from_on=TODAY, until_on=TODAY)
    make_item(state="ended")
    make_item(from_on=TODAY + DAY)
    make_item(partner=make_partner(until=TODAY - DAY))
    assert list(open_items(CITY, TODAY)) == [shown]


def test_counters_are_those_of_the_body_the_station_or_the_place() -> None:
    body, station = registry.make_body(), registry.make_station()
    of_body, of_station, of_place = make_partner(body=body), make_partner(station=station), make_partner()
    for partner in (of_body, of_station, of_place):
        assert list(partners_served(keeper_of(partner))) == [partner]
    assert not partners_served(registry.make_leader(body)).exists()
    assert not partners_served(registry.make_member()).exists()


def test_a_code_finds_what_is_held_before_what_it_opened_once() -> None:
    partner = make_partner()
    old, new = redeemed(make_item(partner=partner)), redeemed(make_item(partner=partner))
    pick_up(by=keeper_of(partner), key=old.pk, code=code_of(old), at=NOW)
    assert redemption_by_code([partner.pk], code_of(old)) == old
    type(new).objects.filter(pk=new.pk).update(code_hash=old.code_hash)
    assert redemption_by_code([partner.pk], code_of(old)) == new
    assert redemption_by_code([make_partner().pk], code_of(old)) is None


def test_months_are_chinas_and_count_what_is_spent() -> None:
    by, item = rich()[1], make_item()
    late = NOW.replace(month=2, day=28, hour=17)  # one in the morning of the first of March in China
    redeemed(item, by=by, at=late)
    cancel_redemption(by=by, key=redeemed(item, by=by).pk, at=NOW)
    (row,) = redeemed_by_month(make_officer(), date(2026, 1, 1))
    assert (row["month"].month, row["number"], row["cancelled"], row["held"], row["spent"]) == (
        3,
        2,
        1,
        1,
        10,
    )


def _case(person: Volunteer, ledger: str) -> LedgerCase:
    return LedgerCase.objects.select_related("account", "transfer").get(
        account__volunteer=person, account__ledger=ledger
    )


def test_what_was_bought_since_a_voided_hour_is_named_in_one_query() -> None:
    """Of the same person, in the same ledger, after the credit; what went back is not named."""
    people = [registry.make_volunteer() for _ in range(3)]
    cup = make_item(title="保温杯", price=10)
    for person in people:
        by = registry.volunteer_standing(person)
        fill(purse(person), 5)
        redeemed(make_item(title="毛巾", price=5), by=by, at=NOW - DAY)
        entry = make_entry(volunteer=person, body=registry.make_body(), minutes=600)
        earn_for_hours(entry_id=entry.pk, at=NOW)
        cancel_redemption(by=by, key=redeemed(make_item(title="雨伞"), by=by).pk, at=NOW)
        redeemed(cup, by=by, at=NOW + DAY)
        donate(by=by, account=purse(person, TIMEBANK), amount=600, key="a", at=NOW)
        void = hours.void(entry=entry, reason="记错", by_account=None, at=NOW + DAY)
        reverse_for_void(entry_id=void.pk, at=NOW + DAY)
    cases = list(cases_of(make_officer()))
    assert len(cases) == 6
    with CaptureQueriesContext(connection) as seen:
        found = bought_since(cases)
    assert len(seen) == 1 and bought_since([]) == {}
    for person in people:
        assert [each.item.title for each in found[_case(person, POINTS).pk]] == ["保温杯"]
        assert found[_case(person, TIMEBANK).pk] == []
    adds_up()


def test_the_highest_star_that_is_granted_and_not_ended() -> None:
    person = registry.make_volunteer()
    assert star_held([person.pk]) == 0
    make_star(volunteer=person, level=1, state=StarState.GRANTED)
    make_star(volunteer=person, level=2, state=StarState.GRANTED, flagged_at=NOW, flag_reason="时长少了")
    make_star(volunteer=person, level=3, state=StarState.ENDED)
    make_star(volunteer=person, level=4, state=StarState.IN_PUBLICITY)
    assert star_held([person.pk]) == 2

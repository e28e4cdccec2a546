"""Whose account a lost phone's owner means, and what waits for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.choices import IdType, RecoveryState, Role
from redvest.registry.models import Account, AccountRecovery, Station, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.recovery import (
    due_recoveries,
    holder_of,
    stations_to_witness,
    waiting_recovery,
    witnessed_recoveries,
)
from tests.factories import registry as make
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db


def hash_of(number: str) -> bytes:
    return secret.id_hash(IdType.RESIDENT_CARD, number)


def waiting(account: Account, station: Station | None = None, days: int = 7) -> AccountRecovery:
    return AccountRecovery.objects.create(
        city=account.city, account=account, phone_tail="0001", asked_at=make.NOW, station=station,
        due_at=make.NOW + timedelta(days=days),
    )  # fmt: skip


def test_name_and_number_of_a_living_account() -> None:
    number = make.next_id_number()
    person = make.make_volunteer(name="李明霞", id_number=number)
    assert holder_of(make.CITY, hash_of(number), " 李明霞 ") == person
    assert holder_of(make.CITY, hash_of(number), "王小路") is None
    assert holder_of(make.CITY, hash_of(make.next_id_number()), "李明霞") is None
    assert holder_of("410800", hash_of(number), "李明霞") is None
    Account.objects.filter(pk=person.account_id).update(is_active=False)
    assert holder_of(make.CITY, hash_of(number), "李明霞") is None


def test_without_an_account_there_is_nothing_to_recover() -> None:
    number = make.next_id_number()
    make.make_volunteer(name="李明霞", id_number=number, with_account=False)
    assert holder_of(make.CITY, hash_of(number), "李明霞") is None


def test_the_number_of_a_record_merged_away_leads_to_its_survivor() -> None:
    number = make.next_id_number()
    old = make.make_volunteer(name="李明霞", id_number=number, with_account=False)
    _, kept = two_records()
    Volunteer.objects.filter(pk=kept.pk).update(id_hash=None, real_name_state="missing")
    kept.refresh_from_db()
    merged(old, kept)
    assert holder_of(make.CITY, hash_of(number), "李明霞") == kept


def test_what_is_due_and_what_is_mine() -> None:
    one, other = make.make_account(), make.make_account()
    early, late = waiting(one, days=1), waiting(other, days=9)
    assert list(due_recoveries(make.NOW + timedelta(days=7))) == [early]
    assert (waiting_recovery(one.pk), waiting_recovery(other.pk)) == (early, late)
    AccountRecovery.objects.update(state=RecoveryState.OBJECTED)
    assert waiting_recovery(one.pk) is None and not due_recoveries(make.NOW + timedelta(days=99))


def test_a_station_is_its_keepers_and_its_places() -> None:
    tree = make.make_region_tree()
    here, there = make.make_station(tree.baihua), make.make_station(tree.fenyi)
    row = waiting(make.make_account(), here)
    waiting(make.make_account())  # by waiting alone: nobody's of the staff
    account = make.make_account()
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=here)
    keeper, officer = make.standing_of(account), make.make_officer()
    far, leader = make.make_officer(tree.fenyi), make.make_leader(make.make_body())
    for by in (keeper, officer, make.make_centre()):
        assert list(witnessed_recoveries(by)) == [row]
    for by in (far, leader):
        assert not witnessed_recoveries(by)
    assert list(stations_to_witness(keeper)) == list(stations_to_witness(officer)) == [here]
    assert list(stations_to_witness(far)) == [there] and not stations_to_witness(leader)
    assert stations_to_witness(make.make_centre()).count() == 2

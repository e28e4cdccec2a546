"""Lending at the desk: out, asked for, back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.actions.station_holding import set_facility
from redvest.registry.choices import Role
from redvest.registry.models import Station, StationLoan
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.station import keeper_of

pytestmark = pytest.mark.django_db
SENT = {"thing": "轮椅", "borrower": "王阿姨", "phone": "138 1234 5678", "due_on": "2026-03-12"}


@pytest.fixture
def station(place: Place) -> Station:
    found = make.make_station(place.tree.baihua)
    set_facility(by=keeper_of(found), station=found, name="轮椅", count=5, at=NOW)
    return found


@pytest.fixture
def as_keeper(station: Station, sign_in: SignIn) -> Client:
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return sign_in(account)


def test_a_thing_goes_out_and_comes_back(station: Station, as_keeper: Client) -> None:
    address = reverse("desk:station-loans", args=[station.pk])
    page = as_keeper.post(address, SENT, follow=True).content.decode()
    assert "王阿姨" in page and "5678" in page and "13812345678" not in page
    one = reverse("desk:station-loan", args=[station.pk, StationLoan.objects.get().pk])
    page = as_keeper.post(one, {"verb": "phone", "reason": "催还"}, follow=True).content.decode()
    assert "13812345678" in page
    assert "13812345678" not in as_keeper.get(address).content.decode()
    assert "收回来了" in as_keeper.post(one, {"verb": "back"}, follow=True).content.decode()


def test_what_is_wrong_is_said(station: Station, as_keeper: Client) -> None:
    address = reverse("desk:station-loans", args=[station.pk])
    for wrong in ({"phone": "12"}, {"due_on": "2027-01-01"}, {"thing": "飞机"}):
        assert as_keeper.post(address, SENT | wrong).status_code == 422
    assert not StationLoan.objects.exists()


def test_strangers_do_not_know_it(
    station: Station, as_keeper: Client, as_leader: Client, as_far_officer: Client
) -> None:
    address = reverse("desk:station-loans", args=[station.pk])
    as_keeper.post(address, SENT)
    one = reverse("desk:station-loan", args=[station.pk, StationLoan.objects.get().pk])
    for client in (as_leader, as_far_officer):
        assert client.get(address).status_code == 404
        assert client.post(address, SENT).status_code == 404
        assert client.post(one, {"verb": "phone", "reason": "看看"}).status_code == 404
    assert StationLoan.objects.count() == 1


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    station: Station, as_keeper: Client, many: int
) -> None:
    address = reverse("desk:station-loans", args=[station.pk])
    for _ in range(many):
        as_keeper.post(address, SENT)
    with CaptureQueriesContext(connection) as spent:
        as_keeper.get(address)
    assert len(spent) == 9

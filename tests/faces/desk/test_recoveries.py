"""Lost phones at a station: the keeper witnesses, another officer confirms; others see nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.registry.choices import CodePurpose, Role
from redvest.registry.models import Account, AccountRecovery, Station, Volunteer
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry

pytestmark = pytest.mark.django_db
ADDRESS, NEW = "/desk/recoveries/", "19907908888"


@pytest.fixture
def number() -> str:
    return registry.next_id_number()


@pytest.fixture
def owner(number: str) -> Volunteer:
    return registry.make_volunteer(name="李明霞", id_number=number)


@pytest.fixture
def station(place: Place) -> Station:
    return registry.make_station()


@pytest.fixture
def keeper(station: Station, sign_in: SignIn) -> Client:
    account = registry.make_account(name="赵站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return sign_in(account)


def typed(station: Station, number: str, **more: str) -> dict[str, Any]:
    said = {"step": "finish", "station": str(station.pk), "name": "李明霞", "id_type": "resident-card"}
    return said | {"id_number": number, "phone": NEW, "seen": "on", **more}


def test_two_people(
    keeper: Client, station: Station, number: str, owner: Volunteer, place: Place, sign_in: SignIn
) -> None:
    sent = keeper.post(ADDRESS, typed(station, number, step="send"))
    assert sent.status_code == 200 and number in sent.content.decode()
    code = registry.make_code(NEW, CodePurpose.RECOVER)
    blind = keeper.post(ADDRESS, typed(station, number, code=code, seen=""))
    assert blind.status_code == 422 and not AccountRecovery.objects.exists()
    assert keeper.post(ADDRESS, typed(station, number, code=code)).status_code == 302
    found = AccountRecovery.objects.get()
    confirm = f"{ADDRESS}{found.pk}/confirm/"
    assert keeper.post(confirm).status_code == 403
    assert sign_in(place.far_officer).post(confirm).status_code == 403
    assert sign_in(place.member).post(confirm).status_code == 403
    assert "李明霞" not in sign_in(place.far_officer).get(ADDRESS).content.decode()
    officer = sign_in(place.officer)
    assert "李明霞" in officer.get(ADDRESS).content.decode()
    assert officer.post(confirm).status_code == 302
    assert Account.objects.get(pk=owner.account_id).phone_tail == "8888"


def test_who_has_no_place_has_nothing_here(place: Place, sign_in: SignIn) -> None:
    assert sign_in(place.leader).get(ADDRESS).status_code == 403


def test_the_list_is_few_queries(
    station: Station, place: Place, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = sign_in(place.officer)
    for count in (1, 3):
        while AccountRecovery.objects.count() < count:
            AccountRecovery.objects.create(
                city=station.city, account=registry.make_account(), phone_tail="0001", asked_at=registry.NOW,
                due_at=registry.NOW, station=station, witness=place.leader,
            )  # fmt: skip
        with django_assert_num_queries(6):
            client.get(ADDRESS)

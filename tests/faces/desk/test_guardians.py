"""A new guardian at a station's counter: the code to their phone, then the papers; and who does not enter."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.core import clock
from redvest.registry.actions.guardian import end_guardian
from redvest.registry.choices import CodePurpose, Role, VolunteerState
from redvest.registry.models import OneTimeCode, Station, Volunteer
from redvest.registry.queries.guardian import guardians_of
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.registry.actions.test_child import BORN, registered

pytestmark = pytest.mark.django_db
URL, PHONE = "/desk/guardians/", "19907908851"


@pytest.fixture
def station(place: Place) -> Station:
    return registry.make_station()


@pytest.fixture
def keeper(station: Station, sign_in: SignIn) -> Client:
    account = registry.make_account(name="赵站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return sign_in(account)


@pytest.fixture
def number() -> str:
    return registry.next_id_number(BORN)


@pytest.fixture
def child(number: str) -> Volunteer:
    mother = registry.make_account()
    found = registered(mother, id_number=number)
    end_guardian(by=registry.standing_of(mother), child=found, at=registry.NOW)
    return found


def typed(station: Station, number: str, **more: str) -> dict[str, Any]:
    return {
        "step": "finish", "station": str(station.pk), "name": "李小雨", "id_type": "resident-card",
        "id_number": number, "guardian": "王奶奶", "relation": "奶奶", "proof": "household", "phone": PHONE,
        "code": "246810", "agreed": "on", "minor_data": "on", "seen": "on", **more,
    }  # fmt: skip


def test_first_the_code_then_the_guardian(
    keeper: Client, station: Station, number: str, child: Volunteer
) -> None:
    assert "先念给监护人听" in keeper.get(URL).content.decode()
    sent = keeper.post(URL, typed(station, number, step="send"))
    assert sent.status_code == 200 and "王奶奶" in sent.content.decode()
    assert OneTimeCode.objects.get(purpose="guardian").used_at is None
    wrong = keeper.post(URL, typed(station, number, code="000000"))
    assert wrong.status_code == 422 and not guardians_of(child.pk).exists()
    registry.make_code(PHONE, CodePurpose.GUARDIAN, at=clock.now())
    assert keeper.post(URL, typed(station, number)).status_code == 302
    child.refresh_from_db()
    assert child.state == VolunteerState.ACTIVE and guardians_of(child.pk).get().phone_tail == PHONE[-4:]


@pytest.mark.parametrize("lacks", ["seen", "proof", "agreed", "guardian"])
def test_what_is_missing_is_said_and_nobody_is_entered(
    keeper: Client, station: Station, number: str, child: Volunteer, lacks: str
) -> None:
    registry.make_code(PHONE, CodePurpose.GUARDIAN, at=clock.now())
    said = {name: value for name, value in typed(station, number).items() if name != lacks}
    assert keeper.post(URL, said).status_code == 422
    assert not guardians_of(child.pk).exists()


def test_who_keeps_no_station_does_not_enter(place: Place, sign_in: SignIn, client: Client) -> None:
    account = registry.make_account()
    registry.make_grant(account=account, role=Role.BODY_ADMIN, body=registry.make_body())
    assert sign_in(account).get(URL).status_code == 403
    assert client.get(URL).status_code == 302

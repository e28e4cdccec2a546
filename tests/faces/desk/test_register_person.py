"""Registering somebody who stands at the desk: the code to their own phone, then the whole; others see nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.core import clock
from redvest.registry.choices import CodePurpose, Role
from redvest.registry.models import Account, Body, Consent, Membership, OneTimeCode, Station, Volunteer
from redvest.registry.queries import secret
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry

pytestmark = pytest.mark.django_db
PHONE = "19907908841"


@pytest.fixture
def body(place: Place) -> Body:
    registry.make_domain()
    return registry.make_body(name="暖阳队")


@pytest.fixture
def head(body: Body, sign_in: SignIn) -> Client:
    account = registry.make_account(name="周建国")
    registry.make_grant(account=account, role=Role.BODY_ADMIN, body=body)
    return sign_in(account)


@pytest.fixture
def station(place: Place) -> Station:
    registry.make_domain()
    return registry.make_station()


def typed(**more: Any) -> dict[str, Any]:
    return {
        "step": "finish", "phone": PHONE, "code": "246810", "name": "王桂兰", "id_number": registry.next_id_number(),
        "domains": ["xinyu:02"], "consent": "on", "read_out": "on", **more,
    }  # fmt: skip


def coded() -> None:
    registry.make_code(PHONE, CodePurpose.REGISTER, at=clock.now())


def test_the_persons_phone_gets_the_code_and_nothing_is_kept_until_it_comes_back(
    head: Client, body: Body
) -> None:
    url, said = f"/desk/bodies/{body.pk}/register/", typed(join="on")
    page = head.get(url).content.decode()
    assert "先念给本人听" in page and "没有验证码，什么都不会存下来" in page
    sent = head.post(url, said | {"step": "send"})
    assert sent.status_code == 200 and said["id_number"] in sent.content.decode()
    assert OneTimeCode.objects.get().phone_hash == secret.phone_hash(PHONE)
    assert head.post(url, said | {"code": "000000"}).status_code == 422
    assert not Volunteer.objects.exists() and not Account.objects.filter(name="王桂兰").exists()
    coded()
    done = head.post(url, said, follow=True)
    person = Volunteer.objects.get(name="王桂兰")
    assert person.number[:4] in done.content.decode() and person.account is not None
    assert Consent.objects.get(volunteer=person).read_by is not None
    assert Membership.objects.filter(volunteer=person, body=body).exists()


@pytest.mark.parametrize("lacks", ["consent", "read_out", "code", "name"])
def test_what_is_missing_is_said_at_its_field(head: Client, body: Body, lacks: str) -> None:
    coded()
    said = {name: value for name, value in typed().items() if name != lacks}
    answer = head.post(f"/desk/bodies/{body.pk}/register/", said)
    assert answer.status_code == 422 and 'class="errs"' in answer.content.decode()
    assert not Volunteer.objects.exists()


def test_a_keeper_registers_at_the_station(station: Station, sign_in: SignIn) -> None:
    account = registry.make_account(name="赵站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    keeper, url = sign_in(account), f"/desk/stations/{station.pk}/register/"
    page = keeper.get(url).content.decode()
    assert "帮人登记" in page and "加入这个组织" not in page
    coded()
    assert keeper.post(url, typed()).status_code == 302
    assert Volunteer.objects.get().region_id == station.region_id


def test_who_only_leads_keeps_elsewhere_or_is_nobody_does_not_enter(
    body: Body, station: Station, sign_in: SignIn, client: Client
) -> None:
    leader = registry.make_account()
    registry.make_grant(account=leader, role=Role.ACTIVITY_LEADER, body=body)
    elsewhere = registry.make_account()
    registry.make_grant(
        account=elsewhere, role=Role.STATION_KEEPER, station=registry.make_station(name="别的站")
    )
    coded()
    for account, url, status in (
        (leader, f"/desk/bodies/{body.pk}/register/", 403),
        (elsewhere, f"/desk/bodies/{body.pk}/register/", 404),
        (elsewhere, f"/desk/stations/{station.pk}/register/", 404),
    ):
        assert sign_in(account).post(url, typed()).status_code == status
    assert client.get(f"/desk/bodies/{body.pk}/register/").status_code == 302
    assert not Volunteer.objects.exists()

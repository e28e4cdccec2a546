"""Changing one's phone over the API: the token that asked ends with all others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Account, ApiToken, OneTimeCode, Volunteer
from redvest.registry.queries import secret
from tests.faces.openapi.conftest import problem
from tests.faces.openapi.world import World
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
NEW = "19907909876"


def test_codes_then_the_move(world: World) -> None:
    own = world.people["own"]
    assert own.post("/me/phone/codes", {"phone": NEW, "proof": "id"}).status_code == 200
    registry.make_code(NEW, CodePurpose.NEW_PHONE)
    sent = {"phone": NEW, "code": "246810", "proof": "id", "typed": registry.next_id_number()}
    problem(own.post("/me/phone", sent), 422, "phone-proof-wrong")
    assert not Account.objects.filter(phone_tail="9876").exists()
    problem(own.post("/me/phone", sent | {"proof": "factor", "typed": "0"}), 422, "second-factor-wrong")
    tokens = ApiToken.objects.count()
    account = Volunteer.objects.get(pk=own.get("/me").json()["volunteer"]["id"]).account
    assert account is not None
    old = secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)
    registry.make_code(old, CodePurpose.OLD_PHONE, code="135790")
    assert own.post("/me/phone", sent | {"proof": "old", "typed": "135790"}).status_code == 204
    assert Account.objects.get(phone_tail="9876").pk == account.pk
    assert ApiToken.objects.count() == tokens - 1
    assert own.get("/me").status_code == 401


def test_sent_twice_one_code_goes_out_and_the_account_moves_once(world: World) -> None:
    own = world.people["own"]
    first = own.post("/me/phone/codes", {"phone": NEW, "proof": "old"}, key="phone-1")
    again = own.post("/me/phone/codes", {"phone": NEW, "proof": "old"}, key="phone-1")
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert OneTimeCode.objects.filter(purpose=CodePurpose.NEW_PHONE).count() == 1
    account = Volunteer.objects.get(pk=own.get("/me").json()["volunteer"]["id"]).account
    assert account is not None
    old = secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)
    registry.make_code(old, CodePurpose.OLD_PHONE, code="135790", at=NOW + timedelta(seconds=1))
    registry.make_code(NEW, CodePurpose.NEW_PHONE, at=NOW + timedelta(seconds=1))
    sent = {"phone": NEW, "code": "246810", "proof": "old", "typed": "135790"}
    assert own.post("/me/phone", sent, key="phone-2").status_code == 204
    assert own.post("/me/phone", sent, key="phone-2").status_code == 401  # the token went with the old phone
    assert AuditLine.objects.filter(verb="change_phone").count() == 1

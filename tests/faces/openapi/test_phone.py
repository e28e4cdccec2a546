"""Changing one's phone over the API: the token that asked ends with all others."""

from __future__ import annotations

import pytest

from redvest.registry.choices import CodePurpose
from redvest.registry.models import Account, ApiToken, Volunteer
from redvest.registry.queries import secret
from tests.faces.openapi import world as worlds
from tests.faces.openapi.conftest import problem
from tests.factories import registry

pytestmark = pytest.mark.django_db
NEW = "19907909876"


def test_codes_then_the_move() -> None:
    own = worlds.build().people["own"]
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

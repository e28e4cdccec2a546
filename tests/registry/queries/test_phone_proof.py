"""By what an account is proven when its phone changes: only what this account really has."""

from __future__ import annotations

import pytest

from redvest.registry.choices import FactorKind, PhoneProof, Role
from redvest.registry.models import SecondFactor
from redvest.registry.queries.phone_proof import proofs_of
from tests.factories import registry
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_volunteer_has_the_old_phone_and_the_id_number() -> None:
    person = registry.make_volunteer()
    assert person.account_id is not None
    assert proofs_of(person.account_id, TODAY) == [PhoneProof.OLD, PhoneProof.ID]


def test_who_has_a_role_or_no_record_has_no_use_for_the_id_number() -> None:
    person, bare = registry.make_volunteer(), registry.make_account()
    assert person.account is not None
    station = registry.make_station()
    registry.make_grant(account=person.account, role=Role.STATION_KEEPER, station=station)
    for account in (person.account, bare):
        assert proofs_of(account.pk, TODAY) == [PhoneProof.OLD]


def test_a_second_factor_is_one() -> None:
    account = registry.make_account()
    SecondFactor.objects.create(
        account=account, kind=FactorKind.APP, label="手机", secret_sealed=b"x", created_at=NOW
    )
    assert proofs_of(account.pk, TODAY) == [PhoneProof.OLD, PhoneProof.FACTOR]

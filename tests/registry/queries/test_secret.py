"""Phones and ID numbers at rest: sealed, hashed, never readable without the keys."""

from __future__ import annotations

import pytest

from redvest.core.crypto import CryptoError
from redvest.registry.choices import IdType
from redvest.registry.queries import secret

PHONE = "13900001111"


def test_a_phone_is_kept_in_three_columns() -> None:
    kept = secret.keep_phone(PHONE, context=secret.ACCOUNT_PHONE)

    assert secret.open_sealed(kept.sealed, context=secret.ACCOUNT_PHONE) == PHONE
    assert kept.hash == secret.phone_hash(PHONE)
    assert len(kept.hash) == 32
    assert kept.tail == "1111"


def test_the_same_phone_is_sealed_differently_each_time_and_hashed_alike() -> None:
    one, two = (secret.keep_phone(PHONE, context=secret.ACCOUNT_PHONE) for _ in range(2))

    assert one.sealed != two.sealed
    assert one.hash == two.hash


def test_a_value_copied_into_another_column_does_not_open_there() -> None:
    kept = secret.keep_phone(PHONE, context=secret.ACCOUNT_PHONE)

    with pytest.raises(CryptoError):
        secret.open_sealed(kept.sealed, context=secret.VOLUNTEER_PHONE)


def test_a_phone_and_a_number_that_look_alike_hash_apart() -> None:
    assert secret.phone_hash(PHONE) != secret.id_hash(IdType.PASSPORT, PHONE)


def test_documents_of_different_families_hash_apart() -> None:
    kinds = [IdType.RESIDENT_CARD, IdType.PASSPORT, IdType.TRAVEL_PERMIT_HM, IdType.TRAVEL_PERMIT_TW]

    assert len({secret.id_hash(kind, "12345678") for kind in kinds}) == 4


@pytest.mark.parametrize("kind", list(IdType))
def test_every_kind_of_document_has_a_family(kind: IdType) -> None:
    assert len(secret.id_hash(kind.value, "12345678")) == 32

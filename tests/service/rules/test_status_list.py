"""Bits in, bits out; the published list is a credential like the others."""

from __future__ import annotations

import base64
import gzip
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.credential import profile
from redvest.service.rules.status_list import TTL, BrokenStatusList, bit, credential, entry, pack
from tests.factories.credential import AT, BASE, ISSUER

SIZE = 131_072


@given(st.sets(st.integers(0, SIZE - 1), max_size=30), st.integers(0, SIZE - 1))
def test_what_is_set_is_read(indexes: set[int], other: int) -> None:
    encoded = pack(indexes, SIZE)
    assert all(bit(encoded, index) for index in indexes)
    assert bit(encoded, other) == (other in indexes)


def test_the_first_bit_is_the_left_most_of_16_kb() -> None:
    encoded = pack([0, 9], SIZE)
    assert encoded.startswith("u") and "=" not in encoded
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(bits) == 16 * 1024 and bits[:2] == b"\x80\x40"


def test_the_same_bits_give_the_same_text() -> None:
    assert pack([5, 3], SIZE) == pack([3, 5], SIZE)


@pytest.mark.parametrize("encoded", ["", "z123", "u", "u!!", "uAAAA", pack([], SIZE)[:-9], "u中"])
def test_broken_lists_are_refused(encoded: str) -> None:
    with pytest.raises(BrokenStatusList):
        bit(encoded, 0)


@pytest.mark.parametrize("index", [-1, SIZE])
def test_a_bit_beyond_the_list_is_refused(index: int) -> None:
    with pytest.raises(BrokenStatusList):
        bit(pack([], SIZE), index)


def test_the_list_is_a_credential() -> None:
    found = credential(base=BASE, issuer=profile(ISSUER), number=3, revoked=[7], size=SIZE, at=AT)
    assert found["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert (
        found["id"]
        == found["jti"]
        == f"{BASE}/credentials/status/3"
        == entry(BASE, 3, 7)["statusListCredential"]
    )
    assert found["iss"] == found["issuer"] == ISSUER.did
    subject = found["credentialSubject"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    assert subject["ttl"] == TTL.total_seconds() * 1000 <= 60_000
    assert bit(subject["encodedList"], 7) and not bit(subject["encodedList"], 8)
    assert found["exp"] - found["nbf"] == 3600 and found["validUntil"] == "2026-03-05T03:00:00Z"
    assert timedelta(seconds=60) > TTL

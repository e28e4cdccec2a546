"""did:web, its document, and reading keys out of a document that somebody hands us."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.did import BadDidDocument, PublicKey, base58, did_web, document, jwk, keys_of
from tests.factories.credential import BASE, HOUSE, STRANGER

# RFC 8037, appendix A: a known key and its thumbprint.
RFC_KEY = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
RFC_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://xinyu.example", "did:web:xinyu.example"),
        ("https://Xinyu.Example/", "did:web:xinyu.example"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("https://user:pass@xinyu.example:8443/a/b", "did:web:xinyu.example%3A8443"),
    ],
)
def test_did_web(address: str, found: str) -> None:
    assert did_web(address) == found


def test_thumbprints_are_rfc_7638_s() -> None:
    assert PublicKey.of(RFC_KEY).thumbprint == RFC_THUMBPRINT
    assert "d" not in jwk(RFC_KEY).as_dict(private=False)


def test_a_multikey_known_from_elsewhere() -> None:
    """The key of RFC 8037 A.1 in the spelling of did:key."""
    encoded = "z" + base58(b"\xed\x01" + RFC_KEY)
    assert encoded.startswith("z6Mk")
    found = document("did:web:x", [PublicKey.of(RFC_KEY)], address="https://x")
    assert found["verificationMethod"][1]["publicKeyMultibase"] == encoded


@given(st.binary(max_size=40))
def test_base58_loses_nothing(data: bytes) -> None:
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    text = base58(data)
    number = 0
    for character in text:
        number = number * 58 + alphabet.index(character)
    zeros = len(text) - len(text.lstrip("1"))
    assert b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big") == data


def test_current_and_former_keys_stand_in_the_document_and_are_read_from_it() -> None:
    found = document(HOUSE.did, [HOUSE.key, STRANGER.key], address=BASE)
    assert found["id"] == HOUSE.did
    assert {method["type"] for method in found["verificationMethod"]} == {"JsonWebKey", "Multikey"}
    assert all(method["controller"] == HOUSE.did for method in found["verificationMethod"])
    assert len(found["assertionMethod"]) == 4
    did, keys = keys_of(json.loads(json.dumps(found)))
    assert did == HOUSE.did
    assert {key.public for key in keys.values()} == {HOUSE.public, STRANGER.public}
    assert HOUSE.kid in keys


def test_a_distrusted_key_is_named_but_counts_for_nothing() -> None:
    leaked = PublicKey.of(STRANGER.public, datetime(2026, 3, 1, tzinfo=UTC))
    found = document(HOUSE.did, [HOUSE.key, leaked], address=BASE)
    assert [m["revoked"] for m in found["verificationMethod"] if "revoked" in m] == [
        "2026-03-01T00:00:00Z"
    ] * 2
    assert {key.public for key in keys_of(found)[1].values()} == {HOUSE.public}


@pytest.mark.parametrize(
    "changed",
    [
        {"id": None}, {"verificationMethod": None}, {"assertionMethod": []}, {"assertionMethod": "x"},
        {"verificationMethod": [7]},
        {"verificationMethod": [{"id": HOUSE.kid, "publicKeyJwk": {"kty": "OKP", "crv": "X25519", "x": "A" * 43}}]},
        {"verificationMethod": [{"id": HOUSE.kid, "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": "短"}}]},
        {"verificationMethod": [{"id": HOUSE.kid, "publicKeyJwk": {"kty": "oct", "k": "AAAA"}}]},
    ],
)  # fmt: skip
def test_a_document_without_a_usable_key_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadDidDocument):
        keys_of(document(HOUSE.did, [HOUSE.key], address=BASE) | changed)


@pytest.mark.parametrize("found", [None, [], "x", {}])
def test_what_is_no_document_is_refused(found: Any) -> None:
    with pytest.raises(BadDidDocument):
        keys_of(found)

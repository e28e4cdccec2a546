"""A credential file against trusted keys, offline: honest ones pass, whatever was touched does not."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.core import png
from redvest.service.rules import badge_png, credential, did
from redvest.service.rules.credential_check import KEYWORD, Finding, Trust, examine, kind_of
from redvest.service.rules.credential_token import enveloped
from tests.factories.credential import AT, BASE, FACTS, HOUSE, ISSUER, STRANGER, Signer, payload

TEXT = HOUSE.sign(payload())
PICTURE = badge_png.draw(badge_png.words(FACTS, "新余志愿"))
BADGE = png.with_text(
    PICTURE, KEYWORD, HOUSE.sign(credential.payload(FACTS, ISSUER, hashlib.sha256(PICTURE).digest()))
)
ENVELOPE = json.dumps(enveloped(TEXT)).encode()


def looked_at(data: bytes | str, trust: Trust = HOUSE.trust) -> Finding:
    return examine(data.encode() if isinstance(data, str) else data, trust, AT)


@pytest.mark.parametrize(("data", "kind"), [(TEXT.encode(), "jwt"), (ENVELOPE, "json"), (BADGE, "png")])
def test_an_honest_one_is_intact(data: bytes, kind: str) -> None:
    found = looked_at(data)
    assert found.as_json() == {
        "intact": True, "issued_by": "新余志愿 did:web:xinyu.example", "number": FACTS.number, "status": "unknown",
        "in_log": None, "reasons": [],
    }  # fmt: skip
    assert found.holds and found.kind == kind == kind_of(data)


def test_a_newline_at_the_end_of_the_file_is_no_tampering() -> None:
    assert looked_at(TEXT + "\n").intact


@given(st.data())
@settings(max_examples=200)
def test_a_byte_changed_in_any_file_is_told(data: st.DataObject) -> None:
    original = data.draw(st.sampled_from([TEXT.encode(), BADGE]))
    at, by = data.draw(st.integers(0, len(original) - 1)), data.draw(st.integers(1, 255))
    changed = bytearray(original)
    changed[at] ^= by
    found = looked_at(bytes(changed))
    assert not found.intact and not found.holds and found.reasons


@given(st.integers(0, len(ENVELOPE) - 1), st.integers(1, 255))
@settings(max_examples=150)
def test_a_byte_changed_in_an_envelope_is_told_unless_it_is_white_space(at: int, by: int) -> None:
    changed = bytearray(ENVELOPE)
    changed[at] ^= by
    found = looked_at(bytes(changed))
    assert not found.intact or json.loads(bytes(changed)) == json.loads(ENVELOPE)


@given(st.binary(max_size=300))
def test_any_file_is_met_with_a_finding(data: bytes) -> None:
    found = looked_at(data)
    assert not found.intact and len(found.reasons) == 1


def test_the_content_alone_is_not_signed() -> None:
    found = looked_at(json.dumps(payload()))
    assert not found.intact and "没有签名" in found.reasons[0]


def test_another_key_under_our_name_is_told() -> None:
    assert "密钥不在可信的名单里" in looked_at(STRANGER.sign(payload())).reasons[0]
    borrowed = Signer(STRANGER.seed)  # signs with its own key and claims to have used ours
    forged = STRANGER.sign(payload()).split(".")
    assert borrowed.kid != HOUSE.kid
    swapped = ".".join([TEXT.split(".")[0], *forged[1:]])
    assert "签名对不上" in looked_at(swapped).reasons[0]


def test_our_key_under_another_address_is_told_where_ours_is_known() -> None:
    elsewhere = Signer(HOUSE.seed, did="did:web:evil.example")
    told = payload(iss=elsewhere.did, issuer={"id": elsewhere.did, "name": "别处"})
    assert "密钥不在可信的名单里" in looked_at(elsewhere.sign(told)).reasons[0]
    anywhere = Trust({HOUSE.key.thumbprint: HOUSE.key})
    assert looked_at(elsewhere.sign(told), anywhere).intact


def test_a_distrusted_key_counts_no_longer() -> None:
    leaked = did.PublicKey.of(HOUSE.public, AT)
    found = looked_at(TEXT, Trust({leaked.thumbprint: leaked}))
    assert not found.intact and "已经作废" in found.reasons[0]


def test_a_did_document_is_enough_to_check_offline() -> None:
    did_id, keys = did.keys_of(did.document(ISSUER.did, [HOUSE.key], address=BASE))
    assert looked_at(TEXT, Trust(keys, did_id)).intact
    did_id, keys = did.keys_of(did.document(ISSUER.did, [STRANGER.key], address=BASE))
    assert not looked_at(TEXT, Trust(keys, did_id)).intact


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "did:web:evil.example"}, {"sub": "urn:uuid:other"}, {"jti": "https://other"}, {"nbf": 1},
        {"nbf": None}, {"validFrom": "2026-03-05"}, {"type": ["VerifiableCredential"]}, {"type": "OpenBadgeCredential"},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]}, {"issuer": ISSUER.did}, {"credentialSubject": []},
        {"vc": {}}, {"id": "https://xinyu.example/x", "jti": "https://xinyu.example/x"},
    ],
)  # fmt: skip
def test_claims_that_differ_are_told_even_when_signed(changed: dict[str, Any]) -> None:
    found = looked_at(HOUSE.sign(payload(**changed)))
    assert not found.intact and "不一致" in found.reasons[0]


def test_not_yet_valid() -> None:
    assert not examine(TEXT.encode(), HOUSE.trust, AT - timedelta(minutes=6)).intact
    assert examine(TEXT.encode(), HOUSE.trust, AT - timedelta(minutes=4)).intact


def test_another_picture_around_the_same_credential_is_told() -> None:
    other = badge_png.draw(badge_png.words(FACTS, "别的城市"))
    text = png.text_of(BADGE, KEYWORD)
    assert text is not None
    assert "图案" in looked_at(png.with_text(other, KEYWORD, text)).reasons[0]
    assert "图案" in looked_at(png.with_text(PICTURE, KEYWORD, TEXT)).reasons[0]
    assert looked_at(text).intact  # taken out of its picture, the credential still stands by itself


def test_a_picture_without_a_credential_is_told() -> None:
    assert "不是一份数字凭证" in looked_at(PICTURE).reasons[0]

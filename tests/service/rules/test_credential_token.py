"""One algorithm, one spelling, one key: whatever else a token tries is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.credential_errors import BadSignature, NotACredential, UnknownAlgorithm
from redvest.service.rules import did
from redvest.service.rules.credential_token import enveloped, read, sign, text_of_envelope, verify
from tests.factories.credential import HOUSE, STRANGER, payload

TEXT = HOUSE.sign(payload())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def header(**changed: Any) -> str:
    return b64(
        json.dumps({"alg": "Ed25519", "typ": "vc+jwt", "cty": "vc", "kid": HOUSE.kid} | changed).encode()
    )


@given(st.dictionaries(st.text(), JSON))
def test_what_is_signed_is_read(said: dict[str, Any]) -> None:
    token = read(HOUSE.sign(said))
    verify(token, did.jwk(HOUSE.public))
    assert (token.payload, token.kid) == (said, HOUSE.kid)


def test_the_same_payload_gives_the_same_text() -> None:
    assert sign(payload(), key=did.signing_jwk(HOUSE.seed, HOUSE.public), kid=HOUSE.kid) == TEXT


def test_the_header_is_vc_jose_s() -> None:
    found = json.loads(base64.urlsafe_b64decode(TEXT.split(".")[0] + "=="))
    assert found == {"alg": "Ed25519", "typ": "vc+jwt", "cty": "vc", "kid": HOUSE.kid}


@given(st.integers(0, len(TEXT) - 1), st.characters(codec="utf-8"))
def test_a_character_changed_anywhere_is_refused(at: int, instead: str) -> None:
    changed = TEXT[:at] + instead + TEXT[at + 1 :]
    if changed != TEXT:
        with pytest.raises((NotACredential, UnknownAlgorithm, BadSignature)):
            verify(read(changed), did.jwk(HOUSE.public))


def test_every_last_character_has_one_spelling() -> None:
    """Base64url leaves spare bits in a last character; a lenient reader takes several spellings for one signature."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for last in set(alphabet) - {TEXT[-1]}:
        with pytest.raises((NotACredential, BadSignature)):
            verify(read(TEXT[:-1] + last), did.jwk(HOUSE.public))


@pytest.mark.parametrize(
    "changed",
    [
        {"alg": "none"}, {"alg": "EdDSA"}, {"alg": "HS256"}, {"alg": "ES256"}, {"typ": "JWT"}, {"typ": "vp+jwt"},
        {"cty": "vp"}, {"crit": ["exp"]}, {"b64": False}, {"jku": "https://evil.example/keys"},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": b64(STRANGER.public)}}, {"x5c": []}, {"zip": "DEF"},
    ],
)  # fmt: skip
def test_other_headers_are_refused_before_any_key_is_looked_at(changed: dict[str, Any]) -> None:
    with pytest.raises(UnknownAlgorithm):
        read(".".join([header(**changed), *TEXT.split(".")[1:]]))


def test_none_with_an_empty_signature_is_refused() -> None:
    for signature in ("", TEXT.split(".")[2]):
        with pytest.raises((UnknownAlgorithm, NotACredential)):
            read(f"{header(alg='none')}.{TEXT.split('.')[1]}.{signature}")


def test_our_public_key_is_no_shared_secret() -> None:
    """Key confusion: a token whose HMAC was made with the public key's bytes."""
    for alg in ("HS256", "Ed25519"):
        body = f"{header(alg=alg)}.{TEXT.split('.')[1]}"
        forged = f"{body}.{b64(hmac.digest(HOUSE.public, body.encode(), hashlib.sha256))}"
        with pytest.raises((UnknownAlgorithm, BadSignature)):
            verify(read(forged), did.jwk(HOUSE.public))


def test_another_key_is_another_signer() -> None:
    with pytest.raises(BadSignature):
        verify(read(TEXT), did.jwk(STRANGER.public))


@pytest.mark.parametrize("kid", [None, 7, ["x"]])
def test_a_key_id_is_a_text(kid: object) -> None:
    with pytest.raises(NotACredential):
        read(".".join([header(kid=kid), *TEXT.split(".")[1:]]))


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"{", b"\xff", b'{"a":1,"a":2}', b"[" * 5000])
def test_a_payload_is_one_object_with_each_name_once(body: bytes) -> None:
    head, _, signature = TEXT.split(".")
    with pytest.raises(NotACredential):
        read(f"{head}.{b64(body)}.{signature}")


@given(st.text(max_size=80))
def test_any_text_is_met_with_a_sentence(text: str) -> None:
    with pytest.raises((NotACredential, UnknownAlgorithm)):
        read(text)


def test_an_envelope_holds_the_text_and_nothing_else() -> None:
    assert text_of_envelope(enveloped(TEXT)) == TEXT
    assert text_of_envelope(enveloped(TEXT) | {"type": ["EnvelopedVerifiableCredential"]}) == TEXT
    for changed in (
        {"type": "VerifiableCredential"}, {"name": "加一行"}, {"@context": "https://evil.example"},
        {"id": TEXT}, {"id": f"data:application/jwt,{TEXT}"}, {"id": None}, {"type": ["x", "y"]},
    ):  # fmt: skip
        with pytest.raises(NotACredential):
            text_of_envelope(enveloped(TEXT) | changed)
    with pytest.raises(NotACredential):
        text_of_envelope([])

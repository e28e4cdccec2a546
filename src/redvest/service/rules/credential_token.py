"""Signed credentials as text: ``vc+jwt`` in the compact form, one algorithm, one spelling.

Pure. VC-JOSE-COSE (W3C, 2025): the payload is the credential itself, ``typ`` is ``vc+jwt`` and ``cty`` ``vc``.
Algorithm ``Ed25519`` of RFC 9864. What may be in the header is an allow-list, checked before any key is looked at:
no ``none``, no key of the header's own (``jwk``, ``jku``, ``x5c``), no ``crit``. Base64url must be in its one
canonical spelling, so that no second text carries the same signature.
"""

from __future__ import annotations

import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from redvest.service.credential_errors import BadSignature, NotACredential, UnknownAlgorithm

ALGORITHM = "Ed25519"
TYPE = "vc+jwt"
MEDIA_TYPE = "application/vc+jwt"
LONGEST = 400_000  # characters; a credential of a thousand leaves has about 12,000
_HEADER = {"alg": ALGORITHM, "typ": TYPE, "cty": "vc"}


@dataclass(frozen=True, slots=True)
class Token:
    """What a compact text says before anybody has checked its signature."""

    text: str
    kid: str
    payload: dict[str, Any]


def sign(payload: Mapping[str, Any], *, key: OKPKey, kid: str) -> str:
    """The compact text. Ed25519 has no random part: the same payload and key give the same text."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact({**_HEADER, "kid": kid}, body, key, algorithms=[ALGORITHM])


def read(text: str) -> Token:
    """The header and payload of a compact text, unverified. Raises NotACredential, UnknownAlgorithm."""
    parts = text.split(".")
    if len(text) > LONGEST or len(parts) != 3:
        raise NotACredential
    header, payload = _json(_decoded(parts[0])), _json(_decoded(parts[1]))
    _decoded(parts[2])
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise NotACredential
    if header != {**_HEADER, "kid": kid}:
        raise UnknownAlgorithm
    return Token(text, kid, payload)


def verify(token: Token, key: OKPKey) -> None:
    """Raises BadSignature unless this key signed exactly this text."""
    try:
        jws.deserialize_compact(token.text, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError) as fault:
        raise BadSignature from fault


def enveloped(text: str) -> dict[str, str]:
    """The text inside an EnvelopedVerifiableCredential (VC data model 2.0, 4.13)."""
    return {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:{MEDIA_TYPE},{text}",
        "type": "EnvelopedVerifiableCredential",
    }


def text_of_envelope(found: Any) -> str:
    """The compact text inside an envelope that says nothing else. Raises NotACredential."""
    if not isinstance(found, Mapping) or not isinstance(found.get("id"), str):
        raise NotACredential
    text: str = found["id"].removeprefix(f"data:{MEDIA_TYPE},")
    kind = found.get("type")
    if dict(found) | {"type": kind[0] if isinstance(kind, list) and len(kind) == 1 else kind} != enveloped(
        text
    ):
        raise NotACredential
    return text


def _decoded(segment: str) -> bytes:
    try:
        raw = urlsafe_b64decode(segment.encode("ascii"))
    except (UnicodeEncodeError, binascii.Error, ValueError) as fault:
        raise NotACredential from fault
    if urlsafe_b64encode(raw).decode() != segment:
        raise NotACredential
    return bytes(raw)


def _json(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw, object_pairs_hook=_no_twins)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise NotACredential from fault
    if not isinstance(found, dict):
        raise NotACredential
    return found


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are said once: two readers must never see two different things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found

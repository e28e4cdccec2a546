"""Who issues a credential, as machines read it: a did:web identifier, its document, and the keys in it.

Pure. did:web method specification (W3C CCG); DID Core 1.0; JsonWebKey and Multikey of Controlled Identifiers 1.0;
thumbprints of RFC 7638. The document is served at ``/.well-known/did.json``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.util import to_bytes, urlsafe_b64decode, urlsafe_b64encode

from redvest.core.errors import Invalid

CURVE = "Ed25519"
KEY_LENGTH = 32
_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://www.w3.org/ns/cid/v1"]
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_MULTICODEC = b"\xed\x01"


class BadDidDocument(Invalid):
    """这份 DID 文档读不出来：里面没有可以用来核验的 Ed25519 公钥。"""

    code = "bad-did-document"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A verification key: its RFC 7638 thumbprint, the 32 bytes, and since when nobody should trust it (if so)."""

    thumbprint: str
    public: bytes
    distrusted_at: datetime | None = None

    @classmethod
    def of(cls, public: bytes, distrusted_at: datetime | None = None) -> PublicKey:
        return cls(jwk(public).thumbprint(), public, distrusted_at)


def did_web(address: str) -> str:
    """``https://host:8000/x`` → ``did:web:host%3A8000``: the port is percent-encoded, a path is not ours to have."""
    host = urlsplit(address).netloc.rpartition("@")[2].lower()
    return f"did:web:{quote(host, safe='.-_')}"


def jwk(public: bytes) -> OKPKey:
    """The key that checks signatures."""
    encoded = urlsafe_b64encode(public).decode()
    return OKPKey.import_key({"kty": "OKP", "crv": CURVE, "x": encoded})


def signing_jwk(private: bytes, public: bytes) -> OKPKey:
    """The key that signs; ``private`` is RFC 8032's 32-byte seed."""
    return OKPKey.import_key(
        {
            "kty": "OKP", "crv": CURVE, "x": urlsafe_b64encode(public).decode(),
            "d": urlsafe_b64encode(private).decode(),
        }
    )  # fmt: skip


def document(did: str, keys: Sequence[PublicKey], *, address: str) -> dict[str, Any]:
    """The DID document: every key twice (JsonWebKey and Multikey), the distrusted ones listed but not to be used."""
    methods: list[dict[str, Any]] = []
    trusted: list[str] = []
    for key in keys:
        pair = [_json_web_key(did, key), _multikey(did, key)]
        if key.distrusted_at is not None:
            stamp = key.distrusted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            pair = [{**method, "revoked": stamp} for method in pair]
        else:
            trusted += [method["id"] for method in pair]
        methods += pair
    return {
        "@context": _CONTEXTS,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": trusted,
        "authentication": [],
        "service": [
            {"id": f"{did}#platform", "type": "LinkedDomains", "serviceEndpoint": address.rstrip("/")}
        ],
    }


def keys_of(found: Any) -> tuple[str, dict[str, PublicKey]]:
    """The DID of a document and its keys for assertions by method id. Raises BadDidDocument."""
    if not isinstance(found, Mapping) or not isinstance(found.get("id"), str):
        raise BadDidDocument
    allowed = found.get("assertionMethod")
    methods = found.get("verificationMethod")
    if not isinstance(allowed, list) or not isinstance(methods, list):
        raise BadDidDocument
    keys: dict[str, PublicKey] = {}
    for method in methods:
        if not isinstance(method, Mapping) or method.get("id") not in allowed or "revoked" in method:
            continue
        public = _public(method.get("publicKeyJwk"))
        if public is not None:
            keys[str(method["id"])] = PublicKey.of(public)
    if not keys:
        raise BadDidDocument
    return found["id"], keys


def _public(found: Any) -> bytes | None:
    if not isinstance(found, Mapping) or (found.get("kty"), found.get("crv")) != ("OKP", CURVE):
        return None
    text = found.get("x")
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]{43}", text):
        return None
    try:
        public: bytes = urlsafe_b64decode(to_bytes(text))
    except (JoseError, ValueError):
        return None
    return public if len(public) == KEY_LENGTH else None


def _json_web_key(did: str, key: PublicKey) -> dict[str, Any]:
    return {
        "id": f"{did}#{key.thumbprint}",
        "type": "JsonWebKey",
        "controller": did,
        "publicKeyJwk": {
            "kty": "OKP", "crv": CURVE, "x": urlsafe_b64encode(key.public).decode(), "alg": CURVE,
            "kid": key.thumbprint,
        },
    }  # fmt: skip


def _multikey(did: str, key: PublicKey) -> dict[str, Any]:
    encoded = "z" + base58(_ED25519_MULTICODEC + key.public)
    return {"id": f"{did}#{encoded}", "type": "Multikey", "controller": did, "publicKeyMultibase": encoded}


def base58(data: bytes) -> str:
    """Bitcoin's base 58, as multibase's ``z`` wants it."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text

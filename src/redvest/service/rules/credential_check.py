"""Whether a credential's bytes are what an issuer signed: its form, its key, its signature, its claims, its picture.

Pure: bytes, trusted keys and a time in; what was found out. What only a register can know (does it still stand, is it
in the log) is ``queries/credential_check``. A fault is a finding with a sentence, never an exception.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from redvest.core import png
from redvest.core.errors import DomainError
from redvest.service.credential_errors import (
    ClaimsDiffer,
    DistrustedKey,
    NotACredential,
    NotSigned,
    NotYetValid,
    PictureDiffers,
    UnknownSigner,
)
from redvest.service.rules import credential_token
from redvest.service.rules.credential import CONTEXTS, number_in
from redvest.service.rules.credential_token import Token
from redvest.service.rules.did import PublicKey, jwk

KEYWORD = "openbadgecredential"
SKEW = timedelta(minutes=5)  # what two honest clocks may differ
Status = Literal["valid", "revoked", "unknown"]


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures count: keys by their ``kid``, or by thumbprint where ``did`` may be any address of the house."""

    keys: Mapping[str, PublicKey]
    did: str = ""  # empty: the house's own keys, whatever address it was reached under

    def key(self, kid: str) -> PublicKey:
        issuer, _, fragment = kid.partition("#")
        found = self.keys.get(kid) or self.keys.get(fragment)
        if found is None or not issuer.startswith("did:web:") or (self.did and issuer != self.did):
            raise UnknownSigner
        if found.distrusted_at is not None:
            raise DistrustedKey
        return found


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about a file. ``in_log`` is None where the log could not be asked, or has not sealed it yet."""

    kind: str
    intact: bool = False
    issued_by: str = ""
    number: str = ""
    status: Status = "unknown"
    in_log: bool | None = None
    of_log: bool = True  # whether it rests on entries of the log at all
    reasons: tuple[str, ...] = ()
    payload: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def holds(self) -> bool:
        """Nothing speaks against it."""
        return self.intact and self.status != "revoked" and self.in_log is not False

    def but(self, sentence: str, **changed: Any) -> Finding:
        return replace(self, reasons=(*self.reasons, sentence), **changed)

    def as_json(self) -> dict[str, Any]:
        return {
            "intact": self.intact, "issued_by": self.issued_by, "number": self.number, "status": self.status,
            "in_log": self.in_log, "reasons": list(self.reasons),
        }  # fmt: skip


def kind_of(data: bytes) -> str:
    """``png``, ``pdf``, ``json`` or ``jwt`` (anything else), by its first bytes."""
    if data.startswith(b"\x89PNG"):
        return "png"
    head = data.lstrip()[:5]
    return "pdf" if head.startswith(b"%PDF-") else "json" if head.startswith(b"{") else "jwt"


def examine(data: bytes, trust: Trust, at: datetime) -> Finding:
    """The credential in a ``.jwt`` text, an enveloped ``.json`` or a baked ``.png``."""
    kind = kind_of(data)
    try:
        token = credential_token.read(_text(data, kind))
        credential_token.verify(token, jwk(trust.key(token.kid).public))
        _claims(token, at)
        if kind == "png":
            _picture(data, token.payload)
    except DomainError as fault:
        return Finding(kind, reasons=(fault.message,))
    found = token.payload
    return Finding(
        kind, intact=True, issued_by=f"{found['issuer'].get('name', '')} {found['iss']}".strip(),
        number=number_in(found), payload=found,
    )  # fmt: skip


def _text(data: bytes, kind: str) -> str:
    if kind == "png":
        text = png.text_of(data, KEYWORD)
        if text is None:
            raise NotACredential
        return text
    try:
        text = data.decode("utf-8").strip()
        if kind != "json":
            return text
        found = json.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise NotACredential from fault
    if isinstance(found, dict) and found.get("type") != "EnvelopedVerifiableCredential" and "issuer" in found:
        raise NotSigned
    return credential_token.text_of_envelope(found)


def _claims(token: Token, at: datetime) -> None:
    """Open Badges 3.0, 8.2.4.1: what the JWT claims is what the credential says."""
    found = token.payload
    issuer, subject = found.get("issuer"), found.get("credentialSubject")
    if not isinstance(issuer, Mapping) or not isinstance(subject, Mapping):
        raise ClaimsDiffer
    same = (
        found.get("iss") == issuer.get("id") == token.kid.partition("#")[0],
        found.get("sub") == subject.get("id"),
        found.get("jti") == found.get("id"),
        "OpenBadgeCredential" in _list(found.get("type")),
        _list(found.get("@context"))[:2] == list(CONTEXTS),
        isinstance(found.get("nbf"), int) and _seconds(found.get("validFrom")) == found.get("nbf"),
        "vc" not in found and bool(number_in(found)),
    )
    if not all(same):
        raise ClaimsDiffer
    if found["nbf"] > (at + SKEW).timestamp():
        raise NotYetValid


def _picture(data: bytes, payload: Mapping[str, Any]) -> None:
    digest = hashlib.sha256(png.without_text(data, KEYWORD)).hexdigest()
    if payload.get("pictureDigest") != f"sha256-{digest}":
        raise PictureDiffers


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _seconds(stamp: Any) -> int | None:
    try:
        return int(datetime.strptime(str(stamp), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None

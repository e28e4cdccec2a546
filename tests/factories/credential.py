"""A key, an issuer and a certificate's facts for tests of credentials; no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redvest.service.rules import credential, credential_token, did
from redvest.service.rules.credential_check import Trust

AT = datetime(2026, 3, 5, 2, 0, 0, 123456, tzinfo=UTC)
BASE = "https://xinyu.example"
ISSUER = credential.Issuer(BASE, did.did_web(BASE), "新余志愿")
FACTS = credential.CredentialFacts(
    id=UUID("019503b0-0000-7000-8000-00000000000a"), number="RV-7K2M-9QXA-04TB-WN3E", name="李*霞", whole_name=False,
    volunteer_number="360500123456", salt="5a17" * 8, body_id=UUID("019503b0-0000-7000-8000-00000000000b"),
    body="黎明脚步志愿队", starts_on=date(2026, 2, 28), ends_on=date(2026, 3, 3), issued_at=AT,
    minutes_by_grade={"A": 120, "B": 45, "C": 0, "D": 360},
    log=credential.LogEvidence("xinyu.example/log", 3, (4, 7, 12)), status_list=3, status_index=70_001,
)  # fmt: skip
ONLY_D = replace(FACTS, minutes_by_grade={"A": 0, "B": 0, "C": 0, "D": 360})


@dataclass(frozen=True)
class Signer:
    """A key pair under a DID."""

    seed: bytes
    did: str = ISSUER.did

    @cached_property
    def public(self) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    @property
    def key(self) -> did.PublicKey:
        return did.PublicKey.of(self.public)

    @property
    def kid(self) -> str:
        return f"{self.did}#{self.key.thumbprint}"

    @property
    def trust(self) -> Trust:
        return Trust({self.key.thumbprint: self.key}, self.did)

    def sign(self, payload: dict[str, Any]) -> str:
        return credential_token.sign(payload, key=did.signing_jwk(self.seed, self.public), kid=self.kid)


HOUSE = Signer(b"\x01" * 32)
STRANGER = Signer(b"\x02" * 32)


def payload(**changed: Any) -> dict[str, Any]:
    return credential.payload(FACTS, ISSUER) | changed

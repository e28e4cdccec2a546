"""Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds) and of the sheet of recovery codes. Pure.

The sums are the cryptography library's; here is which step of time a typed code belongs to.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps that a clock may be off, either way (RFC 6238, 5.2)
SECRET_BYTES = 20
CODES = 10  # on a sheet
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read for something else


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def matching_step(secret: bytes, typed: str, at: datetime) -> int | None:
    """The step of time whose code this is, within the drift; None where it is none."""
    given = "".join(typed.split())
    if not (given.isascii() and given.isdigit() and len(given) == DIGITS):
        return None
    app = _app(secret)
    now = step_of(at)
    for step in range(now + DRIFT, now - DRIFT - 1, -1):
        if hmac.compare_digest(app.generate(step * STEP).decode(), given):
            return step
    return None


def code_at(secret: bytes, at: datetime) -> str:
    """What an app shows at a moment."""
    return _app(secret).generate(step_of(at) * STEP).decode()


def address_for(secret: bytes, name: str, house: str) -> str:
    """The address that an app reads from its QR code."""
    return _app(secret).get_provisioning_uri(name, house)


def typed_secret(secret: bytes) -> str:
    """The secret for who types it in, in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def new_codes() -> list[str]:
    """A sheet of recovery codes such as ``k7m2-x9qd-ha4t`` (58 bits each)."""
    return ["-".join(_group() for _each in range(3)) for _code in range(CODES)]


def plain_code(typed: str) -> str:
    """A recovery code as it is compared: without its dashes, in lower case."""
    return "".join(character for character in typed.lower() if character.isalnum())[:40]


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _each in range(4))


def _app(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - what authenticator apps speak

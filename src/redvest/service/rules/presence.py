"""Rotating codes: a venue's and a volunteer's, signed, and worthless after a few seconds.

A code names its kind, its subject and a slot of time. A slot lasts half the validity and the slot before it is
still read, so that a code seen in the last moment can be scanned and none lives longer than its validity.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from redvest.core.crypto import sign_short, verify_short
from redvest.service.errors import BadCode, ExpiredCode

PREFIX = "RV1"


class CodeKind(StrEnum):
    VENUE = "A"
    VOLUNTEER = "V"


@dataclass(frozen=True)
class Code:
    """A code as text for a QR picture, and the moment from which a newer one must be shown."""

    text: str
    renew_at: datetime


def make_code(key: bytes, kind: CodeKind, subject: UUID, *, at: datetime, seconds: int) -> Code:
    """The code of ``subject`` at a moment; ``seconds`` is the longest that any code stays readable."""
    slot = _slot(at, seconds)
    unsigned = f"{PREFIX}.{kind}.{_encode(subject)}.{slot:x}"
    renew = datetime.fromtimestamp((slot + 1) * _slot_seconds(seconds), UTC)
    return Code(f"{unsigned}.{sign_short(key, unsigned.encode())}", renew)


def read_code(key: bytes, kind: CodeKind, text: str, *, at: datetime, seconds: int) -> UUID:
    """Whose code this is. Raises BadCode (not ours, altered, of another kind) or ExpiredCode."""
    parts = text.strip().split(".")
    if len(parts) != 5 or parts[0] != PREFIX or parts[1] != kind:
        raise BadCode
    # A half character (a lone surrogate) in what a stranger sends is no fault of ours: it just does not match.
    if not verify_short(key, ".".join(parts[:4]).encode(errors="replace"), parts[4]):
        raise BadCode
    try:
        subject, slot = _decode(parts[2]), int(parts[3], 16)
    except (ValueError, binascii.Error) as fault:
        raise BadCode from fault
    if not 0 <= _slot(at, seconds) - slot <= 1:
        raise ExpiredCode
    return subject


def _slot_seconds(seconds: int) -> int:
    return max(1, seconds // 2)


def _slot(at: datetime, seconds: int) -> int:
    return int(at.timestamp()) // _slot_seconds(seconds)


def _encode(subject: UUID) -> str:
    return base64.urlsafe_b64encode(subject.bytes).decode().rstrip("=")


def _decode(text: str) -> UUID:
    return UUID(bytes=base64.urlsafe_b64decode(text + "=="))

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
from redvest.service.code_errors import BadCode, ExpiredCode

PREFIX = "RV1"


TAG_LENGTH = 12  # characters of a device's tag: enough to tell the phones at one activity apart


class CodeKind(StrEnum):
    VENUE = "A"
    VOLUNTEER = "V"
    CARD = "C"


@dataclass(frozen=True)
class Code:
    """A code as text for a QR picture, and the moment from which a newer one must be shown."""

    text: str
    renew_at: datetime


@dataclass(frozen=True)
class Reading:
    """What a code says: whose it is, what it may be used for once, and the tag of the phone that showed it."""

    subject: UUID
    once: str
    device_tag: str = ""


def make_code(
    key: bytes, kind: CodeKind, subject: UUID, *, at: datetime, seconds: int, device_tag: str = ""
) -> Code:
    """The code of ``subject`` at a moment; ``seconds`` is the longest that any code stays readable."""
    slot = _slot(at, seconds)
    unsigned = f"{PREFIX}.{kind}.{_encode(subject)}.{slot:x}"
    if kind is CodeKind.VOLUNTEER:
        unsigned = f"{unsigned}.{device_tag[:TAG_LENGTH]}"
    renew = datetime.fromtimestamp((slot + 1) * _slot_seconds(seconds), UTC)
    return Code(f"{unsigned}.{sign_short(key, unsigned.encode())}", renew)


def make_card(key: bytes, volunteer: UUID, serial: int) -> str:
    """The text of a printed card: it never changes, and is worth nothing once a newer serial was issued."""
    unsigned = f"{PREFIX}.{CodeKind.CARD}.{_encode(volunteer)}.{serial:x}"
    return f"{unsigned}.{sign_short(key, unsigned.encode())}"


def kind_of(text: str) -> CodeKind | None:
    """Which kind a text claims to be; nothing is verified."""
    parts = text.strip().split(".", 2)
    known = len(parts) == 3 and parts[0] == PREFIX
    return next((kind for kind in CodeKind if known and parts[1] == kind), None)


def read_code(key: bytes, kind: CodeKind, text: str, *, at: datetime, seconds: int) -> Reading:
    """What this code says. Raises BadCode (not ours, altered, of another kind) or ExpiredCode."""
    subject, slot, rest = _verified(key, kind, text)
    if not 0 <= _slot(at, seconds) - slot <= 1:
        raise ExpiredCode
    return Reading(subject, f"{kind}:{subject.hex}:{slot:x}", rest[0] if rest else "")


def read_card(key: bytes, text: str) -> tuple[UUID, int]:
    """Whose card this is, and its serial. Raises BadCode."""
    subject, serial, _rest = _verified(key, CodeKind.CARD, text)
    return subject, serial


def owner_of(key: bytes, kind: CodeKind, text: str) -> UUID:
    """Whose code this is, whenever it was shown. Raises BadCode."""
    return _verified(key, kind, text)[0]


def _verified(key: bytes, kind: CodeKind, text: str) -> tuple[UUID, int, list[str]]:
    parts = text.strip().split(".")
    length = 6 if kind is CodeKind.VOLUNTEER else 5
    if len(parts) != length or parts[0] != PREFIX or parts[1] != kind:
        raise BadCode
    # A half character (a lone surrogate) in what a stranger sends is no fault of ours: it just does not match.
    if not verify_short(key, ".".join(parts[:-1]).encode(errors="replace"), parts[-1]):
        raise BadCode
    try:
        return _decode(parts[2]), int(parts[3], 16), parts[4:-1]
    except (ValueError, binascii.Error) as fault:
        raise BadCode from fault


def _slot_seconds(seconds: int) -> int:
    return max(1, seconds // 2)


def _slot(at: datetime, seconds: int) -> int:
    return int(at.timestamp()) // _slot_seconds(seconds)


def _encode(subject: UUID) -> str:
    return base64.urlsafe_b64encode(subject.bytes).decode().rstrip("=")


def _decode(text: str) -> UUID:
    return UUID(bytes=base64.urlsafe_b64decode(text + "=="))

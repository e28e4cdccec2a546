"""The code on a door (QR): which grid it hangs in, and nothing about who lives there. Pure.

It is signed at the desk, so that what comes by it did come by one of ours; it opens a form and gives no right.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from uuid import UUID

SIGNED = 9  # bytes of the signature: enough against guessing, short enough for a code that prints small
PURPOSE = "need.door"


def write_door(grid: UUID, signature: bytes) -> str:
    """The code of a grid, with the first bytes of its keyed hash."""
    return base64.urlsafe_b64encode(grid.bytes + signature[:SIGNED]).decode().rstrip("=")


def read_door(code: str) -> tuple[UUID, bytes] | None:
    """The grid that a code names, and its signature; None for anything else."""
    try:
        data = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(data) != 16 + SIGNED:
        return None
    return UUID(bytes=data[:16]), data[16:]


def is_signed(signature: bytes, truth: bytes) -> bool:
    return hmac.compare_digest(signature, truth[:SIGNED])

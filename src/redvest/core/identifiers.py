"""Keys and numbers that say nothing about counts: UUIDv7 keys and unguessable document numbers."""

from __future__ import annotations

import os
import secrets
import unicodedata
import uuid

from uuid_utils import compat

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY_LENGTH = 16  # 16 characters of 5 bits: 80 bits, out of reach of guessing
GROUP_LENGTH = 4

_MISREAD = str.maketrans("ILO", "110")
_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_LOW_62 = (1 << 62) - 1
_LATEST_MS = (1 << 48) - 1


def uuid7() -> uuid.UUID:
    """A new time-ordered key."""
    return compat.uuid7()


def uuid7_batch(count: int, at_ms: int) -> list[uuid.UUID]:
    """Many keys of one millisecond, strictly rising, for bulk loading.

    The 74 random bits start at a random point and rise by random steps, so that order is kept and
    neighbours cannot be guessed from one key.
    """
    if count < 0 or not 0 <= at_ms <= _LATEST_MS:
        raise ValueError("a batch needs a count of zero or more and a time that fits 48 bits")
    stamp = at_ms << 80
    # The top bit stays clear: no batch that fits in memory can then overflow the 74 bits.
    counter = secrets.randbits(73)
    steps = memoryview(os.urandom(4 * count)).cast("I")
    keys: list[uuid.UUID] = []
    for step in steps:
        counter += step + 1
        high, low = counter >> 62, counter & _LOW_62
        keys.append(uuid.UUID(int=stamp | _VERSION | (high << 64) | _VARIANT | low))
    return keys


def unguessable_number(prefix: str) -> str:
    """A number to print on paper and look up in public: `RV-7K2M-9QXA-04TB-WN3E`."""
    body = "".join(secrets.choice(CROCKFORD) for _ in range(BODY_LENGTH))
    return _joined(prefix.upper(), body)


def normalise_number(raw: str) -> str:
    """What somebody typed, in the spelling in which such numbers are kept.

    Forgives width, case, spaces, dashes, and I, L and O read for 1, 1 and 0. A text too short to be such a
    number comes back in capitals without separators, and is simply not found.
    """
    text = unicodedata.normalize("NFKC", raw).upper()
    characters = "".join(character for character in text if character.isalnum())
    if len(characters) < BODY_LENGTH:
        return characters
    prefix, body = characters[:-BODY_LENGTH], characters[-BODY_LENGTH:]
    return _joined(prefix, body.translate(_MISREAD))


def _joined(prefix: str, body: str) -> str:
    groups = [body[start : start + GROUP_LENGTH] for start in range(0, BODY_LENGTH, GROUP_LENGTH)]
    return "-".join([prefix, *groups] if prefix else groups)

"""The four digits that a requester tells the volunteer at the door, and the words of the requester's link. Pure.

The digits come out of the link's token, which the requester alone holds: no member of staff can work them out, and the
row keeps only their keyed hash. They are a weak proof: whoever was told them by telephone has them as well.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

DIGITS = 4
MOST_TRIES = 5
TOKEN_BYTES = 15  # 120 bits: 20 characters


def new_token() -> str:
    """A fresh word for a link that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def service_code(token: str, serving: str) -> str:
    """The digits for one volunteer's service (its id), the same whenever the requester looks."""
    digest = hashlib.sha256(f"redvest need code\n{token}\n{serving}".encode()).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def typed_code(text: str) -> str:
    """What somebody typed, half width and without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())

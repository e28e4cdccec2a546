"""The status list: one bit for each credential, packed, and published as a credential that is signed like the others.

Pure. Bitstring Status List 1.0 (W3C, 2025): GZIP, base64url without padding, multibase ``u``; the first bit is the
left-most one; at least 131,072 bits. A bit that is 1 says: revoked.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from redvest.core.errors import Invalid

PURPOSE = "revocation"
TTL = timedelta(seconds=30)  # how long a reader may keep a list: within a minute every correction is seen
LIFE = timedelta(hours=1)  # after which an old list that somebody kept is no list any more
LARGEST = 1 << 20  # bytes of bits that anybody has to unpack


class BrokenStatusList(Invalid):
    """状态列表读不出来：它被改动过，或者不是位串格式。"""

    code = "broken-status-list"


def pack(indexes: Iterable[int], size: int) -> str:
    """The bits at these indexes set, among ``size`` of them, as ``encodedList``. The same bits give the same text."""
    bits = bytearray(size // 8)
    for index in indexes:
        bits[index >> 3] |= 0x80 >> (index & 7)
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), compresslevel=4, mtime=0)).decode()


def bit(encoded: str, index: int) -> bool:
    """The bit at an index of an ``encodedList``. Raises BrokenStatusList."""
    if not encoded.startswith("u"):
        raise BrokenStatusList
    try:
        packed = urlsafe_b64decode(encoded[1:].encode("ascii"))
        bits = gzip.GzipFile(fileobj=io.BytesIO(packed)).read(LARGEST)
    except (OSError, EOFError, ValueError, zlib.error) as fault:
        raise BrokenStatusList from fault
    if not 0 <= index < len(bits) * 8:
        raise BrokenStatusList
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def list_address(base: str, number: int) -> str:
    return f"{base}/credentials/status/{number}"


def entry(base: str, number: int, index: int) -> dict[str, str]:
    """Where a credential's bit is, as its ``credentialStatus`` says."""
    address = list_address(base, number)
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def credential(
    *, base: str, issuer: Mapping[str, Any], number: int, revoked: Iterable[int], size: int, at: datetime
) -> dict[str, Any]:
    """The payload of a published list as it stands at a moment, with the claims of its JWT."""
    address = list_address(base, number)
    start = int(at.timestamp())
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer["id"],
        "validFrom": moment(at),
        "validUntil": moment(at + LIFE),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": pack(revoked, size),
            "ttl": int(TTL.total_seconds() * 1000),
        },
        "iss": issuer["id"],
        "jti": address,
        "sub": f"{address}#list",
        "nbf": start,
        "exp": start + int(LIFE.total_seconds()),
    }


def moment(at: datetime) -> str:
    """A moment to the second, in UTC, so that it equals the JWT's numeric date."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

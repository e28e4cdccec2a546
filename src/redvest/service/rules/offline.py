"""The signed roster that a leader's phone takes along, and how far a phone's clock is off. Pure.

The signature is the house's own (HMAC): a phone cannot check it and need not; the house knows by it, when a queue comes
back, which list it was made with, for which activity and by whom. Everything on the list is covered by its digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from redvest.core.crypto import sign_short, verify_short
from redvest.service.attendance_errors import RosterUnknown

VERSION = 1
CLOCK_SKEW = timedelta(minutes=2)  # a phone further off than this is told so, and its scans are marked
KEEP = timedelta(days=1)  # after the end of the activity; then the list leaves the phone


@dataclass(frozen=True)
class RosterPass:
    """What a batch carries back of the roster it was made with. Ids as text, moments in ISO 8601."""

    version: int
    activity: str
    account: str
    taken_at: str
    keep_until: str
    digest: str
    signature: str = ""


def digest_of(people: Sequence[Mapping[str, str]]) -> str:
    """SHA-256 in hexadecimal over the list in a canonical form: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(_canonical(people)).hexdigest()


def signed(key: bytes, unsigned: RosterPass) -> RosterPass:
    """The same pass with its signature."""
    return RosterPass(**{**asdict(unsigned), "signature": sign_short(key, _payload(unsigned))})


def require_ours(key: bytes, carried: RosterPass) -> None:
    """Raises RosterUnknown for a pass that this house did not sign just so."""
    if carried.version != VERSION or not verify_short(key, _payload(carried), carried.signature):
        raise RosterUnknown


def skew_seconds(sent_at: datetime, at: datetime) -> int:
    """By how many seconds a device's clock was ahead (behind: negative) when it sent."""
    return round((sent_at - at).total_seconds())


def is_skewed(seconds: int) -> bool:
    """Whether a clock is off by more than two minutes."""
    return abs(seconds) > CLOCK_SKEW.total_seconds()


def _payload(carried: RosterPass) -> bytes:
    return _canonical({name: value for name, value in asdict(carried).items() if name != "signature"})


def _canonical(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A half character (a lone surrogate) that a stranger sends just does not match.
    return text.encode(errors="replace")

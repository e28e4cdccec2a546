"""What the vendor tells us: requests signed with the account's token, and the end of sending a template message. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

_EVENT = re.compile(r"<Event>\s*<!\[CDATA\[TEMPLATESENDJOBFINISH\]\]>\s*</Event>")
_ID = re.compile(r"<MsgID>\s*(?:<!\[CDATA\[)?(\d{1,32})(?:\]\]>)?\s*</MsgID>", re.IGNORECASE)
_STATUS = re.compile(r"<Status>\s*<!\[CDATA\[([^\]]{1,60})\]\]>\s*</Status>")


@dataclass(frozen=True, slots=True)
class Finished:
    """A message that the vendor is done with. ``fault`` is empty where it arrived."""

    vendor_id: str
    fault: str


def is_signed(*, token: str, signature: str, timestamp: str, nonce: str) -> bool:
    """Whether a request comes from who knows the account's token. No token is nobody's."""
    wanted = hashlib.sha1("".join(sorted((token, timestamp, nonce))).encode()).hexdigest()  # noqa: S324 - the vendor's choice
    return bool(token) and hmac.compare_digest(wanted.encode(), signature.encode())


def finished_in(body: str) -> Finished | None:
    """The end of a template message in what the vendor posted; other events are none."""
    number, status = _ID.search(body), _STATUS.search(body)
    if not _EVENT.search(body) or number is None or status is None:
        return None
    return Finished(number[1], "" if status[1] == "success" else status[1])

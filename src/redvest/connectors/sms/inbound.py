"""Texts that people send back, as Aliyun pushes them (SmsUp over HTTP): a JSON array, answered with code 0.

Its documentation names phone_number, content, sign_name, send_time, dest_code and sequence_id; the push carries no
signature, so that whoever takes it in proves the sender by a word in the address.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redvest.core.clock import CHINA

LARGEST, LONGEST = 1_000_000, 1_000  # bytes of a push, characters of one text
TAKEN = {"code": 0, "msg": "OK"}
NOT_TAKEN = {"code": 1, "msg": "not understood"}  # the vendor sends it again, and its console shows it
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S")


class NotUnderstood(ValueError):
    """A push of which not one text could be read: taken for done, what people wrote would be lost without a word."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One text; ``phone`` as the vendor writes it, without the country's prefix."""

    phone: str
    content: str
    sent_at: datetime


def received(body: bytes) -> list[Inbound]:
    """The texts in a push. One that cannot be read is left out: it keeps no other back, and would be no better again.

    Raises NotUnderstood where none can be read, or the whole is larger than any push: half of it is never read.
    """
    if len(body) > LARGEST:
        raise NotUnderstood
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise NotUnderstood from fault
    rows = found if isinstance(found, list) else [found]
    read = [_text(row) for row in rows if isinstance(row, dict)]
    texts = [each for each in read if each is not None]
    if rows and not texts:
        raise NotUnderstood
    return texts


def _text(row: dict[str, Any]) -> Inbound | None:
    phone = str(row.get("phone_number", "")).strip().removeprefix("+").removeprefix("86")
    moment = _moment(str(row.get("send_time", "")))
    if not (phone.isascii() and phone.isdigit()) or moment is None:
        return None
    return Inbound(phone, str(row.get("content", ""))[:LONGEST], moment)


def _moment(text: str) -> datetime | None:
    """The vendor's local time; its queue writes it without signs between."""
    for form in _FORMATS:
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).replace(tzinfo=CHINA)
    return None

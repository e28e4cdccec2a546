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

MOST, LONGEST = 500, 1_000  # texts in a push, characters of one
TAKEN = {"code": 0, "msg": "OK"}
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S")


@dataclass(frozen=True, slots=True)
class Inbound:
    """One text; ``phone`` as the vendor writes it, without the country's prefix."""

    phone: str
    content: str
    sent_at: datetime


def received(body: bytes) -> list[Inbound]:
    """The texts in a push. What cannot be read is left out: the vendor would send it again and again."""
    try:
        found = json.loads(body)
    except ValueError:
        return []
    rows = found if isinstance(found, list) else [found]
    texts = [_text(row) for row in rows[:MOST] if isinstance(row, dict)]
    return [each for each in texts if each is not None]


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

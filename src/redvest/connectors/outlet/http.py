"""One request and its answer. No redirect is followed: where secrets go is for the settings to say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, InvalidURL
from typing import Any
from urllib.parse import urlsplit

from redvest.connectors.outlet.faults import Unanswered, Unsent

TIMEOUT = 5  # seconds, for each of connecting and answering
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    retry_after: str = ""

    def json(self) -> dict[str, Any]:
        """The answer as an object. Raises Unanswered for what is none."""
        try:
            found = json.loads(self.body)
        except ValueError as fault:
            raise Unanswered(f"HTTP {self.status}") from fault
        if not isinstance(found, dict):
            raise Unanswered(f"HTTP {self.status}")
        return found


def call(method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
    """Raises Unsent where there was no connection or the address is none, Unanswered where it broke after that."""
    try:
        where = urlsplit(url)
        kind = {"https": HTTPSConnection, "http": HTTPConnection}[where.scheme]
        line = kind(where.hostname or "", where.port, timeout=TIMEOUT)
        line.connect()
    except (OSError, HTTPException, ValueError, KeyError) as fault:
        raise Unsent(type(fault).__name__) from fault
    try:
        target = f"{where.path or '/'}{'?' + where.query if where.query else ''}"
        line.request(method, target, body=body, headers=dict(headers or {}))
        answer = line.getresponse()
        return Answer(answer.status, answer.read(LARGEST), answer.getheader("Retry-After", ""))
    except (InvalidURL, UnicodeError) as fault:  # found before a byte left
        raise Unsent(type(fault).__name__) from fault
    except (OSError, HTTPException) as fault:
        raise Unanswered(type(fault).__name__) from fault
    finally:
        line.close()

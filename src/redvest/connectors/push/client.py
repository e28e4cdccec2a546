"""The sender of web pushes: its key file, the token that names it to a push service, and the request."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from redvest.connectors.outlet import Refused, Unanswered, call
from redvest.connectors.push.sealed import CURVE, point, seal
from redvest.core.files import write_once

LIFE = timedelta(hours=12)  # of the token; RFC 8292 allows a day
_PLAIN = re.compile(r"[!-~]{1,1000}")  # printable ASCII: anything else cannot be asked for
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*(:\d{1,5})?")
KEPT = 24 * 3600  # seconds for which a push service keeps what it cannot deliver


class BrowserGone(Refused):
    """The browser asked for no more, or is no more: the subscription can go."""


def is_push_service(endpoint: str, hosts: Collection[str]) -> bool:
    """Whether an address that a browser gave belongs to a known push service: nothing else is ever called.

    A name that begins with a dot stands for everything below it.
    """
    if not _PLAIN.fullmatch(endpoint):
        return False
    try:
        where = urlsplit(endpoint)
    except ValueError:  # brackets of no address
        return False
    host = where.netloc.lower()
    if not _NAME.fullmatch(host):
        return False
    known = any(host == each or (each.startswith(".") and host.endswith(each)) for each in hosts)
    local = host.split(":")[0] in ("127.0.0.1", "localhost")
    return known and (where.scheme == "https" or (where.scheme == "http" and local))


def waiting_time(said: str) -> timedelta:
    """How long a service asks to be left alone: seconds, or until a date; at most a day."""
    now = datetime.now(UTC)
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said[:9]), KEPT))
    try:
        asked = parsedate_to_datetime(said) - now
    except (ValueError, TypeError):  # nothing, no date, or one without a zone
        return timedelta()
    return min(max(asked, timedelta()), timedelta(seconds=KEPT))


@dataclass(frozen=True)
class WebPush:
    """``contact`` is a mailto: or https: address under which a push service can reach whoever runs this house."""

    key: ec.EllipticCurvePrivateKey
    contact: str

    @classmethod
    def kept_in(cls, folder: Path, contact: str) -> WebPush:
        """The key of this installation, made at the first need: browsers bind their subscription to it."""
        path = folder / "vapid.pem"
        if not path.exists():
            write_once(path, _fresh_key())
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return cls(key, contact)

    def public_key(self) -> str:
        """What a browser needs to subscribe: 65 bytes in base64url."""
        return _base64url(point(self.key.public_key()))

    def send(
        self,
        *,
        endpoint: str,
        public_key: bytes,
        auth_secret: bytes,
        payload: bytes,
        topic: str,
        urgent: bool,
    ) -> str:
        """Hand one push over; the service's name for it. One of the same topic that still waits is replaced.

        Raises Unsent, Unanswered, Refused, BrowserGone, BadKeys.
        """
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(KEPT),
            "Topic": topic[:32],
            "Urgency": "high" if urgent else "normal",
            "Authorization": f"vapid t={self._token(endpoint)}, k={self.public_key()}",
        }
        body = seal(payload, public_key=public_key, auth_secret=auth_secret)
        answer = call("POST", endpoint, headers=headers, body=body)
        if answer.status in (200, 201, 202, 204):
            return topic
        if answer.status in (404, 410):
            raise BrowserGone(f"HTTP {answer.status}")
        if answer.status in (408, 425) or answer.status >= 500:
            raise Unanswered(f"HTTP {answer.status}")
        raise Refused(
            f"HTTP {answer.status}", later=answer.status == 429, after=waiting_time(answer.retry_after)
        )

    def _token(self, endpoint: str) -> str:
        where = urlsplit(endpoint)
        claims = {
            "aud": f"{where.scheme}://{where.netloc}",
            "exp": int((datetime.now(UTC) + LIFE).timestamp()),
            "sub": self.contact,
        }
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, ECKey.import_key(pem))


def _fresh_key() -> bytes:
    return ec.generate_private_key(CURVE).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

"""Aliyun's request signature, version 3 (ACS3-HMAC-SHA256), as its documentation of OpenAPI requests describes it. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"


def query_of(params: Mapping[str, str]) -> str:
    """The canonical query: sorted by name, percent-encoded as RFC 3986 says."""
    return "&".join(
        f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(params.items())
    )


def authorization(
    *, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, key: str, secret: str
) -> str:
    """The Authorization header. Signed are ``host``, ``content-type`` and everything that begins with ``x-acs-``."""
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    signed = sorted(each for each in lower if each in ("host", "content-type") or each.startswith("x-acs-"))
    lines = "".join(f"{name}:{lower[name]}\n" for name in signed)
    digest = hashlib.sha256(body).hexdigest()
    canonical = "\n".join((method, path, query, lines, ";".join(signed), digest))
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key},SignedHeaders={';'.join(signed)},Signature={signature}"

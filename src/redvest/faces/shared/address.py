"""Where a request comes from, as far as it can be believed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The sender's address: what the outermost trusted proxy saw, or the connection's own without one.

    With ``REDVEST_PROXIES`` trusted hops, the last as many entries of X-Forwarded-For were written by them; anything
    before is what the sender claims.
    """
    direct = str(request.META.get("REMOTE_ADDR") or "unknown")
    hops = [
        hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()
    ]
    trusted = settings.REDVEST_PROXIES
    return hops[-min(trusted, len(hops))] if trusted and hops else direct

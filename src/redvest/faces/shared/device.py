"""The mark by which a browser is known again at an activity: opaque, signed, long-lived, and about nobody.

It says only "the same browser as before". A person who clears it looks like a new phone, so it adds weight and proves
nothing alone (ADR 9).
"""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse

COOKIE = "rv_device"
_SALT = "redvest.device"
_YEARS = 3 * 365 * 24 * 3600


def device_of(request: HttpRequest) -> str:
    """The mark of this browser; a new one where it has none or has forged it."""
    found = request.get_signed_cookie(COOKIE, default="", salt=_SALT)
    return found or secrets.token_urlsafe(16)


def keep_device(response: HttpResponse, request: HttpRequest, device: str) -> HttpResponse:
    """Let the browser remember its mark."""
    response.set_signed_cookie(
        COOKIE, device, salt=_SALT, max_age=_YEARS, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response

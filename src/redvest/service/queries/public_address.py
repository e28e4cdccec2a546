"""Under which address papers and credentials send their readers back to this installation."""

from __future__ import annotations

from django.conf import settings

from redvest.service.errors import PublicAddressMissing


def public_address(site_address: str = "") -> str:
    """What is configured, without a slash at the end; a demonstration takes the request's own, which may be empty.

    What is signed or printed says it for years, and the address of a request is whatever the one who asked wrote into
    it: in production nothing is issued under that. Raises PublicAddressMissing.
    """
    if settings.REDVEST_PRODUCTION and not settings.REDVEST_BASE_URL:
        raise PublicAddressMissing
    return str(settings.REDVEST_BASE_URL or site_address).rstrip("/")

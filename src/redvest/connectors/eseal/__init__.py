"""The seal of a city or a site on what leaves the house: a protocol, a key file of our own, and PKCS #11 tokens.

Owns which seal is in use, which ones this installation trusts, and how a PDF is sealed and read back.
Contexts know this package, never a vendor.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cryptography import x509
from django.conf import settings

from redvest.connectors.eseal.check import (
    ALTERED,
    EXPIRED,
    FOREIGN,
    UNSEALED,
    SealCheck,
    certificates_in,
    check_pdf,
)
from redvest.connectors.eseal.local import LocalSeal, roots_in
from redvest.connectors.eseal.pades import seal_pdf
from redvest.connectors.eseal.protocol import Seal, SealUnusable
from redvest.connectors.eseal.token import TokenSeal

__all__ = [
    "ALTERED", "EXPIRED", "FOREIGN", "UNSEALED", "LocalSeal", "Seal", "SealCheck", "SealUnusable", "TokenSeal",
    "certificates_in", "check_pdf", "current", "house_roots", "seal_pdf",
]  # fmt: skip


def current() -> Seal:
    """The seal in use: the token's that is configured, or the key file of this installation."""
    if settings.REDVEST_SEAL_MODULE:
        return _token(
            settings.REDVEST_SEAL_MODULE, settings.REDVEST_SEAL_TOKEN, settings.REDVEST_SEAL_KEY,
            settings.REDVEST_SEAL_CERT, settings.REDVEST_SEAL_PIN,
        )  # fmt: skip
    return _file(_folder(), settings.REDVEST_SITE_NAME)


def house_roots() -> list[x509.Certificate]:
    """Whom this installation trusts: the top of the seal in use, and of every key file that it has or had."""
    kept = roots_in(_folder())
    return [current().chain()[-1], *kept] if settings.REDVEST_SEAL_MODULE else kept


def _folder() -> Path:
    return Path(settings.REDVEST_DATA_DIR) / "seal"


@lru_cache(maxsize=4)
def _file(folder: Path, name: str) -> LocalSeal:
    return LocalSeal(folder, name)


@lru_cache(maxsize=4)
def _token(module: str, token: str, key: str, certificate: str, pin: str) -> TokenSeal:
    return TokenSeal(module, token, key, certificate, pin)

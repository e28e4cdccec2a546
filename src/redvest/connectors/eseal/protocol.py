"""What a seal can do, and the ways in which it says no."""

from __future__ import annotations

from typing import Protocol

from cryptography import x509

from redvest.core.errors import DomainError


class SealUnusable(DomainError):
    """电子签章现在用不了，证明暂时开不出来。请管理员运行 redvest doctor 看看签章缺什么。"""

    code = "seal-unusable"
    status = 503


class Seal(Protocol):
    """A private key that stays where it is, and the certificate that says whose it is."""

    stand_in: bool  # whether this is a key file of our own that no authority has certified

    def __hash__(self) -> int:
        """Seals that are equal sign alike."""
        ...

    def chain(self) -> tuple[x509.Certificate, ...]:
        """The seal's certificate first, then those above it as far as they are known."""
        ...

    def sign(self, data: bytes) -> bytes:
        """A signature over SHA-256 of the data: ECDSA as DER, or RSA PKCS #1 v1.5. Raises SealUnusable."""
        ...

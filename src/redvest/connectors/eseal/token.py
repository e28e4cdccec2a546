"""A seal whose key never leaves its device: any PKCS #11 token (a city's seal in a card, a stick or an HSM)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, PKCS11Error, PrivateKey, Session
from pkcs11.exceptions import UserAlreadyLoggedIn

from redvest.connectors.eseal.protocol import SealUnusable


@dataclass(frozen=True)
class TokenSeal:
    """One key of one token. A session belongs to one thread at a time; a lost one is opened again, once."""

    module: str
    token: str
    key: str
    certificate: str
    pin: str = field(repr=False)
    stand_in = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    _open: list[Session] = field(default_factory=list, repr=False, compare=False)

    def chain(self) -> tuple[x509.Certificate, ...]:
        return self._chain

    def sign(self, data: bytes) -> bytes:
        try:
            return self._sign(data)
        except PKCS11Error:
            self._forget()
        try:
            return self._sign(data)
        except PKCS11Error as fault:
            raise SealUnusable from fault

    @cached_property
    def _chain(self) -> tuple[x509.Certificate, ...]:
        """The named certificate, then its issuers as far as the token carries them."""
        try:
            with self._session() as session:
                found = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
                kept = [
                    (item[Attribute.LABEL], x509.load_der_x509_certificate(item[Attribute.VALUE]))
                    for item in found
                ]
        except PKCS11Error as fault:
            raise SealUnusable from fault
        own = next((each for label, each in kept if label == self.certificate), None)
        if own is None or not isinstance(own.public_key(), ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
            raise SealUnusable
        return _upwards(own, [each for _, each in kept])

    def _sign(self, data: bytes) -> bytes:
        with self._session() as session:
            found = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=self.key)
            key = cast(PrivateKey, found)
            if key.key_type == KeyType.EC:
                raw = key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA)
                half = len(raw) // 2
                return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
            return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with self._lock:
            if not self._open:
                self._open.append(_opened(self.module, self.token, self.pin))
            yield self._open[0]

    def _forget(self) -> None:
        """Drop the session, and let the library look again for tokens that came back."""
        with self._lock, suppress(PKCS11Error, RuntimeError):
            self._open.clear()
            pkcs11.lib(self.module).reinitialize()


def _opened(module: str, token: str, pin: str) -> Session:
    try:
        found = pkcs11.lib(module).get_token(token_label=token)
        try:
            return found.open(user_pin=pin)
        except UserAlreadyLoggedIn:  # a login is the process's, not the session's
            return found.open()
    except RuntimeError as fault:  # the library itself cannot be loaded
        raise SealUnusable from fault


def _upwards(own: x509.Certificate, others: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    chain = [own]
    while chain[-1].issuer != chain[-1].subject:
        above = next(
            (each for each in others if each.subject == chain[-1].issuer and each not in chain), None
        )
        if above is None:
            break
        chain.append(above)
    return tuple(chain)

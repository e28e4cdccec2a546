"""Web push payloads sealed for one browser (RFC 8291 over the aes128gcm coding of RFC 8188). Pure but for its random parts."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
RECORD = 4096
LONGEST = 3993  # bytes of a payload that every push service takes (RFC 8291 4)


class BadKeys(ValueError):
    """What the browser gave is no point of the curve, or no secret of sixteen bytes."""


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_point(public_key: bytes) -> bool:
    """Whether a browser's key lies on the curve: for no other can anything be sealed."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public_key)
    except ValueError:
        return False
    return len(public_key) == 65


def seal(
    payload: bytes,
    *,
    public_key: bytes,
    auth_secret: bytes,
    salt: bytes | None = None,
    own: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a push request. ``salt`` and ``own`` are drawn anew for each; a test gives those of the RFC."""
    if len(auth_secret) != 16 or len(payload) > LONGEST:
        raise BadKeys
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public_key)
    except ValueError as fault:
        raise BadKeys from fault
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    shared = own.exchange(ec.ECDH(), theirs)
    mine = point(own.public_key())
    ikm = _derive(shared, auth_secret, b"WebPush: info\x00" + public_key + mine, 32)
    key = _derive(ikm, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(ikm, salt, b"Content-Encoding: nonce\x00", 12)
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(mine)]) + mine
    return header + AESGCM(key).encrypt(nonce, payload + b"\x02", None)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)

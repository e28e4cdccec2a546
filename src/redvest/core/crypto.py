"""Field encryption, keyed hashes for equality, and short signatures for codes that live a minute.

Owns the formats and the key ring. Which fields are secret, and where keys come from, is decided by others.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from redvest.core.errors import DomainError

FORMAT_VERSION = 1
HEADER_LENGTH = 2  # version byte, key id byte
NONCE_LENGTH = 12
TAG_LENGTH = 16
KEY_LENGTH = 32
SHORT_LENGTH = 16
SHORTEST_SECRET = 16
HIGHEST_KEY_ID = 255


class CryptoError(DomainError):
    """加密的数据读不出来：密钥不对，或者数据被改动过。请联系系统管理员。"""

    code = "crypto"
    status = 500


class WrongKeys(CryptoError):
    """密钥配置不对：每把密钥要正好 32 字节，编号在 1 到 255 之间，并且当前编号要在其中。"""

    code = "wrong-keys"


class UnknownKey(CryptoError):
    """这条数据是用一把现在没有的密钥加密的，请把旧密钥也放进配置里。"""

    code = "unknown-key"


@dataclass(frozen=True)
class Keyring:
    """The keys that read and write secret fields: the current one writes, every one of them reads.

    The pepper is not rotated with the keys: a new pepper would make every stored hash unfindable.
    """

    keys: Mapping[int, bytes] = field(repr=False)
    current: int
    pepper: bytes = field(repr=False)
    _ciphers: Mapping[int, AESGCM] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ids_fit = all(1 <= key_id <= HIGHEST_KEY_ID for key_id in self.keys)
        keys_fit = all(len(key) == KEY_LENGTH for key in (*self.keys.values(), self.pepper))
        if not ids_fit or not keys_fit or self.current not in self.keys:
            raise WrongKeys
        object.__setattr__(self, "_ciphers", {key_id: AESGCM(key) for key_id, key in self.keys.items()})

    @classmethod
    def from_secret(cls, secret: str, former: Sequence[str] = ()) -> Keyring:
        """Keys derived from text secrets: ``former`` ones, oldest first, still read; ``secret`` writes.

        The pepper comes from the oldest secret and so survives every rotation.
        """
        secrets = [*former, secret]
        if any(len(each) < SHORTEST_SECRET for each in secrets):
            raise WrongKeys("用来派生密钥的口令太短，至少要 16 个字符。")
        keys = {key_id: _derived(each.encode(), "field-key") for key_id, each in enumerate(secrets, start=1)}
        return cls(keys, len(secrets), _derived(secrets[0].encode(), "pepper"))

    def encrypt(self, plaintext: str, *, context: str) -> bytes:
        """Encrypt a text under the current key.

        The context (the table and column, say) must be given again to read it, so that a value copied into
        another column does not decrypt there.
        """
        header = bytes((FORMAT_VERSION, self.current))
        nonce = os.urandom(NONCE_LENGTH)
        sealed = self._ciphers[self.current].encrypt(nonce, plaintext.encode(), header + context.encode())
        return header + nonce + sealed

    def decrypt(self, blob: bytes, *, context: str) -> str:
        """The text inside a blob, or CryptoError when it was altered or belongs elsewhere."""
        # Databases hand binary columns out as memoryview.
        blob = bytes(blob)
        if len(blob) < HEADER_LENGTH + NONCE_LENGTH + TAG_LENGTH or blob[0] != FORMAT_VERSION:
            raise CryptoError
        cipher = self._ciphers.get(blob[1])
        if cipher is None:
            raise UnknownKey(key_id=blob[1])
        header, nonce, sealed = blob[:2], blob[2 : 2 + NONCE_LENGTH], blob[2 + NONCE_LENGTH :]
        try:
            return cipher.decrypt(nonce, sealed, header + context.encode()).decode()
        except InvalidTag as broken:
            raise CryptoError from broken

    def needs_rotation(self, blob: bytes) -> bool:
        """Whether a blob should be written again because it is not under the current key and format."""
        return bytes(blob[:HEADER_LENGTH]) != bytes((FORMAT_VERSION, self.current))

    def keyed_hash(self, value: str, *, purpose: str) -> bytes:
        """32 bytes that are equal for equal values of one purpose, and say nothing without the pepper."""
        message = purpose.encode() + b"\x00" + value.encode()
        return hmac.digest(self.pepper, message, "sha256")

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one other purpose (volunteer numbers, rotating codes), stable across rotation."""
        return _derived(self.pepper, f"derived:{purpose}")


def sign_short(key: bytes, payload: bytes) -> str:
    """A 22-character signature, short enough for a QR code that is scanned from a phone."""
    digest = hmac.digest(key, payload, hashlib.sha256)[:SHORT_LENGTH]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def verify_short(key: bytes, payload: bytes, signature: str) -> bool:
    """Whether the signature is the one of this payload; compares in constant time."""
    return hmac.compare_digest(sign_short(key, payload).encode(), signature.encode("utf-8", "replace"))


def _derived(seed: bytes, purpose: str) -> bytes:
    info = f"redvest:v1:{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=None, info=info).derive(seed)

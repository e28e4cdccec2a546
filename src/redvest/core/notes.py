"""Signed notes and the checkpoints of a log: their text, their Ed25519 signatures, and witnesses' cosignatures.

C2SP signed-note, tlog-checkpoint and tlog-cosignature. A note is a text, an empty line, and signature lines that
begin with an em dash. Keys come from elsewhere; nothing here reads a clock.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PLAIN, COSIGNATURE = 0x01, 0x04
_DASH = "\u2014 "
_KEY_BYTES, _ID_BYTES, _SIGNATURE_BYTES, _TIME_BYTES = 32, 4, 64, 8
LONGEST = 64_000
MOST_SIGNATURES = 64


class BadNote(ValueError):
    """A text that is no signed note, checkpoint or key. Its message says why, for a log or a developer."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name: ``kind`` says whether it signs notes or cosigns checkpoints."""

    name: str
    public: bytes
    kind: int = PLAIN

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(character.isspace() for character in self.name):
            raise BadNote("a key's name has no spaces and no plus sign")
        if len(self.public) != _KEY_BYTES or self.kind not in (PLAIN, COSIGNATURE):
            raise BadNote("an Ed25519 key has 32 bytes and a kind that is known")

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, kind and key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[
            :_ID_BYTES
        ]

    def text(self) -> str:
        """The key as it is published: ``name+id+base64(kind || key)``."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose it says it is, and the bytes after the key's id."""

    name: str
    key_id: bytes
    content: bytes

    def line(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.content).decode()}\n"

    @property
    def time(self) -> int | None:
        """The moment in a cosignature (seconds since 1970); None in a plain signature."""
        if len(self.content) != _TIME_BYTES + _SIGNATURE_BYTES:
            return None
        return int(struct.unpack(">Q", self.content[:_TIME_BYTES])[0])


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a newline) and its signature lines, not yet verified."""

    text: str
    signatures: tuple[Signature, ...]

    def render(self) -> str:
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its name, how many leaves it has, and their root."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_key(text: str) -> VerifierKey:
    """A key from its published text. Raises BadNote."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = _decoded(encoded)
    key = VerifierKey(name, raw[1:], raw[0] if raw else 0)
    if key.id.hex() != key_id:
        raise BadNote("the key's id does not belong to it")
    return key


def parse_note(text: str) -> Note:
    """A note from its text. Raises BadNote."""
    body, gap, lines = text.rpartition("\n\n")
    if not gap or not body or not lines.endswith("\n") or len(text) > LONGEST:
        raise BadNote("a note has a text, an empty line and signatures")
    return Note(body + "\n", parse_signatures(lines))


def parse_signatures(text: str) -> tuple[Signature, ...]:
    """Signature lines by themselves, as a witness sends them. Raises BadNote."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise BadNote("too many signatures")
    return tuple(_signature(line) for line in lines)


def parse_checkpoint(body: str) -> Checkpoint:
    """A checkpoint from a note's text; lines of extensions after the root are allowed. Raises BadNote."""
    lines = body.split("\n")
    if len(lines) < 4 or not lines[0] or lines[-1]:
        raise BadNote("a checkpoint has an origin, a size and a root")
    size, root = lines[1], _decoded(lines[2])
    if not size.isascii() or not size.isdecimal() or (len(size) > 1 and size[0] == "0") or len(size) > 19:
        raise BadNote("the size is a plain number")
    if len(root) != 32:
        raise BadNote("the root has 32 bytes")
    return Checkpoint(lines[0], int(size), root)


def sign(text: str, name: str, private: Ed25519PrivateKey) -> Signature:
    """A plain signature over a note's text."""
    key = VerifierKey(name, private.public_key().public_bytes_raw())
    return Signature(name, key.id, private.sign(text.encode()))


def cosign(text: str, name: str, private: Ed25519PrivateKey, time: int) -> Signature:
    """A cosignature of a checkpoint: says that at ``time`` (seconds since 1970) this was the newest head seen."""
    key = VerifierKey(name, private.public_key().public_bytes_raw(), COSIGNATURE)
    signed = private.sign(_cosigned(text, time))
    return Signature(name, key.id, struct.pack(">Q", time) + signed)


def signed_by(key: VerifierKey, text: str, signatures: Iterable[Signature]) -> Signature | None:
    """The signature of this key over the text that holds, if there is one."""
    public = Ed25519PublicKey.from_public_bytes(key.public)
    for signature in signatures:
        if (signature.name, signature.key_id) == (key.name, key.id) and _holds(public, key, text, signature):
            return signature
    return None


def _holds(public: Ed25519PublicKey, key: VerifierKey, text: str, signature: Signature) -> bool:
    message, content = text.encode(), signature.content
    if key.kind == COSIGNATURE:
        if signature.time is None:
            return False
        message, content = _cosigned(text, signature.time), content[_TIME_BYTES:]
    try:
        public.verify(content, message)
    except InvalidSignature:
        return False
    return True


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    raw = _decoded(encoded)
    if not line.startswith(_DASH) or not name or len(raw) <= _ID_BYTES:
        raise BadNote("a signature line is an em dash, a name and base64")
    return Signature(name, raw[:_ID_BYTES], raw[_ID_BYTES:])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise BadNote("not base64") from fault

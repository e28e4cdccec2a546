"""Checks offline that a certificate's hours are in the public log: python3 verify.py PROOF.json [PUBLIC_KEY]

PROOF.json comes from /api/v1/certificates/<number>/proof. Give the public key that you trust (from /log/keys);
without it the key in the file is used, which proves only that the file agrees with itself. Needs `cryptography`.
"""

import json
import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def signed_head(checkpoint: str, vkey: str) -> tuple[int, bytes]:
    """Size and root of the log, if its key signed them (C2SP signed-note and tlog-checkpoint)."""
    name, key_id, key = vkey.split("+", 2)
    raw = b64decode(key, validate=True)
    body, _, lines = checkpoint.rpartition("\n\n")
    for line in lines.splitlines():
        _, signer, signature = line.split(" ")
        content = b64decode(signature, validate=True)
        if signer == name and content[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(raw[1:]).verify(content[4:], (body + "\n").encode())
            _, size, root = body.split("\n")[:3]
            return int(size), b64decode(root, validate=True)
    raise ValueError("the checkpoint is not signed with this key")


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a leaf's path leads to (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in a log of this size")
    first, last, result = index, size - 1, sha256(b"\0" + leaf).digest()
    for node in path:
        if last == 0:
            raise ValueError("the path is too long")
        if first & 1 or first == last:
            result = sha256(b"\1" + node + result).digest()
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            result = sha256(b"\1" + result + node).digest()
        first, last = first >> 1, last >> 1
    return result if last == 0 else b""


try:
    proof = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    size, root = signed_head(proof["checkpoint"], sys.argv[2] if len(sys.argv) > 2 else proof["vkey"])
    for leaf in proof["leaves"]:
        path = [bytes.fromhex(node) for node in leaf["path"]]
        if root_from(bytes.fromhex(leaf["commitment"]), leaf["index"], size, path) != root:
            raise ValueError(f"leaf {leaf['index']} is not in the log")
    sys.stdout.write(f"OK: {len(proof['leaves'])} leaves in a log of {size}, {proof['waiting']} waiting\n")
    sys.exit(0 if proof["leaves"] else 1)
except (InvalidSignature, ValueError, KeyError, IndexError, TypeError, OSError) as fault:
    sys.exit(f"NOT VALID: {fault or 'the checkpoint was not signed with this key'}")

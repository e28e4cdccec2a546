"""A seal file that cannot be used is told in words, to whoever issues and to whoever verifies."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from redvest.connectors.eseal.local import LocalSeal, roots_in
from redvest.connectors.eseal.protocol import SealUnusable


def test_a_key_that_asks_for_a_password_is_not_used(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    (tmp_path / "seal.pem").write_bytes(locked)

    with pytest.raises(SealUnusable):
        LocalSeal(tmp_path, "新余市志愿服务").sign(b"x")
    assert (tmp_path / "seal.pem").read_bytes() == locked


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_broken_certificate_in_the_folder_is_told_in_words(tmp_path: Path, content: bytes) -> None:
    LocalSeal(tmp_path, "新余市志愿服务").chain()
    (tmp_path / "old.pem").write_bytes(content)

    with pytest.raises(SealUnusable):
        roots_in(tmp_path)


def test_the_roots_are_those_of_every_seal_that_there_was(tmp_path: Path) -> None:
    first = LocalSeal(tmp_path, "新余市志愿服务").chain()[-1]
    (tmp_path / "seal.pem").rename(tmp_path / "former.pem")
    second = LocalSeal(tmp_path, "新余市志愿服务").chain()[-1]

    assert {root.fingerprint(root.signature_hash_algorithm) for root in roots_in(tmp_path)} == {
        each.fingerprint(each.signature_hash_algorithm) for each in (first, second)
    }

"""The key file: made once, readable by its owner alone, plain about being nobody's seal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from redvest.connectors.eseal.local import FILE, LocalSeal, roots_in
from redvest.connectors.eseal.protocol import SealUnusable


def test_it_is_made_at_the_first_need_for_its_owner_alone(tmp_path: Path) -> None:
    seal = LocalSeal(tmp_path / "seal", "新余志愿")
    assert not (tmp_path / "seal").exists()

    own, above = seal.chain()

    assert (tmp_path / "seal" / FILE).stat().st_mode & 0o777 == 0o600
    assert "新余志愿" in own.subject.rfc4514_string()
    assert "非权威机构" in own.subject.rfc4514_string()
    assert seal.stand_in
    own.verify_directly_issued_by(above)
    above.verify_directly_issued_by(above)
    assert own.not_valid_after_utc < above.not_valid_after_utc


def test_it_signs_with_p_256_over_sha_256(tmp_path: Path) -> None:
    seal = LocalSeal(tmp_path, "新余志愿")
    key = seal.chain()[0].public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"

    signature = seal.sign(b"paper")

    key.verify(signature, b"paper", ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(signature, b"Paper", ec.ECDSA(SHA256()))


def test_processes_that_need_it_at_once_share_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        chains = list(pool.map(lambda _: LocalSeal(tmp_path, "新余志愿").chain(), range(8)))

    assert len({chain[0].serial_number for chain in chains}) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_seal_put_aside_is_still_trusted(tmp_path: Path) -> None:
    former = LocalSeal(tmp_path, "新余志愿").chain()
    (tmp_path / FILE).rename(tmp_path / "seal-2026.pem")

    present = LocalSeal(tmp_path, "新余志愿").chain()

    assert present[0] != former[0]
    assert roots_in(tmp_path) == [former[1], present[1]]
    assert roots_in(tmp_path / "nowhere") == []


@pytest.mark.parametrize("text", ["", "no key at all"])
def test_a_broken_file_is_told_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    with pytest.raises(SealUnusable):
        LocalSeal(tmp_path, "新余志愿").sign(b"paper")

    assert (tmp_path / FILE).read_text() == text


def test_a_very_long_name_fits(tmp_path: Path) -> None:
    assert LocalSeal(tmp_path, "新" * 200).sign(b"paper")

"""A real PKCS #11 token: SoftHSM 2 with a key of each kind that a city's seal may have."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pkcs11 import Attribute, ObjectClass

from redvest.connectors import eseal
from redvest.connectors.eseal import SealUnusable, TokenSeal, check_pdf, seal_pdf
from tests.factories.paper import plain_pdf
from tests.factories.registry import NOW

PLACES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")  # fmt: skip
MODULE = next((place for place in PLACES if Path(place).exists()), "")
PIN = "246810"
pytestmark = pytest.mark.skipif(
    not MODULE, reason="SoftHSM 2 is not installed (softhsm2); no token to sign with"
)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, name: str, above: ec.EllipticCurvePrivateKey,
                 issuer: str) -> bytes:  # fmt: skip
    ca = name == issuer
    usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
    builder = x509.CertificateBuilder().subject_name(_name(name)).issuer_name(_name(issuer))
    return (
        builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime.now(UTC) + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca, None), True).add_extension(usage, True)
        .sign(above, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    )  # fmt: skip


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A token with a root, and a seal of each kind under it."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    init = ["softhsm2-util", "--init-token", "--free", "--label", "city", "--pin", PIN, "--so-pin", PIN]
    subprocess.run(init, check=True, capture_output=True)
    library = pkcs11.lib(MODULE)
    library.reinitialize()
    above = ec.generate_private_key(ec.SECP256R1())
    keys: dict[str, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey] = {
        "seal-ec": ec.generate_private_key(ec.SECP256R1()), "seal-rsa": rsa.generate_private_key(65537, 2048),
    }  # fmt: skip
    for label, key in keys.items():
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())  # fmt: skip
        (folder / f"{label}.pem").write_bytes(pem)
        put = ["softhsm2-util", "--import", str(folder / f"{label}.pem"), "--token", "city", "--label", label,
               "--id", label.encode().hex(), "--pin", PIN]  # fmt: skip
        subprocess.run(put, check=True, capture_output=True)
    library.reinitialize()
    with library.get_token(token_label="city").open(rw=True, user_pin=PIN) as session:
        shown = {
            label: _certificate(key, f"新余市 {label}", above, "City Root") for label, key in keys.items()
        }
        shown["root"] = _certificate(above, "City Root", above, "City Root")
        for label, der in shown.items():
            parsed = x509.load_der_x509_certificate(der)
            session.create_object({
                Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                Attribute.TOKEN: True, Attribute.LABEL: label, Attribute.VALUE: der,
                Attribute.SUBJECT: parsed.subject.public_bytes(),
            })  # fmt: skip
    yield "city"
    library.finalize()
    del os.environ["SOFTHSM2_CONF"]


@pytest.mark.parametrize("label", ["seal-ec", "seal-rsa"])
def test_a_paper_sealed_by_the_token_is_intact_and_trusted(token: str, label: str) -> None:
    seal = TokenSeal(MODULE, token, label, label, PIN)
    own, root = seal.chain()

    paper = seal_pdf(plain_pdf(), seal, reason="志愿服务证明", place="新余", at=NOW)

    found = check_pdf(paper, [root], NOW)
    assert (found.intact, found.trusted, found.faults) == (True, True, ())
    assert label in found.subject
    assert not check_pdf(paper, [], NOW).trusted
    assert not seal.stand_in
    assert label in own.subject.rfc4514_string()


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the lost session's own farewell
def test_a_lost_session_is_opened_again(token: str) -> None:
    seal = TokenSeal(MODULE, token, "seal-ec", "seal-ec", PIN)
    assert seal.sign(b"one")

    pkcs11.lib(MODULE).reinitialize()  # as when the stick was pulled out and put back

    assert seal.sign(b"two")


@pytest.mark.parametrize(("key", "certificate", "pin", "label"), [
    ("no-key", "seal-ec", PIN, "city"), ("seal-ec", "seal-ec", "000000", "city"), ("seal-ec", "seal-ec", PIN, "none"),
])  # fmt: skip
def test_what_cannot_sign_says_so(token: str, key: str, certificate: str, pin: str, label: str) -> None:
    pkcs11.lib(MODULE).reinitialize()  # nobody is logged in
    with pytest.raises(SealUnusable):
        TokenSeal(MODULE, label, key, certificate, pin).sign(b"paper")


def test_a_certificate_that_is_not_there_is_told(token: str) -> None:
    with pytest.raises(SealUnusable):
        TokenSeal(MODULE, token, "seal-ec", "missing", PIN).chain()


def test_a_library_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    with pytest.raises(SealUnusable):
        TokenSeal(str(tmp_path / "none.so"), "city", "k", "c", PIN).sign(b"paper")


def test_the_environment_chooses_the_token(token: str, settings: pytest.FixtureRequest) -> None:
    for name, value in {
        "MODULE": MODULE,
        "TOKEN": token,
        "KEY": "seal-ec",
        "CERT": "seal-ec",
        "PIN": PIN,
    }.items():
        setattr(settings, f"REDVEST_SEAL_{name}", value)

    assert isinstance(eseal.current(), TokenSeal)
    assert eseal.current().chain()[-1] in eseal.house_roots()
    assert PIN not in repr(eseal.current())

"""The default seal: a key file of this installation, certified by nobody but itself.

Owns the file ``seal.pem`` (mode 0600): the key, its certificate, and the certificate of a small authority made for it
alone, whose own key is thrown away at once. Renewing means moving the file to another ``*.pem`` name beside it: what
it sealed is still trusted, and the next certificate is sealed by a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from redvest.connectors.eseal.protocol import SealUnusable
from redvest.core.files import write_once

FILE = "seal.pem"
BEGINS = datetime(2020, 1, 1, tzinfo=UTC)  # before anything that a demo city or a slow clock could sign
LIFE = timedelta(days=3652)
LONGEST_NAME = 21  # Chinese characters in the 64 bytes that X.520 gives a name


@dataclass(frozen=True)
class LocalSeal:
    """A key of the NIST curve P-256 in a folder of this machine; made at the first need, once for all processes."""

    folder: Path
    name: str
    stand_in = True

    def chain(self) -> tuple[x509.Certificate, ...]:
        return self._kept[1]

    def sign(self, data: bytes) -> bytes:
        return self._kept[0].sign(data, ec.ECDSA(hashes.SHA256()))

    @cached_property
    def _kept(self) -> tuple[ec.EllipticCurvePrivateKey, tuple[x509.Certificate, ...]]:
        path = self.folder / FILE
        try:
            if not path.exists():
                write_once(path, _fresh(self.name[:LONGEST_NAME], datetime.now(UTC)))
            text = path.read_bytes()
            key = serialization.load_pem_private_key(text, password=None)
            chain = tuple(x509.load_pem_x509_certificates(text))
        except (OSError, ValueError, TypeError) as fault:  # TypeError: it asks for a password
            raise SealUnusable from fault
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise SealUnusable
        return key, chain


def roots_in(folder: Path) -> list[x509.Certificate]:
    """The topmost certificate of every seal that this installation has had. Raises SealUnusable for a broken file."""
    found = []
    for path in sorted(folder.glob("*.pem")):
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())[-1:]
        except (OSError, ValueError) as fault:
            raise SealUnusable from fault
    return found


def _fresh(name: str, at: datetime) -> bytes:
    """A new key with its certificate and that of its authority, as PEM."""
    key, above = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = _subject(name, "本地签章的自建根证书")
    root = _certificate(root_name, root_name, above.public_key(), above, at + 2 * LIFE, authority=True)
    subject = _subject(name, "本地签章（非权威机构颁发）")
    seal = _certificate(subject, root_name, key.public_key(), above, at + LIFE, authority=False)
    pem = serialization.Encoding.PEM
    kept = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return kept + seal.public_bytes(pem) + root.public_bytes(pem)


def _subject(name: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePrivateKey,
    until: datetime,
    *,
    authority: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority,
        crl_sign=authority, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(until)
        .add_extension(
            x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
        )
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )

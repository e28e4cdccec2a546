"""Reading a sealed PDF: is every byte as it was sealed, and whose seal is it. Asks no network and no database.

A signature leaves a few bytes of a file uncovered: its own value in the file, and in that value what the CMS does not
sign. ``_frame`` holds those to the one form in which we write them, so that no byte of a certificate is free.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, parser
from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from redvest.connectors.eseal.pades import to_asn1

USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
UNSEALED, ALTERED, FOREIGN, EXPIRED = "unsealed", "altered", "foreign", "expired"


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What a PDF's seal says. ``faults`` are the words above; an intact PDF of our house has none."""

    intact: bool
    trusted: bool
    subject: str = ""
    reason: str = ""
    signed_at: datetime | None = None
    faults: tuple[str, ...] = ()


def check_pdf(pdf: bytes, roots: Sequence[x509.Certificate], at: datetime) -> SealCheck:
    """Look at the one seal of a PDF; ``at`` is when, so that a certificate that has ended since is told."""
    logging.getLogger("pyhanko").setLevel(
        logging.CRITICAL
    )  # what it would say of a bad file is in the answer
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        seals = reader.embedded_regular_signatures
        if not seals:
            return SealCheck(intact=False, trusted=False, faults=(UNSEALED,))
        return _checked(pdf, seals, roots, at)
    except Exception:  # a damaged file may break its reader anywhere and in any way
        return SealCheck(intact=False, trusted=False, faults=(ALTERED,))


def _checked(
    pdf: bytes, seals: list[EmbeddedPdfSignature], roots: Sequence[x509.Certificate], at: datetime
) -> SealCheck:
    seal = seals[-1]
    signed_at = seal.self_reported_timestamp
    trusting = ValidationContext(
        trust_roots=[to_asn1(root) for root in roots], allow_fetching=False, moment=signed_at or at
    )
    status = validate_pdf_signature(seal, trusting, key_usage_settings=USAGE)
    intact = len(seals) == 1 and _covers(pdf, seal, status) and _frame(pdf, seal)
    trusted = bool(status.trusted and (status.bottom_line or not intact))
    faults: tuple[str, ...] = () if intact else (ALTERED,)
    if intact and not trusted:
        faults += (FOREIGN,)
    if status.signing_cert.not_valid_after < at:
        faults += (EXPIRED,)
    return SealCheck(
        intact=intact,
        trusted=trusted,
        subject=_named(status.signing_cert),
        reason=str(seal.sig_object.get("/Reason", "")),
        signed_at=signed_at,
        faults=faults,
    )


def _named(certificate: asn1.Certificate) -> str:
    """Organisation and name of a certificate's subject, in one line."""
    subject = certificate.subject.native
    return " · ".join(str(subject[key]) for key in ("organization_name", "common_name") if key in subject)


def _covers(pdf: bytes, seal: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """The signature holds, and from the first byte to the last there is nothing outside it but its own value."""
    begin, _, again, rest = (int(number) for number in seal.byte_range)
    whole = begin == 0 and again + rest == len(pdf)
    return whole and status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def _frame(pdf: bytes, seal: EmbeddedPdfSignature) -> bool:
    """The bytes that no digest covers are exactly the CMS in hex, zeros behind it, and nothing loose in the CMS."""
    _, length, again, _ = (int(number) for number in seal.byte_range)
    value = bytes(seal.pkcs7_content)
    if pdf[length:again] != b"<" + value.hex().upper().encode() + b">":
        return False
    header, content, trailer = parser.parse(value)[3:6]
    size = len(header) + len(content) + len(trailer)
    signed = cms.ContentInfo.load(value[:size], strict=True)
    inner = signed["content"]
    (signer,) = inner["signer_infos"]
    return (
        not any(value[size:])
        and signed.copy().dump(force=True) == value[:size]
        and [each.dump() for each in inner["digest_algorithms"]] == [signer["digest_algorithm"].dump()]
        and inner["version"].native == "v1"
        and signer["version"].native == "v1"
        and inner["crls"].native is None
        and signer["unsigned_attrs"].native is None
    )


def certificates_in(text: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM or DER file. Raises ValueError where there are none."""
    return [x509.load_der_x509_certificate(each.dump()) for each in load_certs_from_pemder_data(text)]

"""A PDF under a seal: PAdES-B-B (ETSI EN 319 142-1), in an invisible field, as one incremental update at the end.

PDF/A-2b stays: the field's widget has no size and prints, the signature covers everything but its own value
(ISO 19005-2, 6.4.3). Only the seal's own certificate and those between it and its root are put inside.
"""

from __future__ import annotations

import asyncio
import io
import secrets
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from redvest.connectors.eseal.protocol import Seal

FIELD = "Seal"
DIGEST = "sha256"
RESERVED = 12288  # hex digits: room for an RSA-4096 signature and a chain of three
SIGNED_DATA = cms.ContentType("signed_data").dump()


class _Sealer(Signer):
    """Lets a seal's signature into pyHanko's CMS."""

    def __init__(self, seal: Seal) -> None:
        own, *above = (to_asn1(each) for each in seal.chain())
        between = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        between.register_multiple(above)
        super().__init__(signing_cert=own, cert_registry=between, embed_roots=False)
        self._seal = seal

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._seal.sign(data)


def seal_pdf(pdf: bytes, seal: Seal, *, reason: str, place: str, at: datetime) -> bytes:
    """The same PDF with the seal's signature over every byte of it. Raises SealUnusable."""
    embedding = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD)).write_cms(
        FIELD, IncrementalPdfFileWriter(io.BytesIO(pdf))
    )
    next(embedding)
    wanted = SignatureObject(
        timestamp=at, subfilter=SigSeedSubFilter.PADES, reason=reason, location=place, bytes_reserved=RESERVED
    )
    embedding.send(SigObjSetup(sig_placeholder=wanted))
    digest, out = embedding.send(SigIOSetup(md_algorithm=DIGEST, in_place=False))
    embedding.send(_mould(seal).filled(digest.document_digest, seal))
    return bytes(out.getvalue())


@dataclass(frozen=True)
class _Mould:
    """The parts of a seal's CMS that are the same for every paper, as DER (RFC 5652, 5.1 and 5.3).

    pyHanko makes them once for each seal. A paper then costs one signature and a few headers, not a tree of objects.
    """

    before: bytes  # of the signed attributes, up to the digest
    after: bytes
    signer: bytes  # version, identifier and digest algorithm of the signer
    algorithm: bytes
    outer: bytes  # version, digest algorithms, content type and certificates

    def filled(self, digest: bytes, seal: Seal) -> bytes:
        """The CMS of one paper."""
        attributes = self.before + digest + self.after
        signature = seal.sign(b"\x31" + attributes[1:])  # signed as a SET, written under the tag [0]
        info = _der(0x30, self.signer + attributes + self.algorithm + _der(0x04, signature))
        signed = _der(0x30, self.outer + _der(0x31, info))
        return _der(0x30, SIGNED_DATA + _der(0xA0, signed))


@lru_cache(maxsize=4)
def _mould(seal: Seal) -> _Mould:
    """Cast from one CMS over a digest that stands for all others."""
    mark = secrets.token_bytes(32)
    content = _result(_Sealer(seal).async_sign(mark, DIGEST, use_pades=True))["content"]
    (signer,) = content["signer_infos"]
    before, after = signer["signed_attrs"].dump().split(mark)
    return _Mould(
        before=before,
        after=after,
        signer=b"".join(signer[name].dump() for name in ("version", "sid", "digest_algorithm")),
        algorithm=signer["signature_algorithm"].dump(),
        outer=b"".join(
            content[name].dump()
            for name in ("version", "digest_algorithms", "encap_content_info", "certificates")
        ),
    )


def _der(tag: int, content: bytes) -> bytes:
    """A tag, the length in its shortest form, and the content."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def to_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """The certificate as pyHanko takes it."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _result(work: Coroutine[object, object, cms.ContentInfo]) -> cms.ContentInfo:
    """Run a coroutine to its end, also where the calling thread has a loop of its own already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()

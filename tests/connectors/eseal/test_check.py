"""Sealed papers read back: whose they are, and that no byte of them is free."""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from redvest.connectors.eseal.check import (
    ALTERED,
    EXPIRED,
    FOREIGN,
    UNSEALED,
    SealCheck,
    certificates_in,
    check_pdf,
)
from redvest.connectors.eseal.local import LocalSeal, roots_in
from tests.factories.paper import NUMBER, plain_pdf, sealed_pdf
from tests.factories.registry import NOW

Look = Callable[[bytes], SealCheck]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="module")
def paper(folder: Path) -> bytes:
    return sealed_pdf(folder)


@pytest.fixture(scope="module")
def look(folder: Path, paper: bytes) -> Look:
    roots = roots_in(folder)
    return lambda pdf: check_pdf(pdf, roots, NOW)


def test_an_untouched_paper_is_intact_and_ours(paper: bytes, look: Look) -> None:
    found = look(paper)

    assert (found.intact, found.trusted, found.faults) == (True, True, ())
    assert "新余志愿" in found.subject
    assert found.reason == f"志愿服务证明 {NUMBER}"
    assert found.signed_at == NOW


def test_every_flipped_byte_shows(paper: bytes, look: Look) -> None:
    """A thin sample of the whole; every byte of the signature's value was tried once when this was written."""
    places = range(random.Random(3).randrange(900), len(paper), 907)
    for place in places:
        changed = bytearray(paper)
        changed[place] ^= 0x01
        assert not look(bytes(changed)).intact, place


@pytest.mark.parametrize("mask", [0x01, 0x20])
def test_the_bytes_that_no_digest_covers_are_held_too(paper: bytes, look: Look, mask: int) -> None:
    begin = paper.index(b"/Contents <") + len("/Contents ")
    end = paper.index(b">", begin)
    places = [
        *range(begin, begin + 60),
        *range(begin + 60, begin + 2100, 61),
        end - 1,
        end,
        (begin + end) // 2,
    ]
    for place in places:
        changed = bytearray(paper)
        changed[place] ^= mask
        assert not look(bytes(changed)).intact, place - begin


@pytest.mark.parametrize("more", [b"\n", b"%\n", b"1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"])
def test_appended_bytes_show(paper: bytes, look: Look, more: bytes) -> None:
    assert look(paper + more).faults == (ALTERED,)


@pytest.mark.parametrize("cut", [0, 4, 900, 50_000, -1])
def test_a_cut_file_is_not_intact(paper: bytes, look: Look, cut: int) -> None:
    assert not look(paper[:cut]).intact


def test_a_second_seal_over_ours_is_an_alteration(
    paper: bytes, look: Look, folder: Path, tmp_path: Path
) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    append_signature_field(writer, SigFieldSpec("Another"))
    out = io.BytesIO()
    writer.write(out)

    assert not look(out.getvalue()).intact


def test_another_house_s_paper_is_intact_and_not_ours(look: Look, tmp_path: Path) -> None:
    theirs = sealed_pdf(tmp_path, "别处志愿")

    found = look(theirs)

    assert (found.intact, found.trusted, found.faults) == (True, False, (FOREIGN,))
    assert "别处志愿" in found.subject
    assert check_pdf(theirs, roots_in(tmp_path), NOW).trusted
    assert check_pdf(theirs, [LocalSeal(tmp_path, "别处志愿").chain()[0]], NOW).trusted


def test_a_paper_without_a_seal_and_what_is_no_paper(look: Look) -> None:
    assert look(plain_pdf()) == SealCheck(intact=False, trusted=False, faults=(UNSEALED,))
    assert look(b"hello") == SealCheck(intact=False, trusted=False, faults=(ALTERED,))


def test_a_certificate_that_has_ended_since_is_told(paper: bytes, folder: Path) -> None:
    later = check_pdf(paper, roots_in(folder), NOW + timedelta(days=20 * 366))

    assert later.intact and later.trusted
    assert later.faults == (EXPIRED,)


def test_the_archive_form_stays(paper: bytes) -> None:
    reader = PdfReader(io.BytesIO(paper))
    (widget,) = reader.pages[0]["/Annots"]
    metadata = reader.trailer["/Root"]["/Metadata"]

    assert b'pdfaid:part="2"' in metadata.get_data() and b'pdfaid:conformance="B"' in metadata.get_data()
    assert "/Filter" not in metadata
    assert widget.get_object()["/F"] & 0b110 == 0b100  # prints, is not hidden
    assert widget.get_object()["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"


def test_a_caller_with_a_loop_of_its_own_can_seal(folder: Path, look: Look) -> None:
    async def within() -> bytes:
        return sealed_pdf(folder)

    assert look(asyncio.run(within())).intact


def test_certificates_are_read_from_pem_and_der(folder: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    own = LocalSeal(folder, "新余志愿").chain()[0]
    assert certificates_in(own.public_bytes(Encoding.DER)) == [own]
    assert certificates_in(own.public_bytes(Encoding.PEM)) == [own]
    with pytest.raises(ValueError):
        certificates_in(b"nothing")

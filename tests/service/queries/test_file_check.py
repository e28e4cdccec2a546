"""Every kind of file finds its check, and a kind that is added is found, too."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from redvest.service.actions.certificate import issue_certificate
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.choices import Grade
from redvest.service.models import Certificate, LogLeaf
from redvest.service.queries.certificate import pdf_path
from redvest.service.queries.certificate_proof import SHOWN, public_proof
from redvest.service.queries.file_check import CHECKS, LARGEST, FileTooLarge, check_file
from redvest.service.rules.credential_check import kind_of
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate() -> Certificate:
    person, team = registry.make_volunteer(name="李明霞"), registry.make_body(name="黎明脚步志愿队")
    for days in (2, 3):
        make_entry(
            volunteer=person, body=team, minutes=60, grade=Grade.B, starts_at=NOW - timedelta(days=days)
        )
    return issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)


def test_every_kind_has_a_check() -> None:
    kinds = {kind_of(data) for data in (b"%PDF-1.7", b"\x89PNG", b' {"a":1}', b"a.b.c", b"", b"\xff\xfe")}
    assert kinds == set(CHECKS)


def test_a_paper_is_known_by_its_digest(certificate: Certificate) -> None:
    paper = pdf_path(certificate).read_bytes()
    assert hashlib.sha256(paper).digest() == bytes(certificate.file_digest)
    found = check_file(paper, NOW)
    assert (found.intact, found.issued_by, found.number) == (True, "黎明脚步志愿队", certificate.number)
    assert (found.status, found.in_log) == ("valid", None)
    assert not check_file(paper + b"\n", NOW).intact


def test_a_digest_written_into_the_register_makes_no_certificate(certificate: Certificate) -> None:
    """Who rules the database can register any file; the seal on it is not theirs to make."""
    forged = pdf_path(certificate).read_bytes().replace(b"/Title", b"/Titel", 1) + b"\n"
    Certificate.objects.filter(pk=certificate.pk).update(file_digest=hashlib.sha256(forged).digest())

    found = check_file(forged, NOW)

    assert not found.intact and not found.holds
    assert found.reasons[0].startswith("登记册里有这份 PDF，但文件里的电子签章不是本平台的")


def test_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(FileTooLarge):
        check_file(b"%PDF-" + b"x" * LARGEST, NOW)


def test_the_public_proof_counts_what_is_sealed_and_what_waits(certificate: Certificate) -> None:
    proof = public_proof(certificate.number.lower())
    assert (proof.entries, proof.leaves, proof.waiting, proof.head_size, proof.head_root) == (2, (), 2, 0, "")
    entry = certificate.lines.order_by("pk")[0].entry_id
    LogLeaf.objects.create(entry_id=entry, city=CITY, index=41)
    proof = public_proof(certificate.number)
    assert (proof.leaves, proof.waiting, proof.more) == ((41,), 1, 0) and len(proof.shown) <= SHOWN


def test_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(CertificateNotFound):
        public_proof("RV-0000-0000-0000-0000")

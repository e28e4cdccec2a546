"""Who rules the database writes certificates as they like: nothing of it is believed, by page, API, PDF or credential."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from redvest.connectors.eseal import house_roots
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.correction import void_entry
from redvest.service.actions.credential import credential_text
from redvest.service.actions.log import beat
from redvest.service.choices import CertificateState, Grade
from redvest.service.models import Certificate, CertificateLine, HoursEntry
from redvest.service.queries.certificate import pdf_path
from redvest.service.queries.credential_check import check_credential
from redvest.service.queries.file_check import check_file
from redvest.service.queries.paper_check import check_paper
from tests.factories import registry
from tests.factories.log import tamper
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_activity, make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def certificate() -> Certificate:
    person, team = registry.make_volunteer(name="李明霞"), registry.make_body()
    make_entry(volunteer=person, body=team, minutes=41, grade=Grade.B, activity=make_activity(body=team))
    beat(city=CITY, at=NOW)
    return issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)


def credential(certificate: Certificate) -> bytes:
    by = registry.volunteer_standing(certificate.volunteer)
    site = "https://xinyu.example"
    return credential_text(by=by, number=certificate.number, site_address=site, at=NOW).encode()


def public(certificate: Certificate) -> dict[str, object]:
    answer = Client().get(f"/api/v1/certificates/{certificate.number}")
    return dict(json.loads(answer.content))


def believed(certificate: Certificate, text: bytes) -> list[bool]:
    """By the paper's check, the credential's, the website's, and the public answer."""
    paper = pdf_path(certificate).read_bytes()
    return [
        check_paper(paper, trust=house_roots(), at=NOW).holds,
        check_credential(text, NOW).holds,
        check_file(paper, NOW).holds,
        public(certificate)["status"] == "valid",
    ]


def test_an_honest_one_is_believed_by_all(certificate: Certificate) -> None:
    assert believed(certificate, credential(certificate)) == [True] * 4
    assert public(certificate)["minutes_by_grade"] == {"A": 0, "B": 41, "C": 0, "D": 0}


def test_an_entry_that_was_deleted_takes_its_certificate_along(certificate: Certificate) -> None:
    text, entry = credential(certificate), HoursEntry.objects.get()
    tamper(
        "ALTER TABLE service_certificateline DROP CONSTRAINT service_certificatel_entry_id_f3dc8e00_fk_service_h"
    )
    tamper("DELETE FROM service_hoursentry WHERE id = %s", [entry.pk])
    assert believed(certificate, text) == [False] * 4


def test_minutes_changed_in_the_ledger_are_not_believed(certificate: Certificate) -> None:
    text = credential(certificate)
    tamper("UPDATE service_hoursentry SET minutes = 4000")
    assert believed(certificate, text) == [False] * 4


def test_a_salt_that_was_deleted_first_helps_nobody(certificate: Certificate) -> None:
    text = credential(certificate)
    tamper("DELETE FROM service_personsalt")
    tamper("UPDATE service_hoursentry SET minutes = 4000, grade = 'A'")
    assert believed(certificate, text) == [False] * 4


def test_a_sum_typed_into_the_row_is_neither_shown_nor_signed(certificate: Certificate) -> None:
    Certificate.objects.update(minutes_by_grade={"A": 9999})
    assert public(certificate)["minutes_by_grade"] == {"A": 0, "B": 41}
    forged = credential(Certificate.objects.get())
    assert believed(certificate, forged) == [False] * 4
    Certificate.objects.update(minutes_by_grade={"A": 0, "B": 41, "C": 0, "D": 0})
    assert check_credential(forged, NOW).holds  # what was signed was the ledger's 41 minutes all the while


def test_a_certificate_of_somebody_else_s_hours_is_worth_nothing(certificate: Certificate) -> None:
    other = registry.make_volunteer(name="王小路")
    Certificate.objects.update(volunteer=other)
    assert public(certificate)["status"] != "valid"


def test_a_certificate_without_entries_is_worth_nothing(certificate: Certificate) -> None:
    text = credential(certificate)
    CertificateLine.objects.all().delete()
    assert believed(certificate, text) == [False] * 4


def test_a_void_stays_a_void_whatever_the_row_says(certificate: Certificate) -> None:
    text = credential(certificate)
    void_entry(by=registry.make_centre(), entry=HoursEntry.objects.get(), reason="核实为虚假", at=NOW)
    Certificate.objects.update(state=CertificateState.VALID, revoked_at=None, revoked_reason="")
    assert believed(certificate, text) == [False] * 4
    assert check_credential(text, NOW).status == "revoked"

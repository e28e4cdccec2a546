"""A volunteer's own qualifications: handed in with a paper, shown with the number hidden."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redvest.registry.models import Qualification, Volunteer
from tests.faces.site.conftest import words
from tests.registry.actions.test_qualification import PDF, hand_in

pytestmark = pytest.mark.django_db
URL = "/me/qualifications/"


def sent(data: bytes = PDF, **more: str) -> dict[str, object]:
    paper = SimpleUploadedFile("证.pdf", data, content_type="text/html")
    return {
        "kind": "nurse", "issued_by": "新余市卫健委", "issued_on": "2020-01-01", "number": "N-20200101",
        "proof": paper, **more,
    }  # fmt: skip


def test_one_is_handed_in_and_shown_with_its_number_hidden(me: Client, person: Volunteer) -> None:
    assert "救护员证" in words(me.get(URL))
    assert me.post(URL, sent())["Location"] == URL
    found = Qualification.objects.get(volunteer=person)
    page = words(me.get(URL))
    assert "等核实" in page and "····0101" in page and "N-20200101" not in page
    paper = me.get(f"{URL}{found.pk}/")
    assert paper.content == PDF and paper["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("more", [{"issued_on": "2026-99-99"}, {"kind": ""}, {"expires_on": "2019-01-01"}])
def test_a_refusal_keeps_what_was_typed(me: Client, more: dict[str, str]) -> None:
    answer = me.post(URL, sent(**more))
    assert answer.status_code == 422 and "新余市卫健委" in answer.content.decode()
    assert not Qualification.objects.exists()


def test_without_a_true_paper_nothing_is_kept(me: Client) -> None:
    assert me.post(URL, sent(b"<script>")).status_code == 422
    assert not Qualification.objects.exists()


def test_nobody_opens_somebody_elses(me: Client, member: Client, person: Volunteer) -> None:
    found = hand_in(person)
    assert me.get(f"{URL}{found.pk}/").status_code == 200
    assert member.get(f"{URL}{found.pk}/").status_code == 404
    assert member.get(URL).status_code in (302, 403)

"""A file that somebody was handed, sent in to be looked at: every kind, whole and touched; nothing is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redvest.core.models import ThrottleCount
from redvest.registry.models import Body, DatedSetting, Volunteer
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.correction import void_entry
from redvest.service.choices import Grade
from redvest.service.models import Certificate
from redvest.service.queries.certificate import pdf_path
from tests.faces.site.conftest import words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
KINDS = ("pdf", "jwt", "png")


@pytest.fixture
def certificate(person: Volunteer, body: Body) -> Certificate:
    make_entry(volunteer=person, body=body, minutes=120, grade=Grade.A)
    return issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=body, at=NOW)


@pytest.fixture
def files(me: Client, certificate: Certificate) -> dict[str, bytes]:
    """What the holder passes on."""
    return {
        "pdf": pdf_path(certificate).read_bytes(),
        "jwt": me.get(f"/certificates/{certificate.number}/credential").content,
        "png": me.get(f"/certificates/{certificate.number}/badge.png").content,
    }


def send(client: Client, data: bytes, name: str = "证明") -> str:
    response = client.post("/verify/file", {"file": SimpleUploadedFile(name, data)})
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    return words(response)


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_is_good(
    guest: Client, files: dict[str, bytes], kind: str, certificate: Certificate
) -> None:
    said = send(guest, files[kind])
    assert "文件完好，证明有效" in said and certificate.number in said and "有没有改动 没有" in said
    assert "李明霞" not in said
    assert kind == "pdf" or "志愿服务证明：经核验 2 小时" in said


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("where", [0.0, 0.3, 0.6, 0.999])
def test_one_changed_byte_is_told(guest: Client, files: dict[str, bytes], kind: str, where: float) -> None:
    changed = bytearray(files[kind])
    changed[int(len(changed) * where)] ^= 1
    said = send(guest, bytes(changed))
    assert "不能采信这份文件" in said and "证明有效" not in said


@pytest.mark.parametrize("kind", KINDS)
def test_a_revoked_one_says_why(
    guest: Client, files: dict[str, bytes], kind: str, certificate: Certificate, body: Body
) -> None:
    entry = certificate.lines.all()[0].entry
    void_entry(by=registry.make_body_admin(body), entry=entry, reason="没有到场", at=NOW)
    said = send(guest, files[kind])
    assert "文件没有改动，但证明已撤销" in said and "没有到场" in said


def test_nothing_is_kept(guest: Client, files: dict[str, bytes]) -> None:
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    for data in files.values():
        send(guest, data)
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == before
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"x" * 1_000_001, "文件太大了"), (b"", "这个文件是空的"), (None, "请选择一个文件")],
)
def test_a_form_that_cannot_be_used_says_what_to_change(
    guest: Client, data: bytes | None, sentence: str
) -> None:
    sent = {} if data is None else {"file": SimpleUploadedFile("a.pdf", data)}
    response = guest.post("/verify/file", sent)
    assert response.status_code == 422 and sentence in words(response)


def test_any_other_file_is_met_with_a_sentence(guest: Client) -> None:
    for data in (
        b"%PDF-1.7 of somebody else",
        b"{}",
        b"{",
        b"\x89PNG\r\n\x1a\n",
        b"hello",
        bytes(range(256)),
    ):
        assert "不能采信这份文件" in send(guest, data)


def test_looking_is_counted_as_looking_up_is(guest: Client) -> None:
    guest.get("/verify/file")
    assert not ThrottleCount.objects.exists()
    DatedSetting.objects.create(
        key="certificate.verify_per_minute", region=registry.make_region_tree().city, effective_on="2020-01-01",
        value=2, set_at=NOW,
    )  # fmt: skip
    for _ in range(2):
        send(guest, b"hello")
    stopped = guest.post("/verify/file", {"file": SimpleUploadedFile("a", b"hello")})
    assert stopped.status_code == 429


def test_the_box_is_on_the_pages_where_numbers_are_checked(guest: Client, certificate: Certificate) -> None:
    for address in ("/verify/", f"/verify/{certificate.number}", "/verify/RV-0000-0000-0000-0000"):
        assert "拿到的是文件？传上来核验" in words(guest.get(address))

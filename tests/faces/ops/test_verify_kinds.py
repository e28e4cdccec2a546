"""`redvest verify` by kind of file, its three exit codes, and the key file that papers are sealed with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from redvest.connectors import eseal
from redvest.connectors.eseal import LocalSeal, SealUnusable
from redvest.connectors.eseal.local import FILE
from redvest.connectors.storage import storage
from redvest.core.models import AuditLine
from redvest.faces.ops import cli
from redvest.service.actions.certificate import issue_certificate, revoke_certificate
from redvest.service.actions.credential import baked_badge, credential_text
from redvest.service.models import Certificate, HoursEntry
from redvest.service.rules.credential_token import enveloped
from tests.factories import registry
from tests.factories.paper import sealed_pdf
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]
SITE = "https://xinyu.example"
PAPER = {"intact", "trusted", "issued_by", "number", "status", "in_log", "reasons"}
CREDENTIAL = PAPER - {"trusted"}


@pytest.fixture(autouse=True)
def on_the_tests_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def entry() -> HoursEntry:
    return make_entry(volunteer=registry.make_volunteer(), body=registry.make_body())


def issue(entry: HoursEntry) -> Certificate:
    by = registry.volunteer_standing(entry.volunteer)
    return issue_certificate(by=by, volunteer=entry.volunteer, body=entry.body, at=NOW)


@pytest.fixture
def certificate(entry: HoursEntry) -> Certificate:
    return issue(entry)


@pytest.fixture
def kinds(certificate: Certificate) -> dict[str, bytes]:
    """The same certificate in each of its four forms."""
    by = registry.volunteer_standing(certificate.volunteer)
    asked: dict[str, Any] = {"by": by, "number": certificate.number, "site_address": SITE, "at": NOW}
    text = credential_text(**asked)
    return {
        ".pdf": storage().read(certificate.file),
        ".jwt": text.encode(),
        ".json": json.dumps(enveloped(text)).encode(),
        ".png": baked_badge(**asked),
    }


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def answer(capsys: Said, *words: object) -> tuple[int, dict[str, Any]]:
    code = cli.run(["verify", *map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("kind", "keys"), [(".pdf", PAPER), (".jwt", CREDENTIAL), (".json", CREDENTIAL), (".png", CREDENTIAL)]
)
def test_every_kind_is_told_by_its_ending_in_either_case_and_taken_back_with_its_certificate(
    kind: str, keys: set[str], kinds: dict[str, bytes], certificate: Certificate, tmp_path: Path, capsys: Said
) -> None:
    for name in (f"a{kind}", f"b{kind.upper()}"):
        code, found = answer(capsys, put(tmp_path, name, kinds[kind]))
        assert (code, found["intact"], found["status"], found["number"]) == (
            0,
            True,
            "valid",
            certificate.number,
        )
        assert found.keys() == keys

    officer = registry.make_officer()
    revoke_certificate(by=officer, certificate=certificate, reason="记错了人", at=NOW)

    code, found = answer(capsys, tmp_path / f"a{kind}")
    assert (code, found["intact"], found["status"]) == (1, True, "revoked")
    assert found.keys() == keys and found["reasons"]


@pytest.mark.parametrize("kind", [".pdf", ".jwt", ".json", ".png"])
def test_a_file_without_an_ending_is_told_by_its_content(
    kind: str, kinds: dict[str, bytes], certificate: Certificate, tmp_path: Path, capsys: Said
) -> None:
    code, found = answer(capsys, put(tmp_path, "download", kinds[kind]))
    assert (code, found["number"], found["status"]) == (0, certificate.number, "valid")


@pytest.mark.parametrize("name", ["x.pdf", "x.jwt", "x.json", "x.png", "x"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\x89PNG\r\n\x1a\n", "随便写的".encode()])
def test_whatever_is_no_certificate_exits_1_and_says_why(
    name: str, content: bytes, tmp_path: Path, capsys: Said
) -> None:
    code, found = answer(capsys, put(tmp_path, name, content))
    assert (code, found["intact"], found["number"]) == (1, False, "")
    assert all(reason.endswith("。") for reason in found["reasons"]) and found["reasons"]


def test_what_cannot_be_read_exits_2_on_the_error_line_alone(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "folder.pdf").mkdir()
    paper, huge = put(tmp_path, "a.pdf", b"x"), put(tmp_path, "huge.pdf", b"")
    with huge.open("r+b") as file:
        file.truncate(64 * 1024**2 + 1)
    no_root = put(tmp_path, "root.pem", b"no certificate")

    for words in (
        [tmp_path / "folder.pdf"], [huge], [tmp_path / "a.txt"], [tmp_path / "none.jwt"],
        [paper, "--trust", no_root],
    ):  # fmt: skip
        assert cli.run(["verify", *map(str, words), "--json"]) == 2, words
        told = capsys.readouterr()
        assert told.out == "" and told.err.strip().endswith("。") and "Traceback" not in told.err


def test_a_root_is_trusted_as_der_too(tmp_path: Path, capsys: Said) -> None:
    paper = put(tmp_path, "theirs.pdf", sealed_pdf(tmp_path / "seal", "别处志愿"))
    above = LocalSeal(tmp_path / "seal", "别处志愿").chain()[-1]
    root = put(tmp_path, "root.der", above.public_bytes(Encoding.DER))

    code, found = answer(capsys, paper, "--trust", root)

    assert (code, found["trusted"], found["status"]) == (0, True, "unasked")
    assert "别处志愿" in found["issued_by"]


def test_the_house_seals_with_one_key_that_only_its_owner_reads(tmp_path: Path, settings: Any) -> None:
    settings.REDVEST_DATA_DIR = tmp_path / "data"
    first, again = eseal.current(), eseal.current()
    folder = tmp_path / "data" / "seal"

    assert first.chain() == again.chain() == LocalSeal(folder, "改了名").chain()
    assert [path.name for path in folder.iterdir()] == [FILE]
    assert (folder.stat().st_mode & 0o777, (folder / FILE).stat().st_mode & 0o777) == (0o700, 0o600)
    assert eseal.house_roots() == [first.chain()[-1]]


def broken(kind: str) -> bytes:
    curve = ec.generate_private_key(ec.SECP256R1())
    if kind == "rsa":
        key = rsa.generate_private_key(65537, 2048)
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    plain = curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return plain if kind == "bare" else plain[:60]


@pytest.mark.parametrize("kind", ["torn", "rsa", "bare"])
def test_a_key_file_that_cannot_be_used_is_told_in_words_and_nothing_is_issued(
    kind: str, entry: HoursEntry, tmp_path: Path, settings: Any
) -> None:
    settings.REDVEST_DATA_DIR = tmp_path / "data"
    path = tmp_path / "data" / "seal" / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(text := broken(kind))

    with pytest.raises(SealUnusable) as told:
        issue(entry)

    assert "电子签章现在用不了" in told.value.message and "redvest doctor" in told.value.message
    assert path.read_bytes() == text and not settings.MEDIA_ROOT.exists()
    assert not Certificate.objects.exists()
    assert not AuditLine.objects.filter(verb="issue_certificate").exists()

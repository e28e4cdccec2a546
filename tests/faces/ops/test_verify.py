"""`redvest verify`: five answers and an exit code for a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from redvest.connectors.eseal import LocalSeal
from redvest.connectors.storage import storage
from redvest.faces.ops import cli
from redvest.service.actions.certificate import issue_certificate
from redvest.service.models import Certificate
from tests.factories import registry
from tests.factories.paper import sealed_pdf
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]


@pytest.fixture
def certificate() -> Certificate:
    person, team = registry.make_volunteer(), registry.make_body()
    make_entry(volunteer=person, body=team)
    return issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)


@pytest.fixture
def paper(certificate: Certificate, tmp_path: Path) -> Path:
    path = tmp_path / "证明.PDF"
    path.write_bytes(storage().read(certificate.file))
    return path


def test_a_good_paper_exits_0_and_says_all_five(paper: Path, certificate: Certificate, capsys: Said) -> None:
    assert cli.run(["verify", str(paper)]) == 0
    said = capsys.readouterr().out
    assert "没有改动过：是" in said and "可信的签章：是" in said and certificate.number in said
    assert "有效" in said and "还没有进入公开日志" in said


def test_the_json_has_every_key(paper: Path, certificate: Certificate, capsys: Said) -> None:
    assert cli.run(["verify", str(paper), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.keys() == {"intact", "trusted", "issued_by", "number", "status", "in_log", "reasons"}
    assert (found["intact"], found["number"], found["status"]) == (True, certificate.number, "valid")


@pytest.mark.parametrize("place", [10, 5000, 60_000, -300])
def test_a_changed_byte_exits_1(paper: Path, capsys: Said, place: int) -> None:
    changed = bytearray(paper.read_bytes())
    changed[place] ^= 0x01
    paper.write_bytes(changed)

    assert cli.run(["verify", str(paper), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["intact"] is False and found["reasons"]


def test_appended_bytes_exit_1(paper: Path) -> None:
    paper.write_bytes(paper.read_bytes() + b"\n% more\n")
    assert cli.run(["verify", str(paper)]) == 1


def test_a_revoked_paper_exits_1_the_moment_it_is_revoked(
    paper: Path, certificate: Certificate, capsys: Said
) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(
        state="revoked", revoked_at=NOW, revoked_reason="记录更正"
    )
    assert cli.run(["verify", str(paper), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["status"] == "revoked"


def test_another_signer_exits_1_unless_trusted(tmp_path: Path, capsys: Said) -> None:
    theirs = tmp_path / "theirs.pdf"
    theirs.write_bytes(sealed_pdf(tmp_path / "seal", "别处志愿"))
    root = tmp_path / "root.pem"
    root.write_bytes(LocalSeal(tmp_path / "seal", "别处志愿").chain()[-1].public_bytes(Encoding.PEM))

    assert cli.run(["verify", str(theirs)]) == 1
    assert "可信的签章：否" in capsys.readouterr().out
    assert cli.run(["verify", str(theirs), "--trust", str(root)]) == 0


def test_offline_says_what_was_not_asked(paper: Path, capsys: Said) -> None:
    assert cli.run(["verify", str(paper), "--offline", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["status"], found["in_log"]) == ("unasked", None)


@pytest.mark.parametrize(
    ("name", "content", "extra"),
    [("none.pdf", None, []), ("paper.docx", b"x", []), ("paper.pdf", b"x", ["--trust", "nowhere.pem"])],
)
def test_what_cannot_be_read_exits_2_with_a_sentence(
    tmp_path: Path, capsys: Said, name: str, content: bytes | None, extra: list[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert cli.run(["verify", str(tmp_path / name), *extra]) == 2
    assert capsys.readouterr().err.strip().endswith("。")


def test_what_is_no_certificate_exits_1(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7\nhello")
    assert cli.run(["verify", str(tmp_path / "x.pdf")]) == 1

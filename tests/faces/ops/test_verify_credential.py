"""``redvest verify FILE`` and ``redvest credential rotate-key``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from redvest.core.models import AuditLine
from redvest.faces.ops import cli
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.correction import void_entry
from redvest.service.actions.credential import baked_badge, credential_text, did_document
from redvest.service.actions.log import beat
from redvest.service.choices import Grade
from redvest.service.models import Certificate, CredentialKey
from redvest.service.rules.credential_token import enveloped
from tests.factories import registry as make
from tests.factories.service import make_entry

SITE = "https://xinyu.example"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def certificate(db: None) -> Certificate:
    person, team = make.make_volunteer(name="李明霞"), make.make_body(name="黎明脚步志愿队")
    make_entry(volunteer=person, body=team, minutes=120, grade=Grade.A)
    beat(city=make.CITY, at=make.NOW)
    return issue_certificate(by=make.volunteer_standing(person), volunteer=person, body=team, at=make.NOW)


@pytest.fixture
def files(certificate: Certificate, tmp_path: Path) -> dict[str, Path]:
    by = make.volunteer_standing(certificate.volunteer)
    asked: dict[str, Any] = {"by": by, "number": certificate.number, "site_address": SITE, "at": make.NOW}
    text = credential_text(**asked)
    contents = {
        "a.jwt": text.encode(), "a.json": json.dumps(enveloped(text)).encode(), "a.png": baked_badge(**asked),
        "did.json": json.dumps(did_document(city=make.CITY, site_address=SITE, at=make.NOW)).encode(),
    }  # fmt: skip
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def verify(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    code = cli.run(["verify", *map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["a.jwt", "a.json", "a.png"])
def test_an_honest_file(
    name: str, files: dict[str, Path], certificate: Certificate, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = verify(capsys, files[name])
    assert code == 0
    assert found == {
        "intact": True, "issued_by": found["issued_by"], "number": certificate.number, "status": "valid",
        "in_log": True, "reasons": [],
    }  # fmt: skip
    assert "did:web:xinyu.example" in found["issued_by"]


@pytest.mark.parametrize("name", ["a.jwt", "a.png"])
def test_a_byte_changed_anywhere_ends_with_one(
    name: str, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    original = files[name].read_bytes()
    for at in range(0, len(original), max(1, len(original) // 40)):
        changed = bytearray(original)
        changed[at] ^= 1
        files[name].write_bytes(bytes(changed))
        code, found = verify(capsys, files[name])
        assert (code, found["intact"]) == (1, False) and found["reasons"], at


def test_a_revoked_one_ends_with_one(
    files: dict[str, Path], certificate: Certificate, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = certificate.lines.all()[0].entry
    void_entry(by=make.make_body_admin(certificate.body), entry=entry, reason="没有到场", at=make.NOW)
    code, found = verify(capsys, files["a.jwt"])
    assert (code, found["intact"], found["status"]) == (1, True, "revoked")
    assert "没有到场" in found["reasons"][0]


def test_offline_with_a_did_document_no_database_is_asked(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        code, found = verify(capsys, files["a.png"], "--did", files["did.json"])
    assert (code, found["intact"], found["status"], found["in_log"]) == (0, True, "unknown", None)
    assert "没有问到" in found["reasons"][0]


def test_offline_with_somebody_else_s_document(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    CredentialKey.objects.all().delete()
    other = did_document(city=make.CITY, site_address=SITE, at=make.NOW)
    files["did.json"].write_text(json.dumps(other), encoding="utf-8")
    code, found = verify(capsys, files["a.jwt"], "--did", files["did.json"])
    assert (code, found["intact"]) == (1, False)


def test_for_people_it_is_a_table(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["verify", str(files["a.jwt"])]) == 0
    said = capsys.readouterr().out
    for words in ("有没有改动", "出具方", "证明编号", "有效", "已写入"):
        assert words in said


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"{}", b"\xff"])
def test_a_did_document_that_is_none_is_wrong_use(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "did.json").write_bytes(content)
    (tmp_path / "a.jwt").write_bytes(b"a.b.c")
    assert cli.run(["verify", str(tmp_path / "a.jwt"), "--did", str(tmp_path / "did.json")]) == 2
    assert "DID 文档" in capsys.readouterr().err


def test_a_file_that_is_not_there_or_too_large_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["verify", str(tmp_path / "none.jwt")]) == 2
    assert "打不开" in capsys.readouterr().err
    (tmp_path / "large").write_bytes(b"x" * 1_000_001)
    assert cli.run(["verify", str(tmp_path / "large")]) == 2
    assert "太大" in capsys.readouterr().err


def test_rotating_the_key(
    files: dict[str, Path], certificate: Certificate, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["credential", "rotate-key", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert CredentialKey.objects.get(retired_at=None).thumbprint == told["thumbprint"]
    assert AuditLine.objects.filter(verb="make_credential_key").count() == 2
    assert verify(capsys, files["a.jwt"])[0] == 0
    assert cli.run(["credential", "rotate-key", "--leaked"]) == 0
    assert "新密钥已启用" in capsys.readouterr().out
    assert verify(capsys, files["a.jwt"])[0] == 0  # the leaked key is the second one


def test_a_leaked_key_takes_its_credentials_with_it(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["credential", "rotate-key", "--leaked"]) == 0
    capsys.readouterr()
    code, found = verify(capsys, files["a.jwt"])
    assert code == 1 and "作废" in found["reasons"][0]


def test_offline_without_the_issuer_s_keys_is_refused_with_what_to_do(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["verify", str(files["a.jwt"]), "--offline", "--json"]) == 2
    assert "--did" in "".join(capsys.readouterr())


@pytest.mark.parametrize("city", ["1", "999999", "360501"])
def test_a_log_of_no_city_is_wrong_usage_and_not_a_log_that_holds(
    db: None, city: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["log", "verify", "--city", city]) == 2
    said = "".join(capsys.readouterr())
    assert "没有这个城市的日志" in said and "全部一致" not in said

"""The log over the API: heads and proofs that an outsider verifies, and what is refused; the checker as a subprocess."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest import service
from redvest.core import merkle, notes
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.log import beat
from redvest.service.models import Certificate, LogLeaf
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories.log import CITY, sealed_log
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
CHECKER = Path(service.__file__).parent / "data/log/verify.py"


def good(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def unhex(path: list[str]) -> list[bytes]:
    return [bytes.fromhex(node) for node in path]


def test_the_head_is_signed(guest: Caller) -> None:
    sealed_log(5)
    head = good(guest.get("/log/head"))
    note, key = notes.parse_note(head["checkpoint"]), notes.parse_key(head["key"])
    assert notes.signed_by(key, note.text, note.signatures)
    told = notes.parse_checkpoint(note.text)
    assert (told.origin, told.size, told.root.hex()) == (head["origin"], head["size"], head["root"])
    assert head["signed_at"].startswith("2026-03-05")
    assert head["witnesses"] == []


def test_every_leaf_is_proven_at_every_size(guest: Caller) -> None:
    entries = sealed_log(3, 2)
    for size in (1, 2, 3, 4, 5):
        for leaf in range(size):
            proof = good(guest.get("/log/proof", leaf=leaf, size=size))
            assert proof["commitment"] == bytes(entries[leaf].commitment).hex()
            hashed = merkle.leaf_hash(bytes.fromhex(proof["commitment"]))
            assert hashed.hex() == proof["leaf_hash"]
            assert merkle.verify_inclusion(
                hashed, leaf, size, unhex(proof["path"]), bytes.fromhex(proof["root"])
            )
    assert good(guest.get("/log/proof", leaf=0))["tree_size"] == 5


def test_every_older_log_is_the_beginning_of_the_newer(guest: Caller) -> None:
    sealed_log(3, 2)
    for first in range(6):
        proof = good(guest.get("/log/consistency", **{"from": first, "to": 5}))
        assert merkle.verify_consistency(
            first,
            5,
            bytes.fromhex(proof["first_root"]),
            bytes.fromhex(proof["second_root"]),
            unhex(proof["path"]),
        )
    assert good(guest.get("/log/consistency", **{"from": 3}))["second_size"] == 5


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/log/proof", {}, 422, "invalid"),
        ("/log/proof", {"leaf": -1}, 422, "invalid"),
        ("/log/proof", {"leaf": "x"}, 422, "invalid"),
        ("/log/proof", {"leaf": 10**30}, 422, "invalid"),
        ("/log/proof", {"leaf": 0, "size": 0}, 422, "invalid"),
        ("/log/proof", {"leaf": 3}, 404, "leaf-beyond-tree"),
        ("/log/proof", {"leaf": 2, "size": 2}, 404, "leaf-beyond-tree"),
        ("/log/proof", {"leaf": 0, "size": 4}, 422, "size-beyond-log"),
        ("/log/consistency", {"from": 2, "to": 1}, 422, "size-beyond-log"),
        ("/log/consistency", {"from": 2, "to": 4}, 422, "size-beyond-log"),
        ("/log/consistency", {"to": 2}, 422, "invalid"),
    ],
)
def test_numbers_outside_the_log(
    guest: Caller, path: str, query: dict[str, Any], status: int, code: str
) -> None:
    sealed_log(3)
    problem(guest.get(path, **query), status, code)


def test_before_the_first_head_there_is_none(guest: Caller) -> None:
    for path, query in (("head", {}), ("proof", {"leaf": 0}), ("consistency", {"from": 0})):
        problem(guest.get(f"/log/{path}", **query), 404, "no-head-yet")


def test_my_hours_say_their_leaf_once_sealed() -> None:
    person = make.make_volunteer()
    entry = make_entry(volunteer=person, body=make.make_body())
    caller = caller_for(person.account)
    line = good(caller.get("/me/hours"))["items"][0]
    assert (line["leaf"], line["commitment"]) == (None, bytes(entry.commitment).hex())
    beat(city=CITY, at=make.NOW)
    assert good(caller.get("/me/hours"))["items"][0]["leaf"] == LogLeaf.objects.get().index == 0


def certificate() -> Certificate:
    """A certificate over three sealed entries and one that waits."""
    person, body = make.make_volunteer(name="李明霞"), make.make_body()
    sealed_log(2)
    for days in (1, 2, 3):
        make_entry(volunteer=person, body=body, starts_at=make.NOW - timedelta(days=days))
    beat(city=CITY, at=make.NOW)
    make_entry(volunteer=person, body=body, starts_at=make.NOW - timedelta(days=4))
    return issue_certificate(by=make.volunteer_standing(person), volunteer=person, body=body, at=make.NOW)


def checked(proof: dict[str, Any], tmp_path: Path, *more: str) -> tuple[int, str]:
    """What the stand-alone checker says, run as people run it: alone."""
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", CHECKER, file, *more],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_proof_file_of_a_certificate_is_checked_offline(guest: Caller, tmp_path: Path) -> None:
    proof = good(guest.get(f"/certificates/{certificate().number}/proof"))
    assert (len(proof["leaves"]), proof["waiting"]) == (3, 1)
    assert checked(proof, tmp_path) == (0, "OK: 3 leaves in a log of 5, 1 waiting\n")
    assert checked(proof, tmp_path, good(guest.get("/log/head"))["key"])[0] == 0
    other = notes.VerifierKey(f"redvest/{CITY}", bytes(range(32))).text()
    assert checked(proof, tmp_path, other)[0] == 1


def test_one_flipped_byte_anywhere_fails(guest: Caller, tmp_path: Path) -> None:
    whole = json.dumps(good(guest.get(f"/certificates/{certificate().number}/proof")))

    def broken(change: Any) -> tuple[int, str]:
        proof = json.loads(whole)
        change(proof)
        return checked(proof, tmp_path)

    def flip(text: str) -> str:
        return ("1" if text[0] != "1" else "2") + text[1:]

    def in_checkpoint(proof: dict[str, Any]) -> None:
        proof["checkpoint"] = proof["checkpoint"].replace("\n5\n", "\n6\n")

    def in_signature(proof: dict[str, Any]) -> None:
        line = proof["checkpoint"].split("\n")[4]
        raw = bytearray(b64decode(line.split(" ")[2]))
        raw[20] ^= 1
        proof["checkpoint"] = proof["checkpoint"].replace(line.split(" ")[2], b64encode(raw).decode())

    changes = (
        in_checkpoint,
        in_signature,
        lambda proof: proof["leaves"][1].update(commitment=flip(proof["leaves"][1]["commitment"])),
        lambda proof: proof["leaves"][0]["path"].__setitem__(0, flip(proof["leaves"][0]["path"][0])),
        lambda proof: proof["leaves"][2].update(index=1),
        lambda proof: proof["leaves"][2].update(index=99),
        lambda proof: proof["leaves"][0]["path"].append("00" * 32),
        lambda proof: proof.update(vkey=flip(proof["vkey"])),
        lambda proof: proof.pop("leaves"),
        lambda proof: proof["leaves"].clear(),
    )
    for number, change in enumerate(changes):
        code, _said = broken(change)
        assert code == 1, number
    assert checked({}, tmp_path)[1].startswith("NOT VALID")


def test_a_proof_file_says_nothing_of_the_person(guest: Caller) -> None:
    issued = certificate()
    said = guest.get(f"/certificates/{issued.number}/proof").content.decode()
    for secret in ("李明霞", "明霞", str(issued.volunteer_id), issued.volunteer.number, str(issued.body_id)):
        assert secret not in said
    problem(guest.get("/certificates/RV-NONE/proof"), 404, "certificate-not-found")


def test_the_checker_is_short_and_needs_only_the_standard_library_and_cryptography() -> None:
    lines = CHECKER.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 60
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported - {"cryptography"} <= sys.stdlib_module_names


def test_a_certificate_of_many_entries_takes_no_more_queries(guest: Caller) -> None:
    person, body = make.make_volunteer(), make.make_body()

    def queries(days: int) -> int:
        for _ in range(days):
            make_entry(volunteer=person, body=body, starts_at=make.NOW - timedelta(days=next(turns)))
        beat(city=CITY, at=make.NOW)
        number = issue_certificate(
            by=make.volunteer_standing(person), volunteer=person, body=body, at=make.NOW
        ).number
        with CaptureQueriesContext(connection) as caught:
            good(guest.get(f"/certificates/{number}/proof"))
        return len(caught)

    turns = iter(range(2, 1000, 2))
    assert queries(1) == queries(3)

"""Signed notes: what is written reads back, and no altered line is taken for a signature."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.notes import (
    BadNote,
    Checkpoint,
    Note,
    VerifierKey,
    cosign,
    parse_checkpoint,
    parse_key,
    parse_note,
    sign,
    signed_by,
)

NAME = "vest.example/log"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
KEY = VerifierKey(NAME, PUBLIC)
COSIGNER = VerifierKey(NAME, PUBLIC, 4)
BODY = Checkpoint(NAME, 7, hashlib.sha256(b"root").digest()).body()


@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(size: int, root: bytes) -> None:
    told = Checkpoint(NAME, size, root)

    assert parse_checkpoint(told.body()) == told
    assert told.body() == f"{NAME}\n{size}\n{base64.b64encode(root).decode()}\n"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        f"{NAME}\n",
        f"{NAME}\n7\n",
        f"{NAME}\n07\n{'A' * 43}=\n",
        f"{NAME}\n-1\n{'A' * 43}=\n",
        f"{NAME}\n7\nAAAA\n",
        f"\n7\n{'A' * 43}=\n",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(BadNote):
        parse_checkpoint(body)


def test_a_key_reads_back_and_names_itself_by_its_hash() -> None:
    assert parse_key(KEY.text()) == KEY
    assert KEY.id == hashlib.sha256(NAME.encode() + b"\n\x01" + PUBLIC).digest()[:4]
    assert parse_key(COSIGNER.text()) == COSIGNER
    assert COSIGNER.id == hashlib.sha256(NAME.encode() + b"\n\x04" + PUBLIC).digest()[:4]


@pytest.mark.parametrize(
    "text", ["", "a", "a+b", "a+b+c", KEY.text()[:-4], KEY.text().replace("+", "-"), f"{KEY.text()}+x"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        parse_key(text)


def test_a_note_with_its_signatures_reads_back() -> None:
    note = Note(BODY, (sign(BODY, NAME, PRIVATE), cosign(BODY, NAME, PRIVATE, 1_772_000_000)))

    assert parse_note(note.render()) == note
    assert signed_by(KEY, BODY, note.signatures) == note.signatures[0]
    assert signed_by(COSIGNER, BODY, note.signatures) == note.signatures[1]


def test_a_cosignature_carries_its_moment_and_a_plain_one_none() -> None:
    assert cosign(BODY, NAME, PRIVATE, 1_772_000_000).time == 1_772_000_000
    assert signed_by(COSIGNER, BODY, [sign(BODY, NAME, PRIVATE)]) is None
    assert signed_by(KEY, BODY, [cosign(BODY, NAME, PRIVATE, 1)]) is None


@given(st.integers(0, len(BODY) - 2))
def test_a_changed_letter_is_signed_by_nobody(place: int) -> None:
    signature = sign(BODY, NAME, PRIVATE)
    letter = "x" if BODY[place] != "x" else "y"
    changed = BODY[:place] + letter + BODY[place + 1 :]

    assert signed_by(KEY, BODY, [signature]) == signature
    assert signed_by(KEY, changed, [signature]) is None


def test_another_ones_key_of_the_same_name_signs_nothing_of_ours() -> None:
    other = Ed25519PrivateKey.generate()

    assert signed_by(KEY, BODY, [sign(BODY, NAME, other)]) is None
    assert signed_by(VerifierKey("other.example", PUBLIC), BODY, [sign(BODY, NAME, PRIVATE)]) is None


@pytest.mark.parametrize(
    "text",
    ["", "a", "a\n", "a\n\n", "a\n\nb\n", BODY, f"{BODY}\n- {NAME} AAAA\n", f"{BODY}\n\u2014 {NAME} !\n"],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        parse_note(text)

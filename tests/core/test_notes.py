"""Signed notes and checkpoints: the specification's own example, round trips, and every way to be no note."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from redvest.core import notes
from redvest.core.notes import COSIGNATURE, BadNote, Checkpoint, Note, VerifierKey

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ROOT = bytes(range(32))
# The example of golang.org/x/mod/sumdb/note, which the specification grew from.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_others_verifies() -> None:
    key, note = notes.parse_key(PETER), notes.parse_note(PETERS_NOTE)
    assert key.text() == PETER
    assert notes.signed_by(key, note.text, note.signatures)
    assert not notes.signed_by(key, note.text.replace("answer", "question"), note.signatures)
    assert note.render() == PETERS_NOTE


@given(
    st.integers(0, 2**62),
    st.binary(min_size=32, max_size=32),
    st.sampled_from(["redvest/360500", "zyz.gov.cn/log"]),
)
def test_a_checkpoint_is_read_as_it_was_written(size: int, root: bytes, origin: str) -> None:
    told = Checkpoint(origin, size, root)
    assert notes.parse_checkpoint(told.body()) == told
    signed = Note(told.body(), (notes.sign(told.body(), origin, PRIVATE),))
    assert notes.parse_note(signed.render()) == signed
    assert notes.signed_by(VerifierKey(origin, PUBLIC), signed.text, signed.signatures)


@given(st.integers(0, 2**40))
def test_a_cosignature_binds_its_time(time: int) -> None:
    body, key = Checkpoint("o", 7, ROOT).body(), VerifierKey("w", PUBLIC, COSIGNATURE)
    cosigned = notes.cosign(body, "w", PRIVATE, time)
    found = notes.signed_by(key, body, [cosigned])
    assert found is not None and found.time == time
    later = notes.Signature("w", cosigned.key_id, (time + 1).to_bytes(8, "big") + cosigned.content[8:])
    assert notes.signed_by(key, body, [later]) is None


def test_a_signature_of_another_key_name_or_kind_does_not_count() -> None:
    body = Checkpoint("o", 7, ROOT).body()
    signed = [notes.sign(body, "o", PRIVATE)]
    assert notes.signed_by(VerifierKey("o", OTHER.public_key().public_bytes_raw()), body, signed) is None
    assert notes.signed_by(VerifierKey("x", PUBLIC), body, signed) is None
    assert notes.signed_by(VerifierKey("o", PUBLIC, COSIGNATURE), body, signed) is None
    assert notes.sign(body, "o", PRIVATE).time is None


def test_extensions_below_the_root_are_allowed() -> None:
    assert notes.parse_checkpoint(Checkpoint("o", 1, ROOT).body() + "more\n").size == 1


@pytest.mark.parametrize(
    "body",
    ["", "o\n1\n", "o\n-1\nAAAA\n", "o\n01\n" + "A" * 43 + "=\n", "o\n1\nAAAA\n", "o\n1\n!!\n", "\n1\n" + "A" * 43 + "=\n",
     "o\n1\n" + "A" * 43 + "=", "o\n١\n" + "A" * 43 + "=\n"],
)  # fmt: skip
def test_what_is_no_checkpoint(body: str) -> None:
    with pytest.raises(BadNote):
        notes.parse_checkpoint(body)


@pytest.mark.parametrize(
    "text",
    ["", "text\n", "text\n\n", "\n\n\u2014 a AAAAAAA=\n", "text\n\n\u2014 a AAAAAAA=", "text\n\n- a AAAAAAA=\n",
     "text\n\n\u2014 a\n",
     "text\n\n\u2014 a AAAA\n", "text\n\n\u2014 a ????\n", "text\n\n" + "\u2014 a AAAAAAA=\n" * 65],
)  # fmt: skip
def test_what_is_no_note(text: str) -> None:
    with pytest.raises(BadNote):
        notes.parse_note(text)


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+00000000+", PETER.replace("c74f", "c74e"), PETER.replace("PeterNeumann", "Peter Neumann"),
     PETER[:-4], "a+b+c+d"],
)  # fmt: skip
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(BadNote):
        notes.parse_key(text)

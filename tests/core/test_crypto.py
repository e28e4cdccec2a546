"""The key ring: what it writes it reads, what was touched it refuses, and keys can be changed under it."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.crypto import (
    CryptoError,
    Keyring,
    UnknownKey,
    WrongKeys,
    sign_short,
    verify_short,
)

SECRET = "a secret of the test, long enough"
RING = Keyring({1: b"1" * 32, 2: b"2" * 32}, 2, b"p" * 32)
NUMBER = "11010519491231002X"


@given(st.text(max_size=200), st.text(max_size=20))
def test_what_is_encrypted_can_be_read_again(text: str, context: str) -> None:
    assert RING.decrypt(RING.encrypt(text, context=context), context=context) == text


def test_the_blob_shows_its_version_and_key_and_nothing_of_the_text() -> None:
    blob = RING.encrypt(NUMBER, context="volunteer.id_number")
    assert blob[:2] == bytes((1, 2))
    assert len(blob) == 2 + 12 + len(NUMBER) + 16
    assert NUMBER.encode() not in blob


def test_the_same_text_never_looks_the_same_twice() -> None:
    blobs = {RING.encrypt(NUMBER, context="c") for _ in range(50)}
    assert len(blobs) == 50


@given(st.data())
def test_any_altered_byte_is_noticed(data: st.DataObject) -> None:
    blob = bytearray(RING.encrypt(NUMBER, context="c"))
    place = data.draw(st.integers(0, len(blob) - 1))
    blob[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CryptoError):
        RING.decrypt(bytes(blob), context="c")


@given(st.integers(0, 45))
def test_a_shortened_blob_is_refused(length: int) -> None:
    blob = RING.encrypt(NUMBER, context="c")
    with pytest.raises(CryptoError):
        RING.decrypt(blob[:length], context="c")


def test_a_value_copied_into_another_column_does_not_decrypt_there() -> None:
    blob = RING.encrypt(NUMBER, context="volunteer.id_number")
    with pytest.raises(CryptoError):
        RING.decrypt(blob, context="guardian.id_number")


def test_a_binary_column_may_come_as_memoryview() -> None:
    blob = memoryview(RING.encrypt("138", context="c"))
    assert RING.decrypt(blob, context="c") == "138"
    assert not RING.needs_rotation(blob)


def test_an_old_key_still_reads_and_asks_for_rotation() -> None:
    old = Keyring({1: b"1" * 32}, 1, b"p" * 32)
    blob = old.encrypt("旧值", context="c")
    assert not old.needs_rotation(blob)
    assert RING.decrypt(blob, context="c") == "旧值"
    assert RING.needs_rotation(blob)
    rewritten = RING.encrypt(RING.decrypt(blob, context="c"), context="c")
    assert not RING.needs_rotation(rewritten)


def test_a_missing_key_is_named() -> None:
    blob = Keyring({7: b"7" * 32}, 7, b"p" * 32).encrypt("x", context="c")
    with pytest.raises(UnknownKey) as caught:
        RING.decrypt(blob, context="c")
    assert caught.value.details == {"key_id": 7}


def test_another_key_under_the_same_id_does_not_read() -> None:
    blob = Keyring({2: b"x" * 32}, 2, b"p" * 32).encrypt("x", context="c")
    with pytest.raises(CryptoError):
        RING.decrypt(blob, context="c")


@pytest.mark.parametrize(
    ("keys", "current", "pepper"),
    [
        ({1: b"short"}, 1, b"p" * 32),
        ({1: b"1" * 32}, 2, b"p" * 32),
        ({0: b"1" * 32}, 0, b"p" * 32),
        ({256: b"1" * 32}, 256, b"p" * 32),
        ({1: b"1" * 32}, 1, b"p" * 31),
        ({}, 1, b"p" * 32),
    ],
)
def test_wrong_keys_are_refused_at_the_start(keys: dict[int, bytes], current: int, pepper: bytes) -> None:
    with pytest.raises(WrongKeys):
        Keyring(keys, current, pepper)


def test_keys_do_not_show_in_its_representation() -> None:
    shown = repr(Keyring({1: b"k" * 32}, 1, b"p" * 32))
    assert "kkkk" not in shown
    assert "pppp" not in shown


def test_the_same_secret_gives_the_same_ring() -> None:
    first, again = Keyring.from_secret(SECRET), Keyring.from_secret(SECRET)
    blob = first.encrypt("值", context="c")
    assert again.decrypt(blob, context="c") == "值"
    assert first.keyed_hash("a", purpose="p") == again.keyed_hash("a", purpose="p")
    other = Keyring.from_secret(SECRET + "!")
    assert other.keyed_hash("a", purpose="p") != first.keyed_hash("a", purpose="p")
    with pytest.raises(CryptoError):
        other.decrypt(blob, context="c")


def test_a_new_secret_reads_what_the_former_wrote_and_finds_the_same_hashes() -> None:
    before = Keyring.from_secret(SECRET)
    after = Keyring.from_secret("the next secret of the test", former=[SECRET])
    blob = before.encrypt("值", context="c")
    assert after.decrypt(blob, context="c") == "值"
    assert after.needs_rotation(blob)
    assert after.keyed_hash("a", purpose="p") == before.keyed_hash("a", purpose="p")
    assert after.derive("codes") == before.derive("codes")


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(WrongKeys):
        Keyring.from_secret("short")
    with pytest.raises(WrongKeys):
        Keyring.from_secret(SECRET, former=["short"])


@given(st.text(max_size=40), st.text(max_size=40))
def test_hashes_are_equal_exactly_for_equal_values(first: str, second: str) -> None:
    same = RING.keyed_hash(first, purpose="p") == RING.keyed_hash(second, purpose="p")
    assert same == (first == second)


def test_hashes_depend_on_purpose_and_pepper() -> None:
    digest = RING.keyed_hash(NUMBER, purpose="identity")
    assert len(digest) == 32
    assert digest != RING.keyed_hash(NUMBER, purpose="phone")
    assert digest != Keyring(RING.keys, 2, b"q" * 32).keyed_hash(NUMBER, purpose="identity")
    # Changing the field keys must not make people unfindable.
    assert digest == Keyring({9: b"9" * 32}, 9, b"p" * 32).keyed_hash(NUMBER, purpose="identity")


def test_derived_keys_differ_by_purpose_and_from_the_pepper() -> None:
    derived = {
        RING.derive("volunteer-number"),
        RING.derive("rotating-code"),
        RING.pepper,
        *RING.keys.values(),
    }
    assert len(derived) == 5
    assert all(len(key) == 32 for key in derived)


@given(st.binary(max_size=64), st.binary(min_size=1, max_size=64))
def test_a_short_signature_holds_for_its_payload_only(key: bytes, payload: bytes) -> None:
    signature = sign_short(key, payload)
    assert verify_short(key, payload, signature)
    assert not verify_short(key + b"x", payload, signature)
    assert not verify_short(key, payload + b"x", signature)
    assert not verify_short(key, payload[:-1], signature)


def test_a_short_signature_fits_a_qr_code() -> None:
    signature = sign_short(b"k" * 32, b"payload")
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", signature)
    assert len(base64.urlsafe_b64decode(signature + "==")) == 16


@pytest.mark.parametrize("typed", ["", "短签名", "A" * 22, "=" * 22, "\ud800"])
def test_a_made_up_signature_is_refused_without_an_error(typed: str) -> None:
    assert not verify_short(b"k" * 32, b"payload", typed)

"""Text baked into a PNG comes out as it went in, and no changed byte goes unnoticed."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.png import SIGNATURE, BrokenPng, chunks, text_of, with_text, without_text

KEYWORD = "openbadgecredential"


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


IHDR = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
DOT = SIGNATURE + chunk(b"IHDR", IHDR) + chunk(b"IDAT", zlib.compress(b"\0\1\2\3")) + chunk(b"IEND")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_what_is_baked_is_read_and_taken_out_again(text: str) -> None:
    baked = with_text(DOT, KEYWORD, text)
    assert text_of(baked, KEYWORD) == text
    assert without_text(baked, KEYWORD) == DOT
    assert [kind for kind, _ in chunks(baked)] == [b"IHDR", b"iTXt", b"IDAT", b"IEND"]


@given(TEXT, TEXT)
def test_baking_again_replaces(first: str, second: str) -> None:
    assert with_text(with_text(DOT, KEYWORD, first), KEYWORD, second) == with_text(DOT, KEYWORD, second)


@given(TEXT)
def test_other_keywords_are_left_alone(text: str) -> None:
    both = with_text(with_text(DOT, "Title", "红马甲"), KEYWORD, text)
    assert text_of(both, "Title") == "红马甲"
    assert text_of(without_text(both, KEYWORD), "Title") == "红马甲"


@given(st.integers(0, len(DOT) - 1), st.integers(1, 255))
def test_a_byte_changed_anywhere_is_told(at: int, by: int) -> None:
    broken = bytearray(DOT)
    broken[at] ^= by
    with pytest.raises(BrokenPng):
        list(chunks(bytes(broken)))


@given(st.binary(max_size=200))
def test_any_bytes_are_met_with_a_sentence(data: bytes) -> None:
    for raw in (data, SIGNATURE + data, DOT + data, DOT[: len(data)]):
        if raw != DOT:
            with pytest.raises(BrokenPng):
                list(chunks(raw))


@pytest.mark.parametrize(
    "data",
    [
        KEYWORD.encode() + b"\0\1\0\0\0" + zlib.compress(b"x"),  # compressed: Open Badges forbids it
        KEYWORD.encode() + b"\0\0\0\0\0\xff\xfe",  # not UTF-8
        KEYWORD.encode(),
    ],
)
def test_a_text_that_is_not_plain_is_refused(data: bytes) -> None:
    png = DOT.replace(chunk(b"IEND"), chunk(b"iTXt", data) + chunk(b"IEND"))
    with pytest.raises(BrokenPng):
        text_of(png, KEYWORD)


def test_the_same_keyword_twice_is_refused() -> None:
    one = chunk(b"iTXt", KEYWORD.encode() + b"\0\0\0\0\0a")
    with pytest.raises(BrokenPng):
        text_of(DOT.replace(chunk(b"IEND"), one + one + chunk(b"IEND")), KEYWORD)


def test_none_is_none() -> None:
    assert text_of(DOT, KEYWORD) is None

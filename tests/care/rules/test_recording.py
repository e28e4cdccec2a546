"""A recording is told by its first bytes, whatever it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.rules.climb import place_above
from redvest.care.rules.recording import TYPES, ending_of, media_type

WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20)
SOUNDS = {
    "mp3": b"ID3\x04\x00\x00" + bytes(20), "m4a": b"\x00\x00\x00\x20ftypM4A " + bytes(20),
    "ogg": b"OggS" + bytes(40), "wav": WAV,
}  # fmt: skip


@pytest.mark.parametrize("ending", SOUNDS)
def test_sounds(ending: str) -> None:
    assert ending_of(SOUNDS[ending]) == ending
    assert media_type(f"callbacks/360500/2026/x.{ending}") == TYPES[ending]


def test_a_bare_mpeg_frame_is_a_sound() -> None:
    assert ending_of(b"\xff\xfb\x90\x00" + bytes(10)) == "mp3"


@pytest.mark.parametrize(
    "data",
    [b"", b"ID3", b"<script>", b"\xff\xd8\xff\xe0" + bytes(20), b"\xff\xfe<\x00h\x00", b"%PDF-1.7", b"RIFF....WEBP", b"OggS",
     b"\x00\x00\x00\x20ftypheic" + bytes(9), b"\xff\xfb\xf0\x00" + bytes(9)],
)  # fmt: skip
def test_anything_else_is_none(data: bytes) -> None:
    assert ending_of(data) is None


@given(st.binary(max_size=60))
def test_it_never_fails(data: bytes) -> None:
    assert ending_of(data) in (None, *TYPES)


def test_one_place_up_and_no_further_than_the_city() -> None:
    path, seen = "360500/360502/360502001/360502001001/", []
    while above := place_above(path):
        seen.append(path := above)
    assert seen == ["360500/360502/360502001/", "360500/360502/", "360500/"]

"""Pictures that look alike: found through another size and quality; plain ones are like nothing; bombs are not opened."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from redvest.honour.rules.duplicate_picture import (
    CLOSE,
    PREVIEW,
    TooManyPixels,
    alike_pictures,
    distance,
    heic,
    read_picture,
    signed,
    unsigned,
)
from tests.factories.contest import drawing
from tests.factories.picture import chunk, png

BITS = st.integers(min_value=0, max_value=(1 << 64) - 1)


def looks(data: bytes) -> int:
    seen = read_picture(data)
    assert seen is not None and seen.looks is not None
    return seen.looks


def as_format(data: bytes, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).save(out, kind, **more)
    return out.getvalue()


class TestLooks:
    @pytest.mark.parametrize("seed", range(5))
    def test_another_size_quality_and_format_is_the_same_picture(self, seed: int) -> None:
        first = looks(drawing(seed, size=300))
        for other in (
            drawing(seed, size=900), drawing(seed, size=300, kind="JPEG", quality=40),
            as_format(drawing(seed, size=300), "WEBP", quality=60),
        ):  # fmt: skip
            assert distance(first, looks(other)) <= CLOSE

    def test_other_drawings_are_far(self) -> None:
        found = [looks(drawing(seed)) for seed in range(60)]
        near = [distance(one, other) for at, one in enumerate(found) for other in found[at + 1 :]]
        assert min(near) > CLOSE

    def test_the_way_up_counts(self) -> None:
        """A phone held upright writes the same picture lying on its side, and says so."""
        lying = Image.open(io.BytesIO(drawing(7, size=96))).resize((96, 48))
        out, exif = io.BytesIO(), Image.Exif()
        exif[0x0112] = 6
        lying.save(out, "JPEG", exif=exif)
        upright = io.BytesIO()
        lying.transpose(Image.Transpose.ROTATE_270).save(upright, "JPEG")
        seen = read_picture(out.getvalue())
        assert seen is not None and (seen.width, seen.height) == (48, 96)
        assert distance(looks(out.getvalue()), looks(upright.getvalue())) <= CLOSE

    @pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (200, 35, 44)])
    def test_a_plain_sheet_is_like_nothing(self, colour: tuple[int, int, int]) -> None:
        seen = read_picture(png(colour, width=60, height=40))
        assert seen is not None and seen.looks is None

    def test_transparency_is_paper(self) -> None:
        drawn = Image.open(io.BytesIO(drawing(3, size=64))).convert("RGBA")
        drawn.putalpha(0)
        out = io.BytesIO()
        drawn.save(out, "PNG")
        seen = read_picture(out.getvalue())
        assert seen is not None and seen.looks is None

    def test_a_small_one_without_anything_else_in_it(self) -> None:
        seen = read_picture(drawing(1, size=2000, kind="JPEG"))
        assert seen is not None and (seen.width, seen.height) == (2000, 2000)
        small = Image.open(io.BytesIO(seen.preview))
        assert small.format == "JPEG" and max(small.size) == PREVIEW and not small.getexif()


class TestRefused:
    @pytest.mark.parametrize(
        "data", [b"", b"x", b"\xff\xd8\xff", drawing(1)[:200], b"GIF89a" + bytes(40), b"%PDF-1.7 %%EOF"]
    )
    def test_what_is_none(self, data: bytes) -> None:
        assert read_picture(data) is None

    def test_a_bomb_is_not_opened(self) -> None:
        """A few bytes that say they are ten thousand by ten thousand."""
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0))
        bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
        with pytest.raises(TooManyPixels):
            read_picture(bomb)

    def test_heic_is_told_apart(self) -> None:
        assert heic(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")
        assert not heic(drawing(1)) and not heic(b"")


class TestPairs:
    @given(st.lists(BITS, max_size=40), st.integers(min_value=0, max_value=20))
    def test_every_pair_as_the_plain_comparison_says(self, found: list[int], close: int) -> None:
        wanted = {
            (at, later, distance(one, found[later]))
            for at, one in enumerate(found)
            for later in range(at + 1, len(found))
            if distance(one, found[later]) <= close
        }
        assert set(alike_pictures(found, close=close)) == wanted

    def test_ten_thousand_pictures(self) -> None:
        dice = random.Random(1)
        found = [dice.getrandbits(64) for _ in range(9_990)]
        found += [each ^ 0b1011 for each in found[:10]]
        assert {(one, other) for one, other, _apart in alike_pictures(found)} == {
            (at, 9_990 + at) for at in range(10)
        }

    def test_a_thousand_copies_of_one_picture_fill_no_memory(self) -> None:
        assert len(alike_pictures([12345] * 1000, most=500)) == 500

    @given(BITS)
    def test_as_the_database_keeps_it(self, bits: int) -> None:
        kept = signed(bits)
        assert kept is not None and -(1 << 63) <= kept < 1 << 63 and unsigned(kept) == bits

    def test_nothing_is_kept_as_nothing(self) -> None:
        assert signed(None) is None and alike_pictures([]) == []

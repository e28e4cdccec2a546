"""How a picture looks: the same through another size and quality; a plain sheet says nothing; bombs are not opened."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from redvest.core.picture_reading import PREVIEW, TooManyPixels, heic, read_picture
from redvest.honour.rules.duplicate_picture import CLOSE, distance
from tests.factories.contest import drawing
from tests.factories.picture import chunk, png


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

    @pytest.mark.parametrize("side", [10_000, 60_000])
    def test_a_bomb_is_not_opened(self, side: int) -> None:
        """A few bytes that say they are so many by so many."""
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
        with pytest.raises(TooManyPixels):
            read_picture(bomb)

    def test_heic_is_told_apart(self) -> None:
        assert heic(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")
        assert not heic(drawing(1)) and not heic(b"")

"""A picture decoded once: its size, how it looks in 64 bits, and itself made small. Pure; it knows no business word.

How it looks is a difference hash (dHash): the picture in nine by eight greys, a bit for every place that is brighter than
the one to its right. It outlives another size, another quality, another camera's colours; a crop or a turn it does not. Two
photos of one drawing differ in a few bits, two drawings in about half of them.
"""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

WIDE, HIGH = 9, 8
LARGEST_PIXELS = 64_000_000
# Fewer steps of brightness than this say nothing: a white sheet looks like every other white sheet.
LEAST_STEPS = 6
LEAST_CONTRAST = 12  # of 255, between the darkest and the brightest place
PREVIEW = 800  # pixels of the longer side
_FAULTS = (OSError, SyntaxError, ValueError, struct.error, OverflowError, MemoryError)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read from a picture: its size, how it looks (None: too plain to say), and itself made small."""

    width: int
    height: int
    looks: int | None
    preview: bytes


class TooManyPixels(ValueError):
    """More than a phone takes; decoding it would fill the memory."""


def heic(data: bytes) -> bool:
    """Whether this is an iPhone's HEIC or a kin of it (ISO/IEC 23008-12): browsers do not show it, nor do we read it."""
    return data[4:8] == b"ftyp" and data[8:12] in (
        b"heic",
        b"heix",
        b"hevc",
        b"mif1",
        b"msf1",
        b"heim",
        b"avif",
    )


def read_picture(data: bytes) -> Seen | None:
    """The picture decoded once, the right way up; None for what cannot be. Raises TooManyPixels before decoding."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
                if opened.width * opened.height > LARGEST_PIXELS:
                    raise TooManyPixels
                size = opened.size
                opened.thumbnail((PREVIEW, PREVIEW))  # before anything else: all that follows costs little
                upright = ImageOps.exif_transpose(_on_white(opened))
    except TooManyPixels:
        raise
    except Image.DecompressionBombError as fault:  # so many that not even the head is read
        raise TooManyPixels from fault
    except _FAULTS:
        return None
    turned = (upright.width > upright.height) != (size[0] > size[1])
    width, height = size[::-1] if turned else size
    return Seen(width, height, looks_of(upright), _small(upright))


def _on_white(opened: Image.Image) -> Image.Image:
    """Without transparency: a drawing on nothing is a drawing on paper. The way up is kept in the bare EXIF."""
    exif = opened.getexif()
    wide = opened.convert("RGBA")
    paper = Image.new("RGBA", wide.size, "white")
    flat = Image.alpha_composite(paper, wide).convert("RGB")
    flat.getexif().update({0x0112: exif.get(0x0112, 1)})
    return flat


def looks_of(picture: Image.Image) -> int | None:
    """The 64 bits, or None where the picture is too plain to be told from others."""
    greys = np.asarray(picture.convert("L").resize((WIDE, HIGH), Image.Resampling.BOX), dtype=np.int16)
    if int(greys.max()) - int(greys.min()) < LEAST_CONTRAST:
        return None
    bits = (greys[:, :-1] > greys[:, 1:]).ravel()
    if (
        min(int(bits.sum()), 64 - int(bits.sum())) == 0
        and int((greys[:, :-1] != greys[:, 1:]).sum()) < LEAST_STEPS
    ):
        return None
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def _small(picture: Image.Image) -> bytes:
    """A JPEG for lists: no larger than a screen, with nothing in it but the picture."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()

"""Pictures that are whole: a small PNG, and one that tells where it was taken."""

from __future__ import annotations

import struct
import zlib


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    colour: tuple[int, int, int] = (200, 35, 44), *, width: int = 8, height: int = 6, more: bytes = b""
) -> bytes:
    """One colour. ``more`` are chunks between its head and its lines."""
    line = b"\0" + bytes(colour) * width
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(line * height))
    return b"\x89PNG\r\n\x1a\n" + head + more + body + chunk(b"IEND", b"")


PNG = png()
TELLING = png(more=chunk(b"eXIf", b"MM\0*GPS 27.81N 114.93E") + chunk(b"tEXt", b"Author\0Wang"))

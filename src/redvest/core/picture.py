"""Pictures without what the camera wrote into them: where and when they were taken, by which device. Pure.

A photo of somebody's home must not tell where that is. Taken out are EXIF, XMP, IPTC and comments; of EXIF the way up
is put back, since a phone held upright would else lie on its side. What cannot be read to its end is refused.
Sources: JPEG (ISO/IEC 10918-1 annex B), EXIF (CIPA DC-008 4.6), PNG (ISO/IEC 15948 11), WebP (RFC 9649 2.7).
"""

from __future__ import annotations

import struct
import zlib

from redvest.core.media_type import media_type_of

_TAKEN = ("image/jpeg", "image/png", "image/webp")
_EXIF = b"Exif\x00\x00"
_PNG_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD")
)
_WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"))
_EXIF_FLAG, _XMP_FLAG, _ICC_FLAG = 0x08, 0x04, 0x20
_ORIENTATION = 0x0112


def bare_picture(data: bytes) -> tuple[str, bytes] | None:
    """The media type and the picture alone; None for what is no whole JPEG, PNG or WebP."""
    kind = media_type_of(data)
    if kind not in _TAKEN:
        return None
    try:
        bare = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}[kind](data)
    except (IndexError, struct.error):
        return None
    return (kind, bare) if bare and media_type_of(bare) == kind else None


def _jpeg(data: bytes) -> bytes:
    out, at, way_up = [data[:2]], 2, 1
    while True:
        if data[at] != 0xFF:
            return b""
        while data[at + 1] == 0xFF:  # fill bytes before a marker
            at += 1
        mark = data[at + 1]
        if mark == 0xDA:  # the picture itself; what follows its end is not part of it
            end = _end_of_scans(data, at)
            return b"".join([*out, _upright(way_up), data[at:end]]) if end else b""
        (length,) = struct.unpack_from(">H", data, at + 2)
        piece = data[at : at + 2 + length]
        if length < 2 or len(piece) < 2 + length:
            return b""
        if mark == 0xE1 and piece[4:10] == _EXIF:
            way_up = _way_up(piece[10:])
        if not (0xE1 <= mark <= 0xED or mark in (0xEF, 0xFE)):
            out.append(piece)
        at += 2 + length


def _end_of_scans(data: bytes, at: int) -> int:
    """Just behind the mark of the end; 0 without one. In the scans a mark is never stuffed, so the first EOI ends it."""
    found = data.find(b"\xff\xd9", at)
    return found + 2 if found >= 0 else 0


def _way_up(tiff: bytes) -> int:
    """The orientation that EXIF tells, 1 to 8; 1 where it tells none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, first)
        for each in range(min(entries, 100)):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * each)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _upright(way_up: int) -> bytes:
    """An EXIF segment that tells the way up and nothing else."""
    if way_up == 1:
        return b""
    tiff = b"II*\x00" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, way_up, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff


def _png(data: bytes) -> bytes:
    out, at = [data[:8]], 8
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data) or struct.unpack_from(">I", data, end - 4)[0] != zlib.crc32(
            data[at + 4 : end - 4]
        ):
            return b""
        if name in _PNG_KEPT:
            out.append(data[at:end])
        if name == b"IEND":
            return b"".join(out)
        at = end


def _webp(data: bytes) -> bytes:
    pieces, at, end = [], 12, int.from_bytes(data[4:8], "little") + 8
    while at < end:
        name, (length,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        piece = data[at : at + 8 + length + length % 2]
        if len(piece) < 8 + length:
            return b""
        if name == b"VP8X":
            flags = piece[8] & ~(_EXIF_FLAG | _XMP_FLAG | _ICC_FLAG)
            piece = piece[:8] + bytes((flags,)) + piece[9:]
        if name in _WEBP_KEPT:
            pieces.append(piece)
        at += len(piece)
    body = b"WEBP" + b"".join(pieces)
    return b"RIFF" + len(body).to_bytes(4, "little") + body if pieces else b""

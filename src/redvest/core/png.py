"""PNG files as a row of chunks: reading and writing the text chunk in which a credential is baked.

Owns the file format as far as baking needs it (PNG, third edition, 5.3 and 11.3.3.4), and knows no picture: what is
inside the image chunks is carried over byte for byte. Strict on purpose, so that a file with one byte changed is told.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from redvest.core.errors import Invalid

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LONGEST_CHUNK = (1 << 31) - 1
_END = b"IEND"
_TEXT = b"iTXt"


class BrokenPng(Invalid):
    """这张图片不完整，或者被改动过：它不再是一个完好的 PNG 文件。"""

    code = "broken-png"


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk as (type, data), IHDR to IEND. Raises BrokenPng at the first fault, and for bytes after the end."""
    if not png.startswith(SIGNATURE):
        raise BrokenPng
    at, kind = len(SIGNATURE), b""
    while kind != _END:
        if len(png) < at + 12:
            raise BrokenPng
        length = int.from_bytes(png[at : at + 4], "big")
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        crc = png[at + 8 + length : at + 12 + length]
        if length > LONGEST_CHUNK or crc != struct.pack(">I", zlib.crc32(kind + data)):
            raise BrokenPng
        if (at == len(SIGNATURE)) != (kind == b"IHDR"):
            raise BrokenPng
        at += 12 + length
        yield kind, data
    if at != len(png):
        raise BrokenPng


def with_text(png: bytes, keyword: str, text: str) -> bytes:
    """The picture with one uncompressed iTXt chunk of this keyword behind its header; an earlier one is replaced."""
    kept = [each for each in chunks(png) if not _is_text(each, keyword)]
    baked = (_TEXT, keyword.encode("latin-1") + b"\x00\x00\x00\x00\x00" + text.encode())
    return _written([kept[0], baked, *kept[1:]])


def text_of(png: bytes, keyword: str) -> str | None:
    """The text under a keyword, None when there is none. Raises BrokenPng when it stands there twice or compressed."""
    found = [data for kind, data in chunks(png) if _is_text((kind, data), keyword)]
    if not found:
        return None
    head = keyword.encode("latin-1") + b"\x00\x00\x00\x00\x00"
    if len(found) > 1 or not found[0].startswith(head):
        raise BrokenPng
    try:
        return found[0][len(head) :].decode()
    except UnicodeDecodeError as fault:
        raise BrokenPng from fault


def without_text(png: bytes, keyword: str) -> bytes:
    """The picture as it was before ``with_text``."""
    return _written([each for each in chunks(png) if not _is_text(each, keyword)])


def _is_text(chunk: tuple[bytes, bytes], keyword: str) -> bool:
    kind, data = chunk
    return kind == _TEXT and data.split(b"\x00", 1)[0] == keyword.encode("latin-1")


def _written(parts: list[tuple[bytes, bytes]]) -> bytes:
    return SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )

"""What a file really is, by its content: pictures and PDF only. The name and the type that a browser claims are not believed.

Pure. Sources: PNG (ISO/IEC 15948), JPEG (ISO/IEC 10918-1), WebP (RFC 9649), PDF (ISO 32000-2 7.5).
"""

from __future__ import annotations

import unicodedata

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "application/pdf": "pdf"}


def media_type_of(data: bytes) -> str | None:
    """The media type that the content has from beginning to end; None for anything else, also for what is cut short."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and b"IEND" in data[-16:]:
        return "image/png"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-64:]:
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and int.from_bytes(data[4:8], "little") + 8 <= len(data):
        return "image/webp"
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]:
        return "application/pdf"
    return None


def ending_of(media_type: str) -> str:
    """The ending under which a file of this type is kept."""
    return _ENDINGS[media_type]


def shown_name(name: str, media_type: str) -> str:
    """The name that people read: without folders and control characters, at most 80 characters, with the true ending."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] not in "CZ" or c == " "
    )
    stem = kept.rsplit(".", 1)[0].strip(" .")[:80] or "材料"
    return f"{stem}.{ending_of(media_type)}"

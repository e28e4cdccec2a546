"""What a sound file really is, by its first bytes. Pure.

Sources: MPEG audio frame (ISO/IEC 11172-3) and ID3v2, MP4 file type box (ISO/IEC 14496-12), Ogg (RFC 3533), RIFF WAVE.
"""

from __future__ import annotations

LARGEST = 20 * 1024 * 1024
TYPES = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav"}
_BRANDS = (b"M4A ", b"M4B ", b"isom", b"iso2", b"mp41", b"mp42", b"3gp4", b"3gp5")


def ending_of(data: bytes) -> str | None:
    """The ending under which a recording is kept; None for anything that is no sound of these kinds."""
    if data[:3] == b"ID3" and len(data) > 10:
        return "mp3"
    if len(data) > 4 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2 and data[2] & 0xF0 not in (0x00, 0xF0):
        return "mp3"  # frame sync, layer III, a bit rate that exists
    if data[4:8] == b"ftyp" and data[8:12] in _BRANDS:
        return "m4a"
    if data[:4] == b"OggS" and len(data) > 27:
        return "ogg"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    return None


def media_type(key: str) -> str:
    """The type under which a kept recording is handed out."""
    return TYPES[key.rsplit(".", 1)[-1]]

"""Small drawn pictures of spotted problems, before and after: a wall, a pavement, and what lies on it or not."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from redvest.connectors.storage import storage

WIDTH, HEIGHT = 160, 120
Colour = tuple[int, int, int]
_SKY, _WALL, _LINE, _GROUND = (205, 219, 228), (190, 178, 160), (172, 160, 142), (148, 146, 142)
_BAG, _TIE, _CAR, _GLASS, _WHEEL = (46, 84, 62), (30, 56, 42), (176, 52, 48), (206, 224, 232), (40, 40, 44)
_PAPER, _HOLE = (240, 214, 96), (42, 40, 40)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where a picture lies, its size in bytes and its SHA-256."""

    key: str
    size: int
    sha256: bytes


def keep_spotted(city: str, key: str, scene: str) -> Drawn:
    """Draw a scene (none: all is well again), keep it under a key of its own, and say where."""
    data = _png(scene)
    name = f"needs/{city}/demo/{key}.png"
    storage().write(name, data)
    return Drawn(name, len(data), hashlib.sha256(data).digest())


@cache
def _png(scene: str) -> bytes:
    """Each scene is drawn once a process."""
    over = _OVER[scene]
    lines = b"".join(
        b"\0" + b"".join(bytes(over(x, y) or _street(x, y)) for x in range(WIDTH)) for y in range(HEIGHT)
    )
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def _street(x: int, y: int) -> Colour:
    if y < 28:
        return _SKY
    if y < 74:
        return _LINE if y % 12 == 0 or (x + (y // 12 % 2) * 12) % 24 == 0 else _WALL
    return _GROUND if (x + y) % 31 else (138, 136, 132)


def _bags(x: int, y: int) -> Colour | None:
    for cx, cy, r in ((58, 84, 15), (82, 80, 18), (104, 88, 13)):
        if (x - cx) ** 2 + (y - cy) ** 2 < r * r:
            return _TIE if abs(x - cx) < 2 and y < cy - r // 2 else _BAG
    return None


def _car(x: int, y: int) -> Colour | None:
    for cx in (56, 108):
        if (x - cx) ** 2 + (y - 98) ** 2 < 64:
            return _WHEEL
    if 34 < x < 130 and 78 < y < 98:
        return _CAR
    if 52 < x < 112 and 62 < y <= 78:
        return _GLASS if 56 < x < 108 and 65 < y < 76 and abs(x - 82) > 2 else _CAR
    return None


def _paper(x: int, y: int) -> Colour | None:
    for left, top in ((30, 34), (58, 42), (88, 36), (116, 46)):
        if left < x < left + 20 and top < y < top + 24:
            return (120, 60, 50) if (y - top) % 6 == 3 and left + 3 < x < left + 17 else _PAPER
    return None


def _hole(x: int, y: int) -> Colour | None:
    return _HOLE if ((x - 80) / 26) ** 2 + ((y - 96) / 10) ** 2 < 1 else None


def _nothing(_x: int, _y: int) -> Colour | None:
    return None


_OVER: dict[str, Callable[[int, int], Colour | None]] = {
    "": _nothing, "bags": _bags, "car": _car, "paper": _paper, "hole": _hole,
}  # fmt: skip

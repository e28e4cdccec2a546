"""Filled-in forms, grids and their keepers, and pictures, for tests of taking needs in."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from typing import Any

from redvest.care.rules.need_form import NeedForm
from redvest.care.rules.need_private import Private
from redvest.registry.models import Grid, GridKeeping, Region, Station
from redvest.registry.policy import Standing
from tests.factories.care import GRANNY
from tests.factories.registry import (
    TODAY,
    make_domain,
    make_region_tree,
    make_station,
    make_volunteer,
    standing_of,
)
from tests.factories.station import keeper_of


def filled(*, private: Private = GRANNY, **changed: Any) -> NeedForm:
    """A form without faults, of an old woman in 百花湖社区, but for what is changed; names of ``Private`` go there."""
    inner = {name: changed.pop(name) for name in list(changed) if name in Private.__dataclass_fields__}
    make_domain()
    form = NeedForm(
        title="帮独居老人买药", domain="xinyu:02", region=make_region_tree().baihua.code,
        private=replace(private, **inner), declared_true=True, risks="没有",
    )  # fmt: skip
    return replace(form, **changed)


def make_grid(community: Region | None = None, name: str = "第一网格", **more: Any) -> Grid:
    community = community or make_region_tree().baihua
    found, _made = Grid.objects.get_or_create(
        community=community, name=name,
        defaults={"city": community.city, "region_path": community.path, **more},
    )  # fmt: skip
    return found


def grid_worker(grid: Grid) -> Standing:
    """A volunteer who keeps this grid."""
    person = make_volunteer(region=grid.community)
    GridKeeping.objects.create(city=grid.city, grid=grid, volunteer=person, starts_on=TODAY)
    assert person.account is not None
    return standing_of(person.account)


def keeper_at(community: Region) -> tuple[Standing, Station]:
    station = make_station(community)
    return keeper_of(station), station


def png(colour: int = 200, *, text: bytes = b"") -> bytes:
    """A picture of one point; ``text`` is what a camera or an editor wrote into it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    said = chunk(b"tEXt", b"Comment\x00" + text) + chunk(b"eXIf", b"II*\x00" + text) if text else b""
    body = zlib.compress(bytes((0, colour)))
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + said + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg(*, text: bytes = b"", way_up: int = 1, order: str = "<") -> bytes:
    """The frame of a JPEG, as a phone writes it: EXIF with the way up and a place, a comment, then one scan."""

    def segment(mark: int, data: bytes) -> bytes:
        return bytes((0xFF, mark)) + struct.pack(">H", 2 + len(data)) + data

    start = b"II*\x00" if order == "<" else b"MM\x00*"
    value = struct.pack(f"{order}HH", way_up, 0)
    entry = struct.pack(f"{order}HHI", 0x0112, 3, 1) + value
    tiff = start + struct.pack(f"{order}IH", 8, 1) + entry + b"\x00\x00\x00\x00" + text
    exif = segment(0xE1, b"Exif\x00\x00" + tiff) + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + text)
    frame = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00") + exif + segment(0xFE, text)
    scan = segment(0xDA, b"\x01\x01\x00\x00?\x00") + b"\x12\xff\x00\x34"
    return b"\xff\xd8" + frame + segment(0xDB, bytes(65)) + scan + b"\xff\xd9"


def webp(*, text: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)

    flags = 0x0C if text else 0
    body = (
        b"WEBP" + chunk(b"VP8X", bytes((flags, 0, 0, 0, 0, 0, 0, 0, 0, 0))) + chunk(b"VP8 ", b"\x01\x02\x03")
    )
    if text:
        body += chunk(b"EXIF", text) + chunk(b"XMP ", text)
    return b"RIFF" + struct.pack("<I", len(body)) + body

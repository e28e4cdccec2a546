"""Proofs out of the stored tiles: roots at any size, inclusion, consistency, and a certificate's proof file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from redvest.core import tiles
from redvest.core.identifiers import normalise_number
from redvest.core.merkle import NodeReader, consistency_path, inclusion_path, range_root
from redvest.core.notes import VerifierKey
from redvest.core.tiles import TilePlace, TileReader
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.log_errors import LeafBeyondTree, NoHeadYet, SizeBeyondLog, TileNotFound
from redvest.service.models import Certificate, LogHead, LogLeaf, LogTile
from redvest.service.queries.log import head_origin, latest_head, sealed_size, served_checkpoint
from redvest.service.rules.certificate import PREFIX

_TILES = """
SELECT t.level, t.index, t.hashes FROM service_logtile t
JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, index) USING (level, index) WHERE t.city = %s
"""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The proof that a leaf is in the tree of ``size`` leaves. ``commitment`` is empty when its entry is gone."""

    index: int
    size: int
    leaf_hash: bytes
    commitment: bytes
    root: bytes
    path: list[bytes]


@dataclass(frozen=True, slots=True)
class Consistency:
    """The proof that the tree of ``first`` leaves is a prefix of that of ``second``."""

    first: int
    second: int
    first_root: bytes
    second_root: bytes
    path: list[bytes]


def tile_reader(city: str, *leaves: int) -> TileReader:
    """Reads stored tiles, each at most once; those above the given leaves in one query. Raises TileNotFound."""
    size = 1 + max(leaves, default=-1)
    wanted = {place for leaf in leaves for place in tiles.tiles_over(leaf, size)}
    known = _tiles_at(city, wanted) if wanted else {}

    @lru_cache(maxsize=512)
    def read(level: int, index: int) -> bytes:
        if (level, index) in known:
            return known[level, index]
        rows = LogTile.objects.filter(city=city, level=level, index=index)
        found = rows.values_list("hashes", flat=True).first()
        if found is None:
            raise TileNotFound(level=level, index=index)
        return bytes(found)

    return read


def _tiles_at(city: str, places: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    levels, indexes = zip(*places, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_TILES, [list(levels), list(indexes), city])
        return {(level, index): bytes(hashes) for level, index, hashes in cursor.fetchall()}


def node_reader(city: str, *leaves: int) -> NodeReader:
    """Reads complete subtrees for ``core.merkle``, fastest for the proofs of the given leaves."""
    return tiles.reader_of(tile_reader(city, *leaves))


def root_at(city: str, size: int) -> bytes:
    """The root of the log's first ``size`` leaves, from stored tiles. Raises TileNotFound, IndexError."""
    return range_root(node_reader(city, *_edges(size)), 0, size)


def _edges(*sizes: int) -> list[int]:
    """The last leaf of each size."""
    return [size - 1 for size in sizes if size]


def signed_size(city: str) -> int:
    """How many leaves the newest head covers. Raises NoHeadYet."""
    head = latest_head(city)
    if head is None:
        raise NoHeadYet
    return head.size


def inclusion(city: str, index: int, size: int | None = None) -> Inclusion:
    """The proof of a leaf in the newest head's tree, or in any older one. Raises SizeBeyondLog, LeafBeyondTree."""
    newest = signed_size(city)
    size = newest if size is None else size
    if size > newest:
        raise SizeBeyondLog(size=newest)
    if not 0 <= index < size:
        raise LeafBeyondTree(size=size)
    read = node_reader(city, index, size - 1)
    commitment = (
        LogLeaf.objects.filter(city=city, index=index).values_list("entry__commitment", flat=True).first()
    )
    return Inclusion(
        index,
        size,
        read(0, index),
        bytes(commitment or b""),
        range_root(read, 0, size),
        inclusion_path(read, index, size),
    )


def consistency(city: str, first: int, second: int | None = None) -> Consistency:
    """The proof between two sizes, the newer one the newest head's if not given. Raises SizeBeyondLog."""
    newest = signed_size(city)
    second = newest if second is None else second
    if not 0 <= first <= second <= newest:
        raise SizeBeyondLog(size=newest)
    read = node_reader(city, *_edges(first, second))
    roots = range_root(read, 0, first), range_root(read, 0, second)
    return Consistency(first, second, *roots, consistency_path(read, first, second))


def tile_bytes(city: str, place: TilePlace) -> bytes:
    """A tile or a bundle of entries as it is served; a partial one is the beginning of what is there by now."""
    size = sealed_size(city)
    held = tiles.hashes_at(place.level or 0, size) - place.index * tiles.WIDTH
    if place.width > held:
        raise TileNotFound(level=place.level, index=place.index)
    if place.level is None:
        return _bundle(city, place)
    return tile_reader(city)(place.level, place.index)[: place.width * tiles.HASH]


def _bundle(city: str, place: TilePlace) -> bytes:
    begins = place.index * tiles.WIDTH
    rows = LogLeaf.objects.filter(city=city, index__gte=begins, index__lt=begins + place.width).order_by(
        "index"
    )
    found = [bytes(data) for data in rows.values_list("entry__commitment", flat=True) if data is not None]
    if len(found) != place.width:
        raise TileNotFound(level="entries", index=place.index)
    return tiles.bundle(found)


def certificate_proof(number: str) -> dict[str, Any]:
    """The proof file of a certificate, for the stand-alone checker: no name, no place, no day.

    ``{"checkpoint", "vkey", "leaves": [{"index", "commitment", "path"}], "waiting"}``, hashes in hexadecimal;
    ``waiting`` counts entries without a leaf under the newest head. Raises CertificateNotFound, NoHeadYet.
    """
    spelled = normalise_number(number[:64])
    found = Certificate.objects.filter(number__in=[spelled, f"{PREFIX}-{spelled}"]).first()
    if found is None:
        raise CertificateNotFound
    head = latest_head(found.city)
    if head is None:
        raise NoHeadYet
    entries = dict(found.lines.values_list("entry_id", "entry__commitment"))
    leaves = _proven(head, {key: bytes(value) for key, value in entries.items()})
    return {
        "certificate": found.number,
        "checkpoint": served_checkpoint(head),
        "vkey": VerifierKey(head_origin(head), bytes(head.key.public)).text(),
        "leaves": leaves,
        "waiting": len(entries) - len(leaves),
    }


def _proven(head: LogHead, commitments: dict[UUID, bytes]) -> list[dict[str, Any]]:
    rows = LogLeaf.objects.filter(pk__in=commitments, city=head.city, index__lt=head.size).order_by("index")
    leaves = list(rows.values_list("entry_id", "index"))
    read = node_reader(head.city, *(index for _, index in leaves), *_edges(head.size))
    return [
        {
            "index": index,
            "commitment": commitments[key].hex(),
            "path": [node.hex() for node in inclusion_path(read, index, head.size)],
        }
        for key, index in leaves
    ]

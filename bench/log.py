"""The transparency log: appending, verifying and proving 1,000,000 leaves, held against SHA-256 over the same bytes."""

from __future__ import annotations

import hashlib
import hmac
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from bench.crowd import CITY, gather_people, lay_ground
from bench.house import bench_database
from redvest.core import merkle, tiles
from redvest.core.identifiers import uuid7_batch
from redvest.registry.models import Volunteer
from redvest.service.actions.ledger import NewEntry, bulk_salts
from redvest.service.actions.ledger_bulk import Batch, Line, append_batches
from redvest.service.actions.log import beat, seal
from redvest.service.choices import Grade
from redvest.service.queries.log_rows import leaf_rows
from redvest.service.queries.log_tree import consistency, inclusion
from redvest.service.queries.log_verify import BLOCK, verify_log

DATABASE = "redvest_bench_log"
AT = datetime(2026, 3, 1, 2, tzinfo=UTC)
LEAVES, SMALL, PEOPLE, PROOFS = 1_000_000, 1_000, 2_000, 500
AIM = 4.0
TABLES = (
    "service_logpending",
    "service_logleaf",
    "service_logtile",
    "service_hoursentry",
    "service_personsalt",
)


def run(*, json: bool = False, leaves: int = LEAVES) -> dict[str, Any]:
    """``verify_ratio`` is the whole verification over the bare hashing of the same bytes in the same loop."""
    with bench_database(DATABASE):
        batches = _Entries()
        batches.append(SMALL)
        small = _timed(lambda: seal(city=CITY, at=AT))
        touched_small = _touched(SMALL)
        batches.append(leaves - SMALL)
        large = _timed(lambda: beat(city=CITY, at=AT))
        with connection.cursor() as cursor:  # as autovacuum does by itself in the minutes after
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
        batches.append(1)
        touched_large = _touched(leaves)
        one = _timed(lambda: seal(city=CITY, at=AT))
        beat(city=CITY, at=AT)
        verdict: list[Any] = []
        verify = _timed(lambda: verdict.append(verify_log(CITY)))
        floor, hashed = _floor(leaves + 1)
        proofs = _timed(lambda: _prove(leaves))
    ratio = round(verify / floor, 2)
    return {
        "leaves": leaves + 1, "seal_seconds": round(large, 2), "seals_per_second": round((leaves - SMALL) / large),
        "append_us_per_leaf_at_1k": round(small / SMALL * 1e6, 1),
        "append_us_per_leaf_at_1m": round(large / (leaves - SMALL) * 1e6, 1), "append_one_ms_at_1m": round(one * 1000, 1),
        "tiles_touched_by_one_at_1k": touched_small, "tiles_touched_by_one_at_1m": touched_large,
        "verify_seconds": round(verify, 2), "floor_seconds": round(floor, 2), "floor_bytes": hashed, "verify_ratio": ratio,
        "aim": AIM, "proofs_per_second": round(PROOFS / proofs), "held": bool(verdict[0].held),
        "within_aim": ratio <= AIM,
    }  # fmt: skip


class _Entries:
    """Writes entries of a few thousand people into the ledger."""

    def __init__(self) -> None:
        self._ground = lay_ground(AT)
        gather_people(PEOPLE, AT)
        people = list(Volunteer.objects.values_list("pk", flat=True))
        self._people, self._salts, self._serial = people, bulk_salts(volunteer_ids=people), 0

    def append(self, count: int) -> None:
        append_batches(batches=self._batches(count))

    def _batches(self, count: int, together: int = 200) -> Iterator[Batch]:
        ground = self._ground
        for done in range(0, count, together):
            self._serial += 1
            at = AT + timedelta(seconds=self._serial)
            alike = NewEntry(
                city=CITY, volunteer_id=self._people[0], body_id=ground.body.pk, activity_id=None,
                title="陪独居老人买菜、打扫屋子", region_path=ground.region.path, service_on=at.date(), minutes=120,
                grade=Grade.B, starts_at=at, ends_at=at + timedelta(hours=2),
            )  # fmt: skip
            keys = uuid7_batch(min(together, count - done), int(at.timestamp() * 1000))
            people = [self._people[(done + n) % PEOPLE] for n in range(len(keys))]
            lines = [
                Line(key.hex, who.hex, self._salts[who], "B", ("leader-scan",))
                for key, who in zip(keys, people, strict=True)
            ]
            yield Batch(alike, at, lines)


def _floor(size: int) -> tuple[float, int]:
    """Seconds of the bare hashing: salt, commitment, leaf and nodes of every leaf, the bytes read beforehand."""
    spent, hashed, nodes = 0.0, 0, 0
    level: list[bytes] = []
    for begins in range(0, size, BLOCK):
        rows = [
            (salt, key, text.encode(), commitment)
            for _, key, text, commitment, salt in leaf_rows(CITY, begins, min(begins + BLOCK, size))
        ]
        began = time.perf_counter()
        for salt, key, text, commitment in rows:
            hashlib.sha256(hmac.digest(salt, key, "sha256") + text).digest()
            level.append(hashlib.sha256(b"\x00" + commitment).digest())
        while len(level) > 1:
            level = [
                hashlib.sha256(b"\x01" + a + b).digest()
                for a, b in zip(level[::2], level[1::2], strict=False)
            ]
            nodes += len(level)
        spent += time.perf_counter() - began
        hashed += sum(len(text) + 128 for _, _, text, _ in rows) + 65 * nodes
        level, nodes = [], 0
    return spent, hashed


def _touched(size: int) -> int:
    """How many tiles one more leaf changes in a tree of this size."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, index, hashes FROM service_logtile WHERE city = %s", [CITY])
        stored = {(level, index): bytes(hashes) for level, index, hashes in cursor.fetchall()}
    return len(tiles.grow(size, merkle.leaf_hash(b"one more"), lambda *at: stored[at]))


def _prove(size: int) -> None:
    """As many inclusion and consistency proofs as ``PROOFS``, of random leaves and sizes."""
    rng = random.Random(7)
    for _ in range(PROOFS // 2):
        inclusion(CITY, rng.randrange(size))
        consistency(CITY, rng.randrange(1, size))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began

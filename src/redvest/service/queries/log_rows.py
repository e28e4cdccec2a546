"""The leaves of a log with what their entries say now, block by block, in the form that they are hashed in.

The canonical text of an entry is put together by the database, which is several times faster than reading 20 columns
into Python; a test holds it equal to ``rules.ledger.canonical``.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import connection

from redvest.service.rules.ledger import ERASURE_SALT, FORM

# index, the leaf's entry id, the entry's canonical text (None: gone), its commitment, the person's salt (None: erased),
# and whose entry it is where there is no salt
LeafRow = tuple[int, bytes, str | None, bytes | None, bytes | None, UUID | None]


def _id(column: str) -> str:
    return f"""coalesce('"' || replace({column}::text, '-', '') || '"', 'null')"""


def _text(column: str) -> str:
    return f"to_json({column}::text)::text"


def _moment(column: str) -> str:
    shown = f"""'"' || to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"'"""
    return f"coalesce({shown}, 'null')"


# Sorted by code point, as Python sorts. A subquery for each row would cost more than all the rest of the text.
_ONE, _TWO = 'e.proofs[1]::text COLLATE "C"', 'e.proofs[2]::text COLLATE "C"'
_PROOFS = f"""'[' || CASE cardinality(e.proofs) WHEN 0 THEN '' WHEN 1 THEN to_json(e.proofs[1])::text
WHEN 2 THEN to_json(least({_ONE}, {_TWO}))::text || ',' || to_json(greatest({_ONE}, {_TWO}))::text
ELSE (SELECT string_agg(to_json(p)::text, ',' ORDER BY p COLLATE "C") FROM unnest(e.proofs) p) END || ']'"""  # noqa: S608
_PARTS = (
    _id("e.id"), _text("e.city"), _id("e.volunteer_id"), _id("e.body_id"), _id("e.activity_id"), _text("e.title"),
    _text("e.kind"), _id("e.voids_id"), "'\"' || to_char(e.service_on, 'YYYY-MM-DD') || '\"'", _moment("e.starts_at"),
    _moment("e.ends_at"), "e.minutes::text", _text("e.grade"), _PROOFS, _moment("e.recorded_at"),
    _text("e.region_path"), _text("e.reason"), _id("e.recorded_by_id"), _id("e.second_officer_id"), _text("e.mark"),
    _text("e.source"),
)  # fmt: skip
CANONICAL = f"""'["{FORM}",' || """ + " || ',' || ".join(_PARTS) + " || ']'"
_BLOCK = f"""
SELECT l."index", uuid_send(l.entry_id), {CANONICAL}, e.commitment,
CASE WHEN e.kind = 'erasure' THEN %s ELSE s.salt END, CASE WHEN s.salt IS NULL THEN e.volunteer_id END
FROM service_logleaf l
LEFT JOIN service_hoursentry e ON e.id = l.entry_id
LEFT JOIN service_personsalt s ON s.volunteer_id = e.volunteer_id
WHERE l.city = %s AND l."index" >= %s AND l."index" < %s ORDER BY l."index"
"""  # noqa: S608 - put together from constants
_UNSEALED = """
SELECT e.id FROM service_hoursentry e WHERE e.city = %(city)s
AND NOT EXISTS (SELECT 1 FROM service_logleaf l WHERE l.entry_id = e.id)
AND NOT EXISTS (SELECT 1 FROM service_logpending p WHERE p.entry_id = e.id) ORDER BY e.id LIMIT %(most)s
"""
_PENDING_GONE = """
SELECT p.entry_id FROM service_logpending p WHERE p.city = %(city)s
AND NOT EXISTS (SELECT 1 FROM service_hoursentry e WHERE e.id = p.entry_id) ORDER BY p.entry_id LIMIT %(most)s
"""
_TILES = """
SELECT index, hashes FROM service_logtile WHERE city = %s AND level = %s AND index >= %s AND index < %s ORDER BY index
"""


def leaf_rows(city: str, begins: int, ends: int) -> list[LeafRow]:
    """The leaves [begins, ends) that there are, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_BLOCK, [ERASURE_SALT, city, begins, ends])
        rows: list[LeafRow] = cursor.fetchall()
    return rows


def stored_tiles(city: str, level: int, begins: int, ends: int) -> dict[int, bytes]:
    """The stored tiles [begins, ends) of a level by index."""
    with connection.cursor() as cursor:
        cursor.execute(_TILES, [city, level, begins, ends])
        return {index: bytes(hashes) for index, hashes in cursor.fetchall()}


def upper_tiles(city: str) -> Iterator[tuple[int, int, bytes]]:
    """Every stored tile above the leaves: level, index, hashes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level, index, hashes FROM service_logtile WHERE city = %s AND level > 0", [city]
        )
        while rows := cursor.fetchmany(256):
            yield from ((level, index, bytes(hashes)) for level, index, hashes in rows)


def leaf_count(city: str) -> int:
    """One more than the highest leaf index."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT coalesce(max("index") + 1, 0) FROM service_logleaf WHERE city = %s', [city])
        return int(cursor.fetchone()[0])


def entries_nowhere(city: str, most: int) -> list[UUID]:
    """Entries that are neither sealed nor waiting."""
    return _keys(_UNSEALED, city, most)


def waiting_for_nothing(city: str, most: int) -> list[UUID]:
    """What waits for a leaf although its entry is gone."""
    return _keys(_PENDING_GONE, city, most)


def _keys(statement: str, city: str, most: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"city": city, "most": most})
        return [row[0] for row in cursor.fetchall()]

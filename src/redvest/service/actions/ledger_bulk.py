"""The ledger's second door, for a million entries at once: entries that share an activity are formatted together.

Says exactly what ``ledger.append_entry`` would say, commitment included (a test compares every one), in the text
form of COPY. Whoever loads this way rebuilds what listens to the ledger.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from redvest.service.actions.ledger import COLUMNS, NewEntry
from redvest.service.rules.ledger import FORM

_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Line:
    """What is a person's own in an entry that many share. Ids are 32 hexadecimal digits."""

    id: str
    volunteer: str
    salt: bytes
    grade: str
    proofs: tuple[str, ...]
    second_officer: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries alike but for their lines; of ``alike`` the volunteer, grade, proofs and second officer are not used."""

    alike: NewEntry
    recorded_at: datetime
    lines: Sequence[Line]


@transaction.atomic
def append_batches(*, batches: Iterable[Batch]) -> int:
    """Stream entries into the ledger; returns how many. Constant memory."""
    statement = sql.SQL("COPY service_hoursentry ({}) FROM STDIN").format(
        sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    )
    count, block = 0, list[str]()
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for batch in batches:
            block.extend(_texts(batch))
            count += len(batch.lines)
            if len(block) >= _BLOCK:
                copy.write("".join(block))
                block.clear()
        copy.write("".join(block))
    return count


def _texts(batch: Batch) -> Iterator[str]:
    """A line of COPY text for each entry, in the order of COLUMNS."""
    new, moment = batch.alike, _moment(batch.recorded_at)
    activity = new.activity_id.hex if new.activity_id else None
    opening = f'["{FORM}","'
    middle = "," + ",".join(
        json.dumps(part, ensure_ascii=False)
        for part in (
            new.body_id.hex, activity, new.title, str(new.kind), new.voids_id.hex if new.voids_id else None,
            new.service_on.isoformat(), _moment(new.starts_at), _moment(new.ends_at), new.minutes,
        )
    ) + ',"'  # fmt: skip
    closing = f'],"{moment}",' + ",".join(
        json.dumps(part, ensure_ascii=False)
        for part in (new.region_path, new.reason, new.recorded_by_id.hex if new.recorded_by_id else None)
    )
    ending = (
        "," + ",".join(json.dumps(part, ensure_ascii=False) for part in (str(new.mark), new.source)) + "]"
    )
    shared = "\t".join(
        (new.body_id.hex, activity or _NULL, new.title.translate(_ESCAPES), new.region_path, str(new.kind),
         _id(new.voids_id), new.service_on.isoformat(), _moment(new.starts_at) or _NULL, _moment(new.ends_at) or _NULL,
         str(new.minutes))
    )  # fmt: skip
    tail = f"{new.reason.translate(_ESCAPES)}\t{moment}\t{_id(new.recorded_by_id)}"
    marked = f"{new.mark}\t{new.source.translate(_ESCAPES)}"
    for line in batch.lines:
        proofs = '","'.join(sorted(line.proofs))
        proofs = f'"{proofs}"' if proofs else ""
        canonical = (
            f'{opening}{line.id}","{new.city}","{line.volunteer}"{middle}{line.grade}",[{proofs}{closing},'
            f"{json.dumps(line.second_officer)}{ending}"
        )
        salt = hmac.digest(line.salt, bytes.fromhex(line.id), "sha256")
        commitment = hashlib.sha256(salt + canonical.encode()).hexdigest()
        yield (
            f"{line.id}\t{new.city}\t{line.volunteer}\t{shared}\t{line.grade}\t{{{proofs}}}\t{tail}\t"
            f"{line.second_officer or _NULL}\t{marked}\t\\\\x{commitment}\n"
        )


def _id(key: UUID | None) -> str:
    return key.hex if key else _NULL


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None

"""The table beside the register in which an import waits until it is known to be right, and its way over.

All within the caller's transaction: a process that is killed leaves nothing behind.
"""

# ruff: noqa: S608 - the only names put into statements are constants of this project

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection

from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.db.copy import copy_rows
from redvest.core.errors import Conflict
from redvest.registry.actions.bulk import indexes_later
from redvest.registry.actions.import_report import FAULTS
from redvest.registry.actions.import_row import STAGED, Checked
from redvest.registry.actions.number import take_numbers
from redvest.registry.choices import ConsentPurpose, RealNameState, VolunteerSource, VolunteerState
from redvest.registry.rules.privacy_notice import version_on

STAGE, NUMBERS = "redvest_import", "redvest_import_number"
TABLES = ("registry_volunteer", "registry_volunteer_domains", "registry_consent", "registry_membership")
LARGE = 20_000
_NUMBERS_AT_ONCE = 10_000

_SET_ASIDE = f"""
WITH bad AS (DELETE FROM {STAGE} WHERE reason IS NOT NULL RETURNING line, reason)
INSERT INTO {FAULTS} SELECT line, reason, false FROM bad
"""
_FIND_REPEATED = f"""
INSERT INTO {FAULTS} SELECT line, replace(%s, '%%(line)s', first::text), true FROM (
    SELECT line, min(line) OVER (PARTITION BY id_hash) AS first FROM {STAGE}
) AS twice WHERE line <> first
"""
_FIND_KNOWN = f"""
INSERT INTO {FAULTS} SELECT stage.line, %s, true FROM {STAGE} AS stage JOIN registry_volunteer USING (id_hash)
WHERE NOT EXISTS (SELECT FROM {FAULTS} AS fault WHERE fault.line = stage.line)
"""
_ERASED = "SELECT unnest(id_marks) AS id_hash FROM registry_erasure WHERE done_at IS NOT NULL"
_FIND_ERASED = f"""
INSERT INTO {FAULTS} SELECT stage.line, %s, false FROM {STAGE} AS stage JOIN ({_ERASED}) AS gone USING (id_hash)
WHERE NOT EXISTS (SELECT FROM {FAULTS} AS fault WHERE fault.line = stage.line)
"""
_ANY_ERASED = f"SELECT EXISTS (SELECT FROM {STAGE} JOIN ({_ERASED}) AS gone USING (id_hash))"
_INSERT_PEOPLE = f"""
INSERT INTO registry_volunteer (id, city, account_id, number, name, pinyin, sex, birth_on, id_type, id_sealed, id_hash,
    phone_sealed, phone_hash, phone_tail, region_id, region_path, skills, real_name_state, state, source, registered_at,
    search)
SELECT id, %s, NULL, given.number, name, pinyin, sex, birth_on, id_type, id_sealed, id_hash,
    phone_sealed, phone_hash, phone_tail, region_id, region_path, skills, %s, %s, %s, registered_at,
    search || given.number
FROM {STAGE} JOIN (SELECT line, row_number() OVER (ORDER BY line) AS place FROM {STAGE}) AS ranked USING (line)
JOIN {NUMBERS} AS given USING (place)
"""
_INSERT_DOMAINS = f"""
INSERT INTO registry_volunteer_domains (volunteer_id, servicedomain_id) SELECT id, unnest(domains) FROM {STAGE}
"""
_INSERT_CONSENTS = f"""
INSERT INTO registry_consent (volunteer_id, purpose, wording, given_at, given_by_guardian)
SELECT id, %(registration)s, %(wording)s, %(at)s, small FROM {STAGE}
UNION ALL SELECT id, %(guardian)s, %(wording)s, %(at)s, true FROM {STAGE} WHERE minor
UNION ALL SELECT id, %(data)s, %(wording)s, %(at)s, true FROM {STAGE} WHERE small
"""
_INSERT_GUARDIANS = f"""
INSERT INTO registry_guardian (volunteer_id, name, relation, phone_sealed, phone_hash, phone_tail, agreed_at)
SELECT id, guardian_name, guardian_relation, guardian_sealed, guardian_hash, guardian_tail, %s FROM {STAGE} WHERE minor
"""
_INSERT_MEMBERS = f"""
INSERT INTO registry_membership (city, body_id, volunteer_id, joined_on, consent, consented_at)
SELECT %s, %s, id, (registered_at AT TIME ZONE 'Asia/Shanghai')::date, 'paper', %s FROM {STAGE}
"""


class ErasedMeanwhile(Conflict):
    """导入的同时，名单里有人办完了注销，这次没有写入。请再导入一次，那一行会标出来。"""

    code = "erased-meanwhile"


class RegisteredMeanwhile(Conflict):
    """导入的同时，名单里有人自己登记了，这次没有写入。请再导入一次，那一行会标成重复。"""

    code = "registered-meanwhile"


def begin_stage() -> None:
    """An empty staging table, gone at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(f"DROP TABLE IF EXISTS {STAGE}, {NUMBERS}")
        cursor.execute(f"CREATE TEMPORARY TABLE {STAGE} ({STAGED}) ON COMMIT DROP")
        cursor.execute(f"CREATE TEMPORARY TABLE {NUMBERS} (place integer, number text) ON COMMIT DROP")


def stage(*, batches: Iterable[Checked]) -> Iterable[Checked]:
    """Copy each batch in and pass it on; at the end the bad rows go to their own list."""
    with connection.cursor() as cursor:
        with cursor.cursor.copy(f"COPY {STAGE} FROM STDIN") as copy:
            for batch in batches:
                copy.write(batch.lines)
                yield batch
        cursor.execute(_SET_ASIDE)


def reject_erased(*, reason: str) -> int:
    """Take rows out of the stage whose person asked to be forgotten; only they themselves come back. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_ERASED, [reason])
        if found := int(cursor.rowcount):
            cursor.execute(f"DELETE FROM {STAGE} USING {FAULTS} AS fault WHERE {STAGE}.line = fault.line")
    return found


def reject_repeated(*, in_file: str, on_record: str) -> int:
    """Take rows out of the stage whose person came before in the file or is on the register; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {STAGE} (line, id_hash)")
        cursor.execute(_FIND_REPEATED, [in_file])
        found = int(cursor.rowcount)
        cursor.execute(_FIND_KNOWN, [on_record])
        found += int(cursor.rowcount)
        if found:
            cursor.execute(f"DELETE FROM {STAGE} USING {FAULTS} AS fault WHERE {STAGE}.line = fault.line")
    return found


def move_over(*, city: str, body_id: UUID | None, count: int, at: datetime) -> None:
    """Number the staged people and put them on the register with all that belongs to them."""
    for start in range(0, count, _NUMBERS_AT_ONCE):
        numbers = take_numbers(city=city, count=min(_NUMBERS_AT_ONCE, count - start))
        copy_rows(NUMBERS, ("place", "number"), enumerate(numbers, start + 1))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {NUMBERS}")
    with indexes_later(tables=TABLES) if _worth_it(count) else nullcontext():
        _insert(city, body_id, at)


def _worth_it(count: int) -> bool:
    """Whether most of the register will come from this file, so that building its indexes anew is quicker.

    It makes everybody else wait for some seconds, which only the first import of a whole city is worth.
    """
    if count < LARGE:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT FROM registry_volunteer LIMIT %s) AS part", [count])
        return int(cursor.fetchone()[0]) * 2 <= count


def _insert(city: str, body_id: UUID | None, at: datetime) -> None:
    kept = [city, RealNameState.CHECKED.value, VolunteerState.ACTIVE.value, VolunteerSource.IMPORT.value]
    purposes = {
        "registration": ConsentPurpose.REGISTRATION.value,
        "guardian": ConsentPurpose.GUARDIAN.value,
        "data": ConsentPurpose.MINOR_DATA.value,
    }
    with connection.cursor() as cursor:
        try:
            cursor.execute(_INSERT_PEOPLE, kept)
        except IntegrityError as fault:
            if broken_constraint(fault) == "one_record_per_person":
                raise RegisteredMeanwhile from fault
            raise
        # Whoever was being erased just now held the same ID number: inserting waited for the end of that.
        cursor.execute(_ANY_ERASED)
        if cursor.fetchone()[0]:
            raise ErasedMeanwhile
        cursor.execute(_INSERT_DOMAINS)
        cursor.execute(_INSERT_CONSENTS, {**purposes, "wording": version_on(day_of(at)).key, "at": at})
        cursor.execute(_INSERT_GUARDIANS, [at])
        if body_id is not None:
            cursor.execute(_INSERT_MEMBERS, [city, body_id, at])

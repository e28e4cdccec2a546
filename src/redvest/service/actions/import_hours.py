"""Takes in hours from files and older systems: entries of grade D, which count for nothing but the person's record
until somebody proves them (design 4.5). All rows or none, in memory that does not grow with the file.
"""

# ruff: noqa: S608 - the only names put into statements are constants of this project

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from redvest.core import audit
from redvest.core.clock import day_of
from redvest.core.db.copy import copy_rows
from redvest.core.errors import DomainError
from redvest.core.identifiers import uuid7_batch
from redvest.core.workbook import Row
from redvest.registry.actions.import_report import (
    FAULTS,
    SHOWN,
    ImportReport,
    Progress,
    bad_file_of,
    batches_of,
    begin_faults,
    digest_of,
    first_reasons,
    write_bad_rows,
)
from redvest.registry.actions.import_small import RowView
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing, require_administers, require_staff
from redvest.registry.queries import secret
from redvest.registry.queries.import_ground import header_in
from redvest.registry.rules import identity_number, names, volunteer_number
from redvest.registry.rules.sheet import CellFault, Header, is_blank
from redvest.registry.rules.sheet_volunteers import guessed_id_type, named_id_type
from redvest.service.actions.ledger import NewEntry, bulk_append, bulk_salts
from redvest.service.choices import EntryMark, Grade, ProofKind
from redvest.service.queries.import_ground import KnownBodies, known_bodies
from redvest.service.rules.sheet import HOURS as SHAPE
from redvest.service.rules.sheet import LONGEST_DAY, counts_minutes, minutes_of

STAGE = "redvest_import_hours"
LONGEST_TITLE = 80
LONGEST_SOURCE = 80
_COLUMNS = (
    "line",
    "number",
    "id_hash",
    "name",
    "body_id",
    "region_path",
    "title",
    "service_on",
    "minutes",
    "source",
)
_AT_ONCE = 10_000

# What only the database can say of staged rows, in the order in which it is asked; each takes its rows out.
_FIND_PEOPLE = f"""
UPDATE {STAGE} AS stage SET volunteer_id = person.id, known_name = person.name,
    erased = person.state = 'erased' FROM registry_volunteer AS person
WHERE person.city = %s AND (person.number = stage.number OR person.id_hash = stage.id_hash)
"""
_UNKNOWN = "volunteer_id IS NULL"
_OTHER_NAME = "name <> '' AND name <> known_name"
_TWICE = f"""line IN (SELECT line FROM (SELECT line, row_number() OVER (
    PARTITION BY volunteer_id, body_id, title, service_on, minutes ORDER BY line) AS turn FROM {STAGE}) AS each
    WHERE turn > 1)"""
_ON_RECORD = f"""EXISTS (SELECT FROM service_hoursentry AS entry WHERE entry.volunteer_id = {STAGE}.volunteer_id
    AND entry.service_on = {STAGE}.service_on AND entry.body_id = {STAGE}.body_id AND entry.title = {STAGE}.title
    AND entry.minutes = {STAGE}.minutes)"""
_TOO_MUCH = f"""line IN (SELECT line FROM (SELECT line, sum(minutes) OVER (
    PARTITION BY volunteer_id, service_on ORDER BY line) + coalesce((SELECT sum(entry.minutes) FROM service_hoursentry
    AS entry WHERE entry.volunteer_id = day.volunteer_id AND entry.service_on = day.service_on), 0) AS total
    FROM {STAGE} AS day) AS each WHERE total > {LONGEST_DAY})"""


class HoursOfNobody(CellFault):
    """请填志愿者编号，或者证件号码。"""

    code = "hours-of-nobody"


@transaction.atomic
def import_hours(
    *,
    by: Standing,
    path: Path,
    body: Body | None = None,
    partial: bool = False,
    dry_run: bool = False,
    at: datetime,
    bad_file: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import hours for the organisations that each row names, or for ``body``.

    The caller rebuilds what listens to the ledger in the same transaction. Raises NotAllowed.
    """
    require_staff(by)
    if body is not None:
        require_administers(by, body.pk, body.region_path)
    header = header_in(path, SHAPE)
    check = _Check(day_of(at), header, known_bodies(by, body))
    begin_faults()
    _begin_stage()
    rows = blank = 0
    for batch in batches_of(path=path, header=header, progress=progress):
        filled = [row for row in batch if not is_blank(row[1])]
        rows, blank = rows + len(filled), blank + len(batch) - len(filled)
        _stage(check, filled)
    duplicates = _ask_the_database(by.city)
    good = _count(STAGE)
    bad = rows - good
    if bad:
        bad_file = bad_file or bad_file_of(path=path)
        write_bad_rows(path=path, header=header, to=bad_file)
    report = ImportReport(
        rows=rows, imported=0 if dry_run or (bad and not partial) else good, bad=bad, blank=blank,
        duplicates=duplicates, sha256=digest_of(path=path), bad_file=bad_file if bad else None, ignored=header.extra,
        reasons=first_reasons(count=SHOWN),
    )  # fmt: skip
    if report.imported:
        _append(by, at)
        audit.write_line(
            by=by.actor, at=at, city=by.city, verb="import_hours", target=body or Region.objects.get(pk=by.city),
            rows=rows, imported=report.imported, bad=bad, duplicates=duplicates, sha256=report.sha256,
        )  # fmt: skip
    return report


class _Check:
    """Turns a row into a line of the stage: everything that can be said without asking for the person."""

    def __init__(self, on: date, header: Header, bodies: KnownBodies) -> None:
        self._on, self._header, self._bodies = on, header, bodies
        self._in_minutes = counts_minutes(header)

    def __call__(self, line: int, cells: Row) -> tuple[object, ...]:
        row = RowView(self._header.places, cells[1])
        number, id_hash = self._person(row)
        body = self._bodies.find(row.text("body"))
        title = row.text("title")
        if not title:
            raise CellFault(_("请填写活动名称。"))
        if len(title) > LONGEST_TITLE:
            raise CellFault(_("活动名称太长了，最多 {most} 个字。").format(most=LONGEST_TITLE))
        day = row.day("service_on")
        if day is None:
            raise CellFault(_("请填写服务日期。"))
        if day > self._on:
            raise CellFault(_("服务日期还没到，请核对。"))
        minutes = minutes_of(row.text("length"), in_minutes=self._in_minutes)
        name = names.normalise(row.text("name"))
        source = row.text("source")
        if len(source) > LONGEST_SOURCE:
            raise CellFault(_("来源系统太长了，最多 {most} 个字。").format(most=LONGEST_SOURCE))
        return line, number, id_hash, name, body.id, body.region_path, title, day, minutes, source

    def _person(self, row: RowView) -> tuple[str | None, bytes | None]:
        """The volunteer number, else the hash of the ID number."""
        if number := volunteer_number.normalise(row.text("number").removesuffix(".0")):
            if not volunteer_number.is_valid(number):
                raise CellFault(_("志愿者编号不对，应该是 12 位数字，请核对有没有抄错。"))
            return number, None
        if not (text := row.text("id_number")):
            raise HoursOfNobody
        id_type = named_id_type(row.text("id_type")) or guessed_id_type(text)
        return None, secret.id_hash(id_type, identity_number.check(id_type, text, self._on).number)


def _begin_stage() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {STAGE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {STAGE} (line integer, number text, id_hash bytea, name text, body_id uuid,"
            " region_path text, title text, service_on date, minutes integer, source text, volunteer_id uuid, known_name text,"
            " erased boolean NOT NULL DEFAULT false)"
            " ON COMMIT DROP"
        )


def _stage(check: _Check, rows: list[Row]) -> None:
    good: list[tuple[object, ...]] = []
    faults: list[tuple[int, str, bool]] = []
    for row in rows:
        try:
            good.append(check(row[0], row))
        except DomainError as fault:
            faults.append((row[0], fault.message, False))
    copy_rows(STAGE, _COLUMNS, good)
    copy_rows(FAULTS, ("line", "reason", "duplicate"), faults)


def _ask_the_database(city: str) -> int:
    """Find the people, and take out what cannot be; returns how many rows were there before."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {STAGE}")
        cursor.execute(_FIND_PEOPLE, [city])
    _take_out(_UNKNOWN, _("没有找到这个志愿者，请核对编号或证件号码，或者先导入志愿者。"))
    _take_out("erased", _("这个人已经注销，不能再记时长。"))
    _take_out(_OTHER_NAME, _("姓名和登记的不一样，请核对是不是同一个人。"))
    duplicates = _take_out(_TWICE, _("和前面一行完全一样，请删掉一行。"), duplicate=True)
    duplicates += _take_out(_ON_RECORD, _("这条时长已经记过了，不用再导入。"), duplicate=True)
    _take_out(_TOO_MUCH, _("这一天加起来超过 24 小时了，请核对。"))
    return duplicates


def _take_out(which: str, reason: str, *, duplicate: bool = False) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH bad AS (DELETE FROM {STAGE} WHERE {which} RETURNING line)"
            f" INSERT INTO {FAULTS} SELECT line, %s, %s FROM bad",
            [reason, duplicate],
        )
        return int(cursor.rowcount)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _append(by: Standing, at: datetime) -> None:
    """Write the staged rows into the ledger, ten thousand at a time."""
    columns = "volunteer_id, body_id, title, region_path, service_on, minutes, source"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DECLARE redvest_hours NO SCROLL CURSOR FOR SELECT {columns} FROM {STAGE} ORDER BY line"
        )
        while True:
            cursor.execute(f"FETCH {_AT_ONCE} FROM redvest_hours")
            if not (rows := cursor.fetchall()):
                break
            salts = _salts({row[0] for row in rows})
            bulk_append(rows=_entries(rows, by, at), salts=salts)
        cursor.execute("CLOSE redvest_hours")


def _salts(people: set[UUID]) -> dict[UUID, bytes]:
    """Everybody's salt; who has none yet gets one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT volunteer_id, salt FROM service_personsalt WHERE volunteer_id = ANY(%s)", [list(people)]
        )
        salts = {volunteer_id: bytes(salt) for volunteer_id, salt in cursor.fetchall()}
    return salts | bulk_salts(volunteer_ids=people - salts.keys())


def _entries(
    rows: list[tuple[UUID, UUID, str, str, date, int, str]], by: Standing, at: datetime
) -> Iterator[tuple[UUID, NewEntry, datetime]]:
    keys = uuid7_batch(len(rows), int(at.timestamp() * 1000))
    for key, (volunteer_id, body_id, title, region_path, service_on, minutes, source) in zip(
        keys, rows, strict=True
    ):
        entry = NewEntry(
            city=by.city, volunteer_id=volunteer_id, body_id=body_id, activity_id=None, title=title,
            region_path=region_path, service_on=service_on, minutes=minutes, grade=Grade.D,
            proofs=(ProofKind.IMPORTED.value,), recorded_by_id=by.account_id,
            mark=EntryMark.TRANSFER if source else "", source=source,
        )  # fmt: skip
        yield key, entry, at

"""Bulk loading of the register by COPY, and emptying a demo database. Everyday writes have their own actions.

Who may call these, and that the database is a demo, is decided by the caller; each runs in the caller's
transaction, so that a load is there as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from redvest.core.audit import SYSTEM, write_line
from redvest.core.db.copy import copy_rows
from redvest.core.errors import Conflict
from redvest.core.models import Installation
from redvest.registry.models import Account, Volunteer


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the columns of its rows, in order."""

    name: str
    columns: tuple[str, ...]


def _table(name: str, columns: str) -> Table:
    return Table(name, tuple(columns.split()))


ACCOUNTS = _table(
    "registry_account",
    "id city name password last_login phone_sealed phone_hash phone_tail is_active created_at",
)
VOLUNTEERS = _table(
    "registry_volunteer",
    "id city account_id number name pinyin sex birth_on id_type id_sealed id_hash phone_sealed phone_hash phone_tail "
    "region_id region_path skills real_name_state state source registered_at search",
)
VOLUNTEER_DOMAINS = _table("registry_volunteer_domains", "volunteer_id servicedomain_id")
GUARDIANS = _table(
    "registry_guardian", "volunteer_id name relation phone_sealed phone_hash phone_tail agreed_at"
)
CONSENTS = _table("registry_consent", "volunteer_id purpose wording given_at given_by_guardian")
STATIONS = _table("registry_station", "id city region_id name address lon lat opened_on search")
BODIES = _table(
    "registry_body",
    "id city code name kind team_kind credit_code consenting_unit region_id region_path responsible_name "
    "contact_name contact_phone address founded_on state review_note applied_at decided_at search",
)
BODY_DOMAINS = _table("registry_body_domains", "body_id servicedomain_id")
MEMBERSHIPS = _table("registry_membership", "city body_id volunteer_id joined_on consent consented_at")
PROFILES = _table(
    "registry_profile",
    "volunteer_id slots languages affiliation project_invites team_invites changed_at",
)
GRIDS = _table("registry_grid", "id city community_id region_path name outline lon lat")
ZONES = _table("registry_sanitationzone", "id city grid_id name outline")
KEEPINGS = _table("registry_gridkeeping", "id city grid_id zone_id volunteer_id starts_on ends_on")
GRANTS = _table("registry_grant", "account_id role region_id body_id starts_on given_at")
KEEPERS = _table("registry_grant", "account_id role station_id starts_on given_at")
STATION_MEMBERS = _table("registry_stationmember", "id station_id volunteer_id starts_on ends_on")
STATION_FACILITIES = _table("registry_stationfacility", "id station_id name count starts_on ends_on")
STATION_SERVICES = _table("registry_stationservice", "id station_id name words starts_on ends_on")
STATION_SESSIONS = _table(
    "registry_stationsession",
    "id station_id kind service_id held_on helpers visitors words recorded_by_id recorded_at",
)
STATION_OPENINGS = _table("registry_stationopening", "id station_id weekday opens closes since")
DUTY_PATTERNS = _table("registry_dutypattern", "id station_id weekday begins ends places since")
STATION_NEEDS = _table(
    "registry_stationneed", "id station_id words asked_on recorded_by_id answer answered_on"
)


@transaction.atomic
def copy_in(*, table: Table, rows: Iterable[Sequence[Any]]) -> int:
    """Load rows of a table in the order of its columns; returns how many."""
    return copy_rows(table.name, table.columns, rows)


@transaction.atomic
def raise_serial(*, least: int) -> None:
    """Let the volunteer numbers go on above ``least``. Never lowered: a rolled-back load must not repeat numbers."""
    raise_sequence(sequence="registry_volunteer_serial", least=least)


@transaction.atomic
def raise_sequence(*, sequence: str, least: int) -> None:
    """Let a sequence go on above ``least``, never below where it was."""
    name = sql.Identifier(sequence)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT setval({}, greatest(last_value, %s)) FROM {}").format(
                sql.Literal(sequence), name
            ),
            [least + 1],
        )


class NotADemo(Conflict):
    """这个数据库里有真实的数据，不是演示数据库，不能载入演示城市。请换一个空的数据库（DATABASE_URL 或 REDVEST_DATA_DIR）。"""

    code = "not-a-demo"


@transaction.atomic
def begin_demo() -> None:
    """Let one load run at a time, and only where nobody real is on the register. Raises NotADemo."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('redvest demo load', 0))")
    if not is_demo() and (Account.objects.exists() or Volunteer.objects.exists()):
        raise NotADemo


def is_demo() -> bool:
    """Whether this database is a demo's and may be emptied."""
    return Installation.objects.filter(demo=True).exists()


@transaction.atomic
def mark_demo(*, loaded: dict[str, Any], at: datetime) -> None:
    """Put on record that this database is a demo's, and what was loaded."""
    installation, _ = Installation.objects.update_or_create(id=1, defaults={"demo": True, "loaded": loaded})
    write_line(
        by=SYSTEM, at=at, city=settings.REDVEST_CITY, verb="load_demo", target=installation, loaded=loaded
    )


@transaction.atomic
def empty_demo() -> None:
    """Truncate every table of every context, the append-only ones too; what this database is stays on record."""
    tables = _tables_of_the_house()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        guards = _guards(tables)
        for table, guard in guards:
            cursor.execute(_alter(table, "DISABLE TRIGGER", guard))
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        cursor.execute(sql.SQL("TRUNCATE {}").format(names))
        for table, guard in guards:
            cursor.execute(_alter(table, "ENABLE TRIGGER", guard))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _tables_of_the_house() -> list[str]:
    houses = [config for config in apps.get_app_configs() if config.name.startswith("redvest.")]
    models = [model for config in houses for model in config.get_models(include_auto_created=True)]
    return sorted({model._meta.db_table for model in models} - {"core_installation", "core_scheduledrun"})


def _guards(tables: Sequence[str]) -> list[tuple[str, str]]:
    """The triggers that make tables append-only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgrelid = ANY(%s::regclass[])",
            [list(tables)],
        )
        found: list[tuple[str, str]] = cursor.fetchall()
        return found


def _alter(table: str, what: str, name: str, rest: str = "") -> sql.Composed:
    return sql.SQL("ALTER TABLE {} {} {} {}").format(
        sql.Identifier(table), sql.SQL(what), sql.Identifier(name), sql.SQL(rest)
    )


@contextmanager
def indexes_later(*, tables: Sequence[str]) -> Iterator[None]:
    """Load without secondary indexes and foreign keys; both are built, and the keys checked, at the end.

    All within the caller's transaction: other sessions never see the tables without them.
    """
    names = list(tables)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        # Checks that wait for the end of the transaction would keep the tables from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype IN ('f', 'x') AND conrelid = ANY(%s::regclass[])",
            [names],
        )
        constraints = cursor.fetchall()
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " WHERE i.indrelid = ANY(%s::regclass[])"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [names],
        )
        indexes = cursor.fetchall()
        for table, name, _ in constraints:
            cursor.execute(_alter(table, "DROP CONSTRAINT", name))
        for name, _ in indexes:
            cursor.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(_alter(table, "ADD CONSTRAINT", name, definition))

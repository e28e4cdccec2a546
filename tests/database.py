"""The test database: migrated once into a template, copied for every process of every run."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, connections, transaction

ROOT = Path(__file__).resolve().parents[1]


def fingerprint() -> str:
    """A hash of every migration: a changed one makes a new template."""
    digest = hashlib.sha256()
    for path in [*sorted((ROOT / "src").rglob("migrations/*.py")), ROOT / "src/redvest/core/db/guards.py"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def administer(statement: str) -> list[tuple[str, ...]]:
    """Run one statement outside any transaction, on the maintenance database."""
    where = settings.DATABASES["default"]
    with psycopg.connect(
        dbname="postgres",
        user=where["USER"],
        host=where["HOST"],
        port=where.get("PORT") or None,
        password=where.get("PASSWORD") or None,
        autocommit=True,
    ) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def one_at_a_time() -> Iterator[None]:
    folder = Path(settings.REDVEST_DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "test-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def template() -> str:
    """The name of a migrated template database, made now if there is none for these migrations."""
    name = f"redvest_template_{fingerprint()}"
    with one_at_a_time():
        found = {
            row[0]
            for row in administer("SELECT datname FROM pg_database WHERE datname LIKE 'redvest_template_%'")
        }
        if name not in found:
            unfinished = f"{name}_new"
            administer(f'DROP DATABASE IF EXISTS "{unfinished}"')
            administer(f"CREATE DATABASE \"{unfinished}\" TEMPLATE template0 ENCODING 'UTF8'")
            use(unfinished)
            from redvest.faces.ops.migrate import migrate  # asks for models, which are there by now

            migrate()
            connections["default"].close()
            administer(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def use(name: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


def fresh(worker: str) -> str:
    """A new copy of the template for this process; returns its name."""
    source = template()
    name = f"redvest_test_{os.getpid()}_{worker}"
    with one_at_a_time():  # CREATE DATABASE refuses while another copies the same template
        administer(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    administer(f'ALTER DATABASE "{name}" SET synchronous_commit = off')  # the server itself is not killed
    use(name)
    return name


def drop(name: str) -> None:
    connections["default"].close()
    try:
        administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    except (
        psycopg.errors.InsufficientPrivilege
    ):  # an autovacuum, whose owner is not us; a plain drop sends it away
        administer(f'DROP DATABASE IF EXISTS "{name}"')


KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})


@cache
def _tables() -> list[str]:
    return sorted(set(connection.introspection.table_names()) - KEPT)


@cache
def _guarded() -> frozenset[str]:
    """The tables with triggers of ours: the append-only ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        return frozenset(name for (name,) in cursor.fetchall())


def empty() -> None:
    """Delete the rows of all tables, once nobody writes any more; foreign keys are looked at when all are gone.

    The append-only triggers step aside for the tables' owner, here only.
    """
    every = ", ".join(f'"{name}"' for name in _tables())
    rows = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in _tables())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {every} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(rows)
        filled = [name for (name,) in cursor.fetchall()]
        guarded = sorted(_guarded().intersection(filled))
        aside, back = (
            [f"ALTER TABLE {name} {on} TRIGGER USER" for name in guarded] for on in ("DISABLE", "ENABLE")
        )
        gone = [f'DELETE FROM "{name}"' for name in filled]
        cursor.execute("; ".join((*aside, *gone, "SET CONSTRAINTS ALL IMMEDIATE", *back)))

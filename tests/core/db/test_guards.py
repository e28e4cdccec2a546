"""A table made append-only takes rows and gives none back; taking the guard away is a migration, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction

from redvest.core.db.guards import append_only

pytestmark = pytest.mark.django_db

GUARD = append_only("guarded")


def run(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def rows() -> list[tuple[object, ...]]:
    return run("SELECT number FROM guarded ORDER BY number")


@pytest.fixture
def table() -> Iterator[None]:
    run("CREATE TABLE guarded (number int PRIMARY KEY)")
    run("INSERT INTO guarded VALUES (1), (2)")
    run(GUARD.sql)
    yield


CHANGES = [
    "UPDATE guarded SET number = 3 WHERE number = 1",
    "UPDATE guarded SET number = number WHERE number = 1",
    "DELETE FROM guarded WHERE number = 2",
    "DELETE FROM guarded",
    "TRUNCATE guarded",
    "INSERT INTO guarded VALUES (1) ON CONFLICT (number) DO UPDATE SET number = 9",
    "MERGE INTO guarded USING (VALUES (1)) AS v(n) ON number = n WHEN MATCHED THEN DELETE",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_every_way_to_change_a_row_is_refused(table: None, statement: str) -> None:
    with pytest.raises(IntegrityError, match="guarded is append-only"), transaction.atomic():
        run(statement)

    assert rows() == [(1,), (2,)]


def test_rows_are_added_as_before(table: None) -> None:
    run("INSERT INTO guarded VALUES (3)")
    run("INSERT INTO guarded VALUES (3) ON CONFLICT DO NOTHING")
    with connection.cursor() as cursor, cursor.cursor.copy("COPY guarded FROM STDIN") as copy:
        copy.write_row((4,))

    assert rows() == [(1,), (2,), (3,), (4,)]


def test_one_refusal_in_the_middle_undoes_the_whole_transaction(table: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        run("INSERT INTO guarded VALUES (3)")
        run("DELETE FROM guarded WHERE number = 1")

    assert rows() == [(1,), (2,)]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_way_back_takes_the_guard_away(table: None, statement: str) -> None:
    run(str(GUARD.reverse_sql))

    run(statement)

    assert rows() != [(1,), (2,)] or "number = number" in statement


@pytest.mark.parametrize("name", ["core_auditline", "service_hoursentry"])
def test_the_tables_that_must_keep_the_past_are_guarded(name: str) -> None:
    found = run(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
        name,
    )

    assert {row[0] for row in found} >= {f"{name}_append_only", f"{name}_no_truncate"}

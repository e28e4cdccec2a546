"""What must never change: every append-only table refuses UPDATE, DELETE and TRUNCATE, from whoever asks."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

pytestmark = pytest.mark.django_db

FIND = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%_append_only' AND NOT tgisinternal
"""
MUST_BE = {"core_auditline", "service_hoursentry", "service_logleaf", "service_loghead"}


def guarded() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(FIND)
        return {row[0] for row in cursor.fetchall()}


def triggers(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
            [table],
        )
        return {row[0] for row in cursor.fetchall()}


def test_the_ledger_the_log_and_the_audit_are_guarded() -> None:
    assert guarded() >= MUST_BE


@pytest.mark.parametrize("table", sorted(MUST_BE))
def test_both_guards_stand(table: str) -> None:
    assert triggers(table) >= {f"{table}_append_only", f"{table}_no_truncate"}


@pytest.mark.parametrize("table", sorted(MUST_BE))
def test_emptying_is_refused(table: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'TRUNCATE "{table}" CASCADE')


def test_whatever_else_is_guarded_has_both_guards_too() -> None:
    for table in guarded():
        assert {f"{table}_append_only", f"{table}_no_truncate"} <= triggers(table), table


def test_every_entry_of_the_ledger_waits_for_its_leaf_by_a_trigger() -> None:
    assert "service_hoursentry_pending" in triggers("service_hoursentry")

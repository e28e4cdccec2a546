"""COPY brings in what INSERT would have, in one stream, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from redvest.core.db.copy import FEW, analyze, copy_rows, insert_of
from redvest.core.db.prepared import fetch_in_turn
from redvest.core.models import IdempotentAnswer, ScheduledRun
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
COLUMNS = ("name", "due_at", "finished_at", "fault")


def test_rows_arrive_as_they_were_given() -> None:
    odd = 'tab\t new\nline back\\slash "quote" \\N 花'

    count = copy_rows("core_scheduledrun", COLUMNS, [("one", NOW, None, odd), ("two", NOW, NOW, "")])

    assert count == 2
    one, two = ScheduledRun.objects.order_by("name")
    assert (one.due_at, one.finished_at, one.fault) == (NOW, None, odd)
    assert (two.finished_at, two.fault) == (NOW, "")


def test_no_rows_are_no_fault() -> None:
    assert copy_rows("core_scheduledrun", COLUMNS, []) == 0


def test_ten_thousand_rows_are_streamed_one_by_one() -> None:
    at_hand = 0
    most = 0

    def rows() -> Iterator[tuple[object, ...]]:
        nonlocal at_hand, most
        for number in range(10_000):
            at_hand += 1
            most = max(most, at_hand)
            yield (f"job {number}", NOW + timedelta(seconds=number), None, "")
            at_hand -= 1

    assert copy_rows("core_scheduledrun", COLUMNS, rows()) == 10_000
    assert most == 1, "nothing is gathered before it is written"
    assert ScheduledRun.objects.count() == 10_000


def test_binary_and_json_columns() -> None:
    copy_rows(
        "core_idempotentanswer",
        ("owner", "key", "request_digest", "status", "body", "created_at"),
        [("anna", "k", b"\x00\xff\\", 200, '{"花": [1, null]}', NOW)],
    )

    row = IdempotentAnswer.objects.get()
    assert (bytes(row.request_digest), row.body) == (b"\x00\xff\\", {"花": [1, None]})


def test_one_bad_row_and_none_is_in() -> None:
    rows = [("one", NOW, None, ""), ("one", NOW, None, "")]

    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows("core_scheduledrun", COLUMNS, rows)

    assert not ScheduledRun.objects.exists()


def test_a_source_that_fails_half_way_leaves_nothing() -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        yield ("one", NOW, None, "")
        raise ValueError("the file ends in the middle")

    with pytest.raises(ValueError, match="middle"), transaction.atomic():
        copy_rows("core_scheduledrun", COLUMNS, rows())

    assert not ScheduledRun.objects.exists()


def test_a_value_too_long_is_a_fault_of_the_data() -> None:
    with pytest.raises(DataError), transaction.atomic():
        copy_rows("core_scheduledrun", COLUMNS, [("n" * 81, NOW, None, "")])


def test_names_of_tables_and_columns_are_quoted() -> None:
    with connection.cursor() as cursor:
        cursor.execute('CREATE TEMPORARY TABLE "odd; name" ("or""der" int)')

    assert copy_rows("odd; name", ('or"der',), [(1,), (2,)]) == 2


def test_after_a_load_the_planner_knows_how_many_rows_there_are() -> None:
    copy_rows("core_scheduledrun", COLUMNS, [(f"job {number}", NOW, None, "") for number in range(500)])

    analyze("core_scheduledrun", "core_idempotentanswer")

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'core_scheduledrun'")
        assert cursor.fetchone() == (500,)


def test_a_handful_goes_in_as_one_statement() -> None:
    odd = 'tab\t new\nline back\\slash "quote" \\N 花 100%'
    rows = [(f"job {number}", NOW, None, odd) for number in range(FEW)]

    assert fetch_in_turn(insert_of("core_scheduledrun", COLUMNS, rows)) == [[]]
    assert list(ScheduledRun.objects.order_by("name").values_list(*COLUMNS)) == sorted(rows)

"""Writes that wait for the next trip: nothing is lost, nothing is late, and the commit that goes along is a real one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.pq import TransactionStatus

from redvest.core.db.copy import FEW
from redvest.core.db.together import Together
from redvest.core.models import ScheduledRun
from tests.factories.registry import NOW

TABLE, COLUMNS = "core_scheduledrun", ("name", "due_at", "finished_at", "fault")
_NAMES = "SELECT name FROM core_scheduledrun ORDER BY name"
_RENAME = "UPDATE core_scheduledrun SET name = %(new)s WHERE name = %(old)s"


def runs(*names: str) -> list[tuple[object, ...]]:
    return [(name, NOW, None, "100%") for name in names]


def stored() -> list[str]:
    return list(ScheduledRun.objects.order_by("name").values_list("name", flat=True))


@pytest.mark.django_db
def test_a_read_sees_what_waited_in_the_order_of_adding() -> None:
    writes = Together()
    writes.put(TABLE, COLUMNS, runs("one"))
    writes.add(_RENAME, {"old": "one", "new": "two"})
    writes.put(TABLE, COLUMNS, runs("one"))
    assert not stored(), "nothing was sent yet"

    with CaptureQueriesContext(connection) as caught:
        assert writes.fetch((_NAMES, []), ("SELECT 7", [])) == [[("one",), ("two",)], [(7,)]]

    assert len([each for each in caught if "plan_cache" not in each["sql"]]) == 1
    writes.send()
    assert stored() == ["one", "two"], "what was sent is not sent again"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 40])
def test_a_handful_goes_in_like_many(count: int) -> None:
    rows = runs(*(f"job {number:02}" for number in range(count)))
    writes = Together()
    writes.put(TABLE, COLUMNS, runs("first"))
    writes.put(TABLE, COLUMNS, iter(rows))
    writes.send()

    assert list(ScheduledRun.objects.order_by("name").values_list(*COLUMNS)) == sorted(
        [*runs("first"), *rows]
    )


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, FEW + 2])
def test_of_rows_that_clash_none_stays(count: int) -> None:
    writes = Together()
    with pytest.raises(IntegrityError), transaction.atomic():
        writes.put(TABLE, COLUMNS, runs(*["same"] * count))
        writes.send()
    assert not stored()


@pytest.mark.django_db
def test_inside_another_transaction_that_one_decides() -> None:
    writes = Together()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        with transaction.atomic():
            writes.put(TABLE, COLUMNS, runs("one"))
            writes.commit()
        assert stored() == ["one"]
        _ = 1 / 0
    assert not stored()


@pytest.mark.django_db(transaction=True)
def test_the_commit_goes_along_with_the_last_writes() -> None:
    done: list[str] = []
    writes = Together()
    with transaction.atomic():
        transaction.on_commit(lambda: done.append("told"))
        writes.put(TABLE, COLUMNS, runs("one"))
        writes.commit()
        assert connection.connection.info.transaction_status == TransactionStatus.IDLE
        assert done == []
    assert (stored(), done) == (["one"], ["told"])


@pytest.mark.django_db(transaction=True)
def test_what_breaks_at_the_commit_leaves_nothing_and_the_connection_usable() -> None:
    for names in (["same", "same"], [f"n{'x' * 90}"]):
        writes = Together()
        with pytest.raises(Exception, match=r"one_run|duplicate|too long"), transaction.atomic():
            writes.put(TABLE, COLUMNS, runs("before"))
            writes.put(TABLE, COLUMNS, runs(*names))
            writes.commit()
        assert not stored()


@pytest.mark.django_db(transaction=True)
def test_a_block_that_is_to_be_undone_is_not_committed() -> None:
    writes = Together()
    with transaction.atomic():
        writes.put(TABLE, COLUMNS, runs("one"))
        transaction.set_rollback(True)
        writes.commit()
    assert not stored()

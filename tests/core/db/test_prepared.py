"""Statements sent apart from their values: the same rows, planned once, counted like any other query."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from redvest.core.db.prepared import (
    KEPT_LENGTH,
    Written,
    as_sent,
    fetch_prepared,
    fetch_prepared_after,
    written_out,
)
from redvest.core.models import AuditLine
from redvest.service.actions.signup_statement import SIGN_UP
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
VERB, AT = "verb-stand-in", datetime(1999, 12, 31, tzinfo=UTC)


def line(verb: str, hours: int = 0, kind: str = "100% Thing's") -> AuditLine:
    return AuditLine.objects.create(
        city="360500",
        at=NOW + timedelta(hours=hours),
        actor_kind="system",
        verb=verb,
        target_kind=kind,
        target_id="1",
    )


def asked(verb: str, at: datetime) -> QuerySet[AuditLine, Any]:
    rows = AuditLine.objects.filter(verb=verb, at__lte=at, target_kind="100% Thing's")
    return rows.order_by("id").values_list("id")


def written() -> Written:
    return written_out(asked(VERB, AT), (VERB, AT))


def test_a_written_query_finds_what_the_query_finds() -> None:
    wanted = line("did")
    line("did", hours=2)
    line("else")
    line("did", kind="another")

    found = written().fetch({VERB: "did", AT: NOW})

    assert found == list(asked("did", NOW)) == [(wanted.pk,)]
    assert written().fetch({VERB: "%s", AT: NOW}) == []


def test_only_stand_ins_are_sent_apart() -> None:
    query = written()
    assert set(query.parameters) == {VERB, AT}
    assert query.statement.count("%s") == 2
    assert "100%% Thing''s" in query.statement


def test_a_stand_in_without_a_value_is_no_query() -> None:
    with pytest.raises(KeyError):
        written().fetch({VERB: "did"})


def test_a_value_is_never_part_of_the_text() -> None:
    evil = line("'; DROP TABLE core_auditline; --")
    assert written().fetch({VERB: evil.verb, AT: NOW}) == [(evil.pk,)]


def test_it_is_planned_once_for_all_values() -> None:
    connection.connection.prepare_threshold = (
        None  # as on a new connection: another test rolled its setting back
    )
    for hours in range(8):
        fetch_prepared(
            "SELECT count(*) AS planned_once FROM core_auditline WHERE at < %s",
            [NOW + timedelta(hours=hours)],
        )
    plans = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%planned_once FROM%%'"
    assert (8, 0) in fetch_prepared(plans, [])


def test_it_counts_as_a_query() -> None:
    with CaptureQueriesContext(connection) as caught:
        fetch_prepared("SELECT 1", [])
        fetch_prepared_after("SELECT 1", "SELECT %(n)s::int", {"n": 2})
    assert [each["sql"] for each in caught if "plan_cache" not in each["sql"]] == [
        "SELECT 1",
        "SELECT 1; SELECT %(n)s::int",
    ]


def test_the_statement_of_signing_up_is_short_enough_for_the_driver_to_keep_as_read() -> None:
    """One byte more, and every sign-up pays a fifth of a millisecond for reading it anew."""
    assert len(as_sent(SIGN_UP)) <= KEPT_LENGTH < len(SIGN_UP)


def test_what_is_sent_is_the_statement_without_its_indentation() -> None:
    assert as_sent("SELECT 1,\n       'a  b'\nFROM x") == b"SELECT 1,\n'a  b'\nFROM x"

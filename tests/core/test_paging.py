"""Pages: nothing lost, nothing twice, whatever is added or removed meanwhile; and no cursor breaks the house."""

from __future__ import annotations

import base64
import json
import re
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from redvest.core.models import AuditLine, IdempotentAnswer, ScheduledRun
from redvest.core.paging import BadCursor, page_of
from redvest.registry.models import Body
from tests.factories.registry import NOW, make_body

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def line(second: int = 0, verb: str = "did") -> AuditLine:
    return AuditLine.objects.create(
        city="360500",
        at=NOW + second * SECOND,
        actor_kind="system",
        verb=verb,
        target_kind="Thing",
        target_id="1",
    )


def lines() -> QuerySet[AuditLine]:
    return AuditLine.objects.all()


def cursor(values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def walk(rows: QuerySet, keys: tuple[str, ...], size: int, between=lambda: None) -> list:
    """Every page to the end; ``between`` happens before each next one."""
    seen, after = [], None
    for _ in range(200):
        page = page_of(rows, keys=keys, after=after, size=size)
        assert len(page.items) <= size
        seen += page.items
        after = page.next
        if after is None:
            return seen
        assert re.fullmatch(r"[A-Za-z0-9_-]+", after), "a cursor goes into an address as it is"
        between()
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 100])
def test_all_pages_together_are_all_rows_in_order(size: int) -> None:
    made = [line(second) for second in (3, 1, 2, 1, 1, 5, 4, 1)]

    seen = walk(lines(), ("at", "id"), size)

    assert [row.pk for row in seen] == [row.pk for row in sorted(made, key=lambda row: (row.at, row.pk))]


def test_descending_is_the_same_the_other_way_round() -> None:
    made = [line(second) for second in (3, 1, 2, 1, 1, 5)]

    seen = walk(lines(), ("-at", "-id"), 2)

    assert [row.pk for row in seen] == [
        row.pk for row in sorted(made, key=lambda row: (row.at, row.pk), reverse=True)
    ]


@pytest.mark.parametrize(
    ("count", "size", "more"), [(0, 5, False), (4, 5, False), (5, 5, False), (6, 5, True)]
)
def test_a_next_page_is_offered_only_when_there_is_one(count: int, size: int, more: bool) -> None:
    for second in range(count):
        line(second)

    page = page_of(lines(), keys=("at", "id"), after=None, size=size)

    assert len(page.items) == min(count, size)
    assert (page.next is not None) == more


def test_times_to_the_microsecond_are_told_apart() -> None:
    for micro in range(10):
        AuditLine.objects.create(
            city="360500", at=NOW + timedelta(microseconds=micro), actor_kind="system", verb="did",
            target_kind="Thing", target_id=str(micro),
        )  # fmt: skip

    assert [row.target_id for row in walk(lines(), ("at", "id"), 3)] == [str(micro) for micro in range(10)]


@hypothesis(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(st.integers(0, 6), min_size=1, max_size=25),
    added=st.lists(st.integers(0, 6), max_size=20),
    size=st.integers(1, 7),
    descending=st.booleans(),
)
def test_rows_added_meanwhile_shift_nothing(
    first: list[int], added: list[int], size: int, descending: bool
) -> None:
    verb = f"v{AuditLine.objects.count()}"
    before = {line(second, verb).pk for second in first}
    left = iter(added)

    def somebody_writes() -> None:
        if (second := next(left, None)) is not None:
            line(second, verb)

    sign = "-" if descending else ""
    seen = walk(lines().filter(verb=verb), (f"{sign}at", f"{sign}id"), size, somebody_writes)

    keys = [(row.at, row.pk) for row in seen]
    assert keys == sorted(set(keys), reverse=descending), "in order and nothing twice"
    assert before <= {row.pk for row in seen}, "nothing that was there is lost"


def test_a_row_removed_at_the_edge_of_a_page_does_no_harm() -> None:
    made = [
        ScheduledRun.objects.create(name=f"job {number}", due_at=NOW + number * SECOND) for number in range(6)
    ]
    first = page_of(ScheduledRun.objects.all(), keys=("due_at", "name"), after=None, size=2)
    made[1].delete()

    rest = page_of(ScheduledRun.objects.all(), keys=("due_at", "name"), after=first.next, size=10)

    assert [row.name for row in rest.items] == ["job 2", "job 3", "job 4", "job 5"]


def test_names_and_ids_as_keys_with_joins() -> None:
    names = ["雷锋队", "Abc 队", "'; DROP TABLE x; --", "雷锋队二", "😀队", "百%_分\\号"]
    made = [make_body(name=name) for name in names]

    seen = walk(Body.objects.select_related("region").filter(region__city="360500"), ("name", "id"), 2)

    assert {body.pk for body in seen} == {body.pk for body in made}
    assert len(seen) == len(made)


def test_a_page_deep_down_costs_one_query_and_compares_rows() -> None:
    for second in range(30):
        line(second)
    first = page_of(lines(), keys=("at", "id"), after=None, size=10)

    with CaptureQueriesContext(connection) as asked:
        page_of(lines(), keys=("at", "id"), after=first.next, size=10)

    assert len(asked) == 1
    assert '("core_auditline"."at", "core_auditline"."id") >' in asked[0]["sql"]
    assert "OFFSET" not in asked[0]["sql"]


BAD = {
    "empty list": cursor([]),
    "too few": cursor([NOW.isoformat()]),
    "too many": cursor([NOW.isoformat(), "1", "2"]),
    "no list": cursor({"at": 1}),
    "a number": cursor(7),
    "null": cursor(None),
    "null inside": cursor([None, None]),
    "numbers inside": cursor([1, 2]),
    "lists inside": cursor([[NOW.isoformat()], ["1"]]),
    "no time": cursor(["yesterday", "1"]),
    "a month too many": cursor(["2026-13-01T00:00:00+00:00", "1"]),
    "no id": cursor([NOW.isoformat(), "x"]),
    "an empty id": cursor([NOW.isoformat(), ""]),
    "infinite id": cursor([NOW.isoformat(), "Infinity"]),
    "sql": cursor([NOW.isoformat(), "1) OR (1=1"]),
    "not json": base64.urlsafe_b64encode(b"[oops").decode(),
    "not utf-8": base64.urlsafe_b64encode(b"\xff\xfe\x00[").decode(),
    "not base64": "!!!",
    "one letter": "a",
    "letters of other alphabets": "游标",
    "half a character": "\ud800",
    "a tower of brackets": base64.urlsafe_b64encode(b"[" * 100_000).decode(),
}


@pytest.mark.parametrize("after", BAD.values(), ids=BAD.keys())
def test_what_is_no_cursor_of_ours_is_refused_with_a_sentence(after: str) -> None:
    line()

    with pytest.raises(BadCursor) as refused:
        page_of(lines(), keys=("at", "id"), after=after, size=5)

    assert (refused.value.code, refused.value.status) == ("bad-cursor", 422)


@pytest.mark.parametrize("name", ["\0", "a\0b", "\ud800", "队\udfff"])
def test_texts_that_no_database_can_hold_are_refused(name: str) -> None:
    with pytest.raises(BadCursor):
        page_of(Body.objects.all(), keys=("name", "id"), after=cursor([name, str(UUID(int=1))]), size=5)


def test_the_longest_number_is_just_beyond_the_last_row() -> None:
    line()

    assert page_of(lines(), keys=("id",), after=cursor(["9" * 40]), size=5).items == []


@hypothesis(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=40), st.binary(max_size=40).map(lambda raw: base64.urlsafe_b64encode(raw).decode())
    )
)
def test_any_text_is_a_page_or_a_refusal(text: str) -> None:
    with suppress(BadCursor):
        page_of(IdempotentAnswer.objects.all(), keys=("owner", "id"), after=text, size=5)


@hypothesis(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(st.text(max_size=10), st.datetimes().map(datetime.isoformat), st.integers().map(str)),
        max_size=3,
    )
)
def test_any_values_are_a_page_or_a_refusal(values: list[str]) -> None:
    for keys in (("at", "id"), ("verb", "id")):
        with suppress(BadCursor):
            page_of(lines(), keys=keys, after=cursor(values), size=5)


def test_an_empty_cursor_is_the_first_page() -> None:
    row = line()

    assert page_of(lines(), keys=("at", "id"), after="", size=5).items == [row]

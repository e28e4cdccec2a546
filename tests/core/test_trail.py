"""Searching the audit trail: each filter alone, together, and never another city's lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from redvest.core.audit import SYSTEM, Actor, write_line
from redvest.core.models import AuditLine
from redvest.core.trail import trail_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 2, tzinfo=UTC)
ANNA, BEN = UUID(int=1), UUID(int=2)


class Thing:
    def __init__(self, pk: str) -> None:
        self.pk = pk


@pytest.fixture(autouse=True)
def lines() -> None:
    for by, verb, key, hours, city in (
        (Actor.person(ANNA), "make", "1", 0, "360500"),
        (Actor.person(BEN), "make", "2", 1, "360500"),
        (Actor.person(BEN), "break", "1", 2, "360500"),
        (SYSTEM, "sweep", "3", 3, "360500"),
        (Actor.person(ANNA), "make", "1", 0, "410800"),
    ):
        write_line(by=by, at=AT + timedelta(hours=hours), city=city, verb=verb, target=Thing(key))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["make 1", "make 2", "break 1", "sweep 3"]),
        ({"actor": BEN}, ["make 2", "break 1"]),
        ({"verbs": ["make"]}, ["make 1", "make 2"]),
        ({"target": "Thing 1"}, ["make 1", "break 1"]),
        ({"target": "Thing"}, ["make 1", "make 2", "break 1", "sweep 3"]),
        ({"target": "3"}, ["sweep 3"]),
        ({"since": AT + timedelta(hours=2)}, ["break 1", "sweep 3"]),
        ({"until": AT + timedelta(hours=1)}, ["make 1"]),
        ({"actor": BEN, "verbs": ["break"], "target": "Thing 1"}, ["break 1"]),
        ({"actor": ANNA, "verbs": ["break"]}, []),
    ],
)
def test_what_is_found(asked: dict[str, Any], found: list[str]) -> None:
    rows = trail_of("360500", **asked).order_by("id")
    assert [f"{row.verb} {row.target_id}" for row in rows] == found


def test_reading_changes_nothing() -> None:
    before = list(AuditLine.objects.order_by("id").values())
    list(trail_of("360500", verbs=["make"]))
    assert list(AuditLine.objects.order_by("id").values()) == before

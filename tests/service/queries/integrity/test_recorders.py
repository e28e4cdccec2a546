"""What the radar finds of those who record: bulk, batches, rounds, who confirms whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from redvest.registry.models import Account, Body
from redvest.service.choices import Grade
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR
from tests.service.queries.integrity.conftest import DAY, change, enter, found, join, occasion, rules, stay

pytestmark = pytest.mark.django_db


def several(body: Body, clerk: Account, moments: Iterable[datetime], **more: object) -> None:
    for moment in moments:
        enter(body, clerk, at=moment, **more)  # type: ignore[arg-type]


def test_many_within_minutes_are_bulk_and_many_over_days_are_not(body: Body, clerk: Account) -> None:
    slow = registry.make_account()
    several(body, clerk, (NOW - DAY + turn * 50 * timedelta(seconds=1) for turn in range(10)))
    several(body, slow, (NOW - DAY - turn * HOUR for turn in range(10)))
    assert {key for rule, _, key in found() if rule == "bulk"} == {str(clerk.pk)}


def test_three_occasions_in_one_minute_are_a_batch(body: Body, clerk: Account) -> None:
    moment, one = NOW - DAY, registry.make_account()
    for turn in range(15):
        enter(body, clerk, at=moment, starts_at=NOW - (3 + turn % 3) * DAY)
        enter(body, one, at=moment, starts_at=NOW - 3 * DAY)
    assert {(kind, key) for rule, kind, key in found() if rule == "batch"} == {("recorder", str(clerk.pk))}


def test_whole_hours_stand_out_only_against_scans_that_are_not(body: Body, clerk: Account) -> None:
    change("round_sample", 10)
    for turn in range(10):
        enter(body, clerk, minutes=120, at=NOW - DAY - turn * HOUR)
    for turn in range(20):
        enter(body, clerk, minutes=120, grade=Grade.B, proofs=("leader-scan",), at=NOW - DAY - turn * HOUR)
    assert "round" not in rules()
    for turn in range(60):
        enter(
            body,
            clerk,
            minutes=101 + turn % 7,
            grade=Grade.B,
            proofs=("leader-scan",),
            at=NOW - DAY - turn * HOUR,
        )
    assert "round" in rules()


def test_what_came_in_numbers_and_far_too_late_is_late(body: Body, clerk: Account) -> None:
    prompt = registry.make_account()
    for turn in range(10):
        enter(body, clerk, starts_at=NOW - (60 + turn) * DAY)
        enter(body, prompt, starts_at=NOW - (5 + turn) * DAY)
    assert {key for rule, _, key in found() if rule == "late"} == {str(clerk.pk)}


def test_hours_beyond_the_scans_or_the_plan_are_longer(body: Body, clerk: Account) -> None:
    one = occasion(body, hours=6)
    who, fair, fairly = registry.make_volunteer(), registry.make_volunteer(), registry.make_account()
    stay(one, who, one.starts_at, one.starts_at + HOUR)
    stay(one, fair, one.starts_at, one.starts_at + 3 * HOUR)
    enter(body, clerk, volunteer=who, one=one, minutes=300)
    enter(body, fairly, volunteer=fair, one=one, minutes=185)
    assert {key for rule, _, key in found() if rule == "longer"} == {str(clerk.pk)}


def test_one_for_everything_without_a_trace_of_the_volunteers(body: Body, clerk: Account) -> None:
    change("confirmer_entries", 8)
    other, leader = registry.make_body(), registry.make_account()
    one = occasion(other)
    for turn in range(8):
        enter(body, clerk, at=NOW - DAY - turn * HOUR)
        who = registry.make_volunteer()
        join(one, who)
        enter(other, leader, volunteer=who, one=one)
    assert {key for rule, _, key in found() if rule == "confirmer"} == {str(clerk.pk)}


def test_always_the_same_two_are_a_pair(body: Body, clerk: Account) -> None:
    change("pair_entries", 10)
    second = registry.make_account()
    for _ in range(10):
        enter(body, clerk, grade=Grade.C, second=second)
    assert ("confirmer", "recorder", str(clerk.pk)) in found()
    enter(body, clerk, grade=Grade.C, second=registry.make_account())
    assert ("confirmer", "recorder", str(clerk.pk)) not in found()

"""What the radar finds of activities."""

from __future__ import annotations

import pytest
from django.db import transaction

from redvest.registry.models import Account, Body
from redvest.service.queries.integrity.findings import look
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.service.queries.integrity.conftest import (
    DAY,
    MINUTE,
    change,
    enter,
    found,
    join,
    occasion,
    sheet,
    stay,
)

pytestmark = pytest.mark.django_db


def test_many_hours_without_sign_ups_or_scans_are_a_fiction(body: Body, clerk: Account) -> None:
    ghostly, real = occasion(body), occasion(body, ago=9 * DAY)
    for _ in range(10):
        enter(body, clerk, one=ghostly)
        who = registry.make_volunteer()
        join(real, who)
        enter(body, clerk, volunteer=who, one=real)
    assert {key for rule, _, key in found() if rule == "fiction"} == {str(ghostly.pk)}


def test_nobody_seen_after_the_days_of_grace(body: Body, clerk: Account) -> None:
    one, fair = occasion(body), occasion(body, ago=9 * DAY)
    for each in (one, fair):
        who = registry.make_volunteer()
        join(each, who)
        entry = enter(body, clerk, volunteer=who, one=each, at=NOW - 8 * DAY)
        sheet(entry, confirmed=each is fair)
    assert {key for rule, kind, key in found() if (rule, kind) == ("absence", "activity")} == {str(one.pk)}


def test_more_people_than_places(body: Body, clerk: Account) -> None:
    small, large = occasion(body, places=5), occasion(body, ago=9 * DAY, places=50)
    for _ in range(9):
        enter(body, clerk, one=small)
        enter(body, clerk, one=large)
    assert {key for rule, kind, key in found() if (rule, kind) == ("caps", "activity")} == {str(small.pk)}


def test_a_stack_of_screenshots_moves_as_one(body: Body) -> None:
    stack, queue = occasion(body), occasion(body, ago=9 * DAY)
    for turn in range(15):
        stay(stack, registry.make_volunteer(), stack.starts_at, stack.ends_at, "venue-code")
        stay(queue, registry.make_volunteer(), queue.starts_at + turn * MINUTE, queue.ends_at + turn * MINUTE)
    assert {key for rule, kind, key in found() if (rule, kind) == ("batch", "activity")} == {str(stack.pk)}


def test_a_meeting_by_its_title_and_the_citys_own_words(body: Body, clerk: Account) -> None:
    one = occasion(body, title="第三季度工作例会")
    fair = occasion(body, title="夜跑沙龙", ago=9 * DAY)
    for each in (one, fair):
        enter(body, clerk, one=each)
    assert {key for rule, _, key in found() if rule == "meeting"} == {str(one.pk)}
    change("meeting_weak", ["沙龙"])
    assert {key for rule, _, key in found() if rule == "meeting"} == {str(one.pk), str(fair.pk)}


def test_as_many_statements_for_thirty_entries_as_for_three(
    body: Body, clerk: Account, django_assert_num_queries: object
) -> None:
    counts = []
    for people in (3, 27):
        for _ in range(people):
            enter(body, clerk, one=occasion(body))
        with django_assert_num_queries(25) as caught, transaction.atomic():  # type: ignore[operator]
            look(city=CITY, at=NOW)
        counts.append(len(caught))
    assert counts[0] == counts[1]

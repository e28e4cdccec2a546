"""A limit is a limit, however many ask in the same moment, and however their windows meet."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from redvest.core import throttle
from redvest.core.errors import TooManyTries
from redvest.core.models import ThrottleCount
from tests.factories.race import at_once
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def test_thirty_at_once_for_a_limit_of_seven():
    outcomes = at_once(*[partial(throttle.hit, "login", limit=7, window=MINUTE, at=NOW)] * 30)

    assert Counter(type(outcome) for outcome in outcomes) == {type(None): 7, TooManyTries: 23}
    assert ThrottleCount.objects.get().hits == 30


def test_a_window_that_has_just_ended_is_renewed_by_one_of_many():
    throttle.hit("login", limit=1, window=MINUTE, at=NOW)

    outcomes = at_once(*[partial(throttle.hit, "login", limit=2, window=MINUTE, at=NOW + MINUTE)] * 12)

    assert Counter(type(outcome) for outcome in outcomes) == {type(None): 2, TooManyTries: 10}
    row = ThrottleCount.objects.get()
    assert (row.hits, row.window_ends_at) == (12, NOW + 2 * MINUTE)


def test_different_keys_at_once_each_keep_their_own_count():
    hits = [partial(throttle.hit, f"ip:{n % 4}", limit=5, window=MINUTE, at=NOW) for n in range(20)]

    assert at_once(*hits) == [None] * 20
    assert set(ThrottleCount.objects.values_list("hits", flat=True)) == {5}

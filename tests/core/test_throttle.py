"""Rate limits: exact to the last try and to the moment at which the window ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from redvest.core import throttle
from redvest.core.errors import TooManyTries
from redvest.core.models import ThrottleCount
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def hit(key: str = "sms:1", *, limit: int = 3, window: timedelta = MINUTE, at=NOW) -> None:
    throttle.hit(key, limit=limit, window=window, at=at)


def refused(**how: object) -> TooManyTries:
    with pytest.raises(TooManyTries) as caught:
        hit(**how)  # type: ignore[arg-type]
    return caught.value


def test_as_many_as_the_limit_and_not_one_more() -> None:
    for _ in range(3):
        hit()

    assert refused().status == 429


def test_a_limit_of_one() -> None:
    hit(limit=1)
    refused(limit=1)


def test_keys_do_not_count_for_each_other() -> None:
    for _ in range(3):
        hit("a")

    hit("b")

    refused(key="a")


def test_the_window_ends_to_the_moment_and_begins_anew() -> None:
    for _ in range(3):
        hit()
    refused(at=NOW + MINUTE - timedelta(microseconds=1))

    for _ in range(3):
        hit(at=NOW + MINUTE)

    refused(at=NOW + MINUTE)
    refused(at=NOW + 2 * MINUTE - SECOND)
    hit(at=NOW + 2 * MINUTE)


def test_hammering_does_not_make_the_window_longer() -> None:
    for second in range(60):
        try:
            hit(at=NOW + second * SECOND)
        except TooManyTries:
            assert second >= 3

    hit(at=NOW + MINUTE)


@pytest.mark.parametrize(
    ("after", "wait"),
    [(timedelta(), 60), (SECOND, 59), (timedelta(seconds=0.4), 60), (timedelta(seconds=59.9), 1)],
)
def test_it_says_how_long_to_wait(after: timedelta, wait: int) -> None:
    hit(limit=1)

    assert refused(limit=1, at=NOW + after).details["retry_after"] == wait


@hypothesis(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after=st.integers(0, 59_999_999), window=st.integers(60, 3600))
def test_who_waits_as_long_as_told_is_let_in(after: int, window: int) -> None:
    throttle.forget("patient")
    length = timedelta(seconds=window)
    hit("patient", limit=1, window=length)
    at = NOW + timedelta(microseconds=after)

    wait = refused(key="patient", limit=1, window=length, at=at).details["retry_after"]

    hit("patient", limit=1, window=length, at=at + wait * SECOND)


def test_after_a_success_the_tries_are_forgotten() -> None:
    for _ in range(3):
        hit()
        hit("other")

    throttle.forget("sms:1")

    hit()
    refused(key="other")


def test_a_key_longer_than_the_column_still_counts() -> None:
    key = "ip:" + "f" * 300
    hit(key, limit=1)
    refused(key=key, limit=1)

    throttle.forget(key)

    hit(key, limit=1)


def test_counters_are_dropped_an_hour_after_their_window() -> None:
    hit("old", at=NOW - 2 * MINUTE)
    hit("young", at=NOW - MINUTE)

    assert throttle.purge(NOW + timedelta(minutes=60)) == 1
    assert list(ThrottleCount.objects.values_list("key", flat=True)) == ["young"]


def test_a_right_try_is_taken_back_and_wrong_ones_stay() -> None:
    for _ in range(3):
        hit()
    throttle.take_back("sms:1")
    hit()
    refused()
    throttle.take_back("nobody asked")
    assert ThrottleCount.objects.count() == 1

"""The waiting room's clock: from a number follows a moment, and no number is let in before a smaller one."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.room import LONGEST_WAIT, admitted_at, look_again, seconds_until
from tests.factories.registry import NOW

SECOND = timedelta(seconds=1)


def test_a_hundred_a_second_from_the_opening_on() -> None:
    moments = [admitted_at(number, NOW, 100) for number in (1, 100, 101, 20_000)]
    assert moments == [NOW, NOW, NOW + SECOND, NOW + 199 * SECOND]


@given(st.integers(1, 50_000), st.integers(1, 1000))
def test_nobody_is_let_in_before_a_smaller_number(number: int, rate: int) -> None:
    assert admitted_at(number, NOW, rate) <= admitted_at(number + 1, NOW, rate)
    let_in = [n for n in range(number, number + 2 * rate) if admitted_at(n, NOW, rate) == NOW + 3 * SECOND]
    assert len(let_in) <= rate


def test_a_wait_is_rounded_up_and_over_at_its_moment() -> None:
    assert [seconds_until(NOW + wait, NOW) for wait in (0.2 * SECOND, 2 * SECOND, -SECOND)] == [1, 2, 0]


@given(st.integers(0, 10_000), st.integers(0, 10**9))
def test_pages_come_back_soon_but_not_all_in_the_same_second(waits: int, lot: int) -> None:
    numbered = look_again(waits=waits, number=3, lot=lot)
    early = look_again(waits=waits, number=None, lot=lot)
    assert 1 <= numbered <= early <= LONGEST_WAIT + 59
    if waits < 200:
        assert numbered == max(1, waits)
        assert early - numbered == lot % 5

"""Terms follow each other without a gap, and credits are cut, capped, and never below nothing."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.school_credit import (
    Credit,
    CreditTerms,
    credit_tenths,
    credit_words,
    terms_until,
)

TWO = ["09-01", "02-01"]
THREE = ["09-01", "01-10", "06-01"]
TERMS = CreditTerms(120, 0, 60, 2, 300, "ABC")


@pytest.mark.parametrize(
    ("on", "first", "last", "name"),
    [
        (date(2026, 3, 5), date(2026, 2, 1), date(2026, 8, 31), "2025–2026 学年第二学期"),
        (date(2026, 1, 31), date(2025, 9, 1), date(2026, 1, 31), "2025–2026 学年第一学期"),
        (date(2026, 9, 1), date(2026, 9, 1), date(2027, 1, 31), "2026–2027 学年第一学期"),
        (date(2024, 2, 29), date(2024, 2, 1), date(2024, 8, 31), "2023–2024 学年第二学期"),
    ],
)
def test_the_term_of_a_day(on: date, first: date, last: date, name: str) -> None:
    (found,) = terms_until(TWO, on, 1)
    assert (found.starts_on, found.ends_on, found.name, found.key) == (first, last, name, first.isoformat())


@given(
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    st.sampled_from([TWO, THREE, ["01-01"], ["02-01", "09-01"]]),
)
def test_every_day_is_in_one_term_and_terms_touch(on: date, rule: list[str]) -> None:
    found = terms_until(rule, on, 5)
    assert len(found) == 5 and found[0].starts_on <= on <= found[0].ends_on
    for later, earlier in pairwise(found):
        assert earlier.ends_on + timedelta(days=1) == later.starts_on
        assert later.number == earlier.number % len(rule) + 1


@given(st.integers(-5_000, 100_000), st.integers(1, 500), st.integers(0, 50))
def test_credits_are_cut_and_capped(minutes: int, per: int, cap: int) -> None:
    found = credit_tenths(minutes, per, cap)
    assert found >= 0 and found * per <= max(minutes, 0) * 10
    assert not cap or found <= cap * 10
    assert credit_tenths(minutes + 60, per, cap) >= found


def test_one_term_of_somebody() -> None:
    found = Credit.of(TERMS, 290, 500)
    assert found == Credit(290, 500, 24, 20, 10)
    assert Credit.of(TERMS, -30, 0) == Credit(0, 0, 0, 0, 300)
    assert [credit_words(each) for each in (24, 20, 0, 5)] == ["2.4", "2", "0", "0.5"]

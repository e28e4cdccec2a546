"""Shares in whole percents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.measure import shares


@given(st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 10**9), min_size=1))
def test_shares_add_up_to_a_hundred_and_are_never_a_whole_percent_off(amounts: dict[str, int]) -> None:
    found, total = shares(amounts), sum(amounts.values())
    assert sum(found.values()) == (100 if total else 0)
    assert all(abs(found[name] * total - 100 * amount) < total for name, amount in amounts.items() if total)


def test_a_known_answer() -> None:
    assert shares({"A": 125, "B": 199, "C": 0, "D": 676}) == {"A": 12, "B": 20, "C": 0, "D": 68}

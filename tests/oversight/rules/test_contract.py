"""What a milestone is worth by its evidence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redvest.oversight.rules.contract import Account, Part, earned_fen, total

AMOUNTS = st.integers(min_value=1, max_value=10**13)
COUNTS = st.integers(min_value=0, max_value=10**7)
PARTS = st.lists(
    st.builds(Part, target=st.integers(min_value=1, max_value=10**7), delivered=COUNTS, accepted=COUNTS),
    max_size=5,
)


def test_the_least_fulfilled_deliverable_decides() -> None:
    parts = [Part(100, 100, 100), Part(10, 4, 4)]

    assert earned_fen(1000_00, parts, live=True) == 400_00


def test_without_deliverables_nothing_is_earned() -> None:
    assert earned_fen(1000_00, [], live=True) == 0


def test_more_than_the_target_earns_no_more() -> None:
    assert earned_fen(1000_00, [Part(10, 30, 30)], live=True) == 1000_00


def test_parts_of_a_fen_stay_with_who_pays() -> None:
    assert earned_fen(100, [Part(3, 1, 1)], live=True) == 33


def test_voided_hours_earn_nothing_any_more() -> None:
    part = Part(target=10, delivered=4, accepted=10)

    assert earned_fen(1000_00, [part], live=True) == 400_00
    assert earned_fen(1000_00, [part], live=False) == 1000_00


@given(AMOUNTS, PARTS)
def test_what_is_earned_lies_between_nothing_and_the_amount(amount: int, parts: list[Part]) -> None:
    assert 0 <= earned_fen(amount, parts, live=True) <= earned_fen(amount, parts, live=False) <= amount


@given(AMOUNTS, PARTS, COUNTS)
def test_accepting_more_never_earns_less(amount: int, parts: list[Part], more: int) -> None:
    grown = [Part(each.target, each.delivered + more, each.accepted + more) for each in parts]

    assert earned_fen(amount, grown, live=True) >= earned_fen(amount, parts, live=True)


@given(AMOUNTS, PARTS)
def test_another_deliverable_never_earns_more(amount: int, parts: list[Part]) -> None:
    if parts:
        assert earned_fen(amount, [*parts, Part(1, 0, 0)], live=True) == 0


def test_an_account_says_what_is_left_and_what_must_come_back() -> None:
    ahead = Account(amount_fen=1000, accepted_fen=800, payable_fen=800, held_fen=500, paid_fen=300)
    behind = Account(amount_fen=1000, accepted_fen=800, payable_fen=100, held_fen=500, paid_fen=300)

    assert (ahead.left_fen, ahead.overpaid_fen) == (300, 0)
    assert (behind.left_fen, behind.overpaid_fen) == (0, 200)
    assert total([ahead, behind], 2500) == Account(2500, 1600, 900, 1000, 600)

"""The list of faults: each told once, the first ones by name, and all of them counted."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.choices import LogFault
from redvest.service.rules.log import Fault, Faults

ENTRY = UUID(int=7)


def test_a_fault_is_told_with_leaf_entry_and_what() -> None:
    faults = Faults()
    faults.add(LogFault.CHANGED, leaf=3, entry=ENTRY, about="minutes")
    told = faults.named[0].as_json()

    assert (told["what"], told["leaf"]) == ("changed", 3)
    assert str(told["entry"]).replace("-", "") == ENTRY.hex


def test_the_same_fault_is_told_once() -> None:
    faults = Faults()
    for _ in range(3):
        faults.add(LogFault.TILE, leaf=256)

    assert (len(faults.named), faults.total) == (1, 1)


@given(
    st.lists(st.tuples(st.sampled_from([fault.value for fault in LogFault]), st.integers(0, 5)), max_size=30)
)
def test_as_many_are_counted_as_there_are_different_ones(found: list[tuple[str, int]]) -> None:
    faults = Faults()
    for what, leaf in found:
        faults.add(what, leaf=leaf)

    assert faults.total == len(set(found))
    assert [(fault.what, fault.leaf) for fault in faults.named] == list(dict.fromkeys(found))


def test_after_very_many_only_the_count_grows() -> None:
    faults = Faults()
    for leaf in range(20_000):
        faults.add(LogFault.CHANGED, leaf=leaf)

    assert faults.total == 20_000
    assert 0 < len(faults.named) <= 20_000
    assert faults.named[0].leaf == 0


@pytest.mark.parametrize("fault", list(LogFault))
def test_every_kind_of_fault_has_a_sentence(fault: LogFault) -> None:
    assert str(fault.label)
    assert Fault(fault.value).as_json()["what"] == fault.value

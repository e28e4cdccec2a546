"""How a ledger's figures and names are told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.oversight.choices import UnitKind
from redvest.oversight.rules import unit_ledger as rules
from redvest.oversight.rules import unit_ledger_sheets as sheets
from redvest.service.rules.measure import PeriodBackwards, Slice

UNIT = rules.Unit(UnitKind.REGION, "360502", "360502", "渝水区", "360500", "360500/360502/")
MINUTES = st.dictionaries(st.sampled_from(rules.GRADES), st.integers(-100_000, 10_000_000))


@given(st.integers(-10_000_000, 10_000_000))
def test_hours_come_back_to_the_same_minutes(minutes: int) -> None:
    assert round(rules.hours_of(minutes) * 60) == minutes


@given(MINUTES, st.integers(0, 10_000))
def test_the_totals_stand_below_their_columns(minutes: dict[str, int], times: int) -> None:
    totals = rules.Totals(minutes, times=times)
    for columns, row in (
        (sheets.ACTIVITIES, sheets.activity_total(totals)),
        (sheets.PEOPLE, sheets.people_total(totals)),
        (sheets.ENTRIES, sheets.entry_total(totals)),
    ):
        assert len(row) == len(columns) and row[0] == "合计"
        told = dict(zip([column.title for column in columns], row, strict=True))
        hours = told["小时"] if "小时" in told else told["合计（小时）"]
        assert (hours or 0) == rules.hours_of(totals.minutes)


@given(st.lists(st.text("王李赵", min_size=2, max_size=3), max_size=900))
def test_a_list_of_names_fits_a_cell_and_hides_them(names: list[str]) -> None:
    told = rules.name_list(names, False)
    assert len(told) <= rules.LONGEST_LIST + 2
    assert ("*" in told) == bool(names)


def test_a_period_is_said_in_words_and_has_an_end() -> None:
    part = UNIT.part(date(2025, 1, 1), date(2025, 12, 31))
    assert rules.period_words(part) == "2025年1月1日至2025年12月31日"
    assert rules.file_name(UNIT, part) == "渝水区台账 20250101-20251231"
    with pytest.raises(rules.LedgerPeriodTooLong):
        UNIT.part(date(2000, 1, 1), date(2025, 1, 1))
    with pytest.raises(PeriodBackwards):
        UNIT.part(date(2025, 2, 1), date(2025, 1, 1))


def test_the_city_s_own_ledger_is_the_whole() -> None:
    city = rules.Unit(UnitKind.REGION, "360500", "360500", "新余市", "360500", "360500/")
    on = date(2025, 1, 1)
    assert city.part(on, on) == Slice("360500", "", None, on, on)

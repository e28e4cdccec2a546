"""When a qualification counts, is due for a reminder, and which forms are no form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.choices import QualificationState
from redvest.registry.qualification_errors import (
    QualificationDateWrong,
    QualificationEndWrong,
    QualificationIssuerWrong,
    QualificationWrong,
)
from redvest.registry.rules.qualification import QualificationForm, checked, counts, is_due

days = st.dates(date(2000, 1, 1), date(2040, 12, 31))
DAY = date(2026, 3, 5)
KINDS = frozenset({"nurse"})
GOOD: dict[str, Any] = {"kind": "nurse", "issued_by": "新余市卫健委", "issued_on": date(2020, 1, 1)}


@given(days, days, st.integers(1, 4000))
def test_it_counts_from_its_first_to_its_last_day(on: date, issued: date, length: int) -> None:
    last = issued + timedelta(length)
    assert counts("verified", issued, last, on) is (issued <= on <= last)
    assert counts("verified", issued, None, on) is (issued <= on)


@given(st.sampled_from([QualificationState.SUBMITTED, QualificationState.REFUSED]), days, days)
def test_what_nobody_verified_never_counts(state: QualificationState, issued: date, on: date) -> None:
    assert not counts(state, issued, None, on)


@given(days, st.integers(-60, 60))
def test_the_reminder_is_due_in_the_last_thirty_days(on: date, ahead: int) -> None:
    assert is_due(on + timedelta(ahead), on) is (0 <= ahead <= 30)
    assert not is_due(None, on)


def test_a_form_comes_back_in_one_spelling() -> None:
    form = checked(
        QualificationForm(**{**GOOD, "issued_by": " 新余市  卫健委 ", "number": "ab 12"}), KINDS, DAY
    )
    assert (form.issued_by, form.number) == ("新余市 卫健委", "AB12")


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"kind": "wizard"}, QualificationWrong), ({"issued_by": " "}, QualificationIssuerWrong),
        ({"issued_on": DAY + timedelta(1)}, QualificationDateWrong),
        ({"expires_on": date(2019, 1, 1)}, QualificationEndWrong),
    ],
)  # fmt: skip
def test_each_mistake_has_its_own_sentence(wrong: dict[str, Any], kind: type[Exception]) -> None:
    with pytest.raises(kind) as raised:
        checked(QualificationForm(**{**GOOD, **wrong}), KINDS, DAY)
    assert type(raised.value) is kind


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "wizard"}, {"issued_by": " "}, {"issued_by": "长" * 81}, {"issued_on": None},
        {"issued_on": DAY + timedelta(1)}, {"expires_on": date(2020, 1, 1)}, {"expires_on": date(2019, 1, 1)},
        {"number": "1" * 81}, {"number": "1\x00"},
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(QualificationWrong):
        checked(QualificationForm(**{**GOOD, **wrong}), KINDS, DAY)

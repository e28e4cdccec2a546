"""By when the next step of a need is due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.choices import ENDED_NEEDS, OPEN_NEEDS, NeedState, NeedUrgency
from redvest.care.rules.need_clock import KEYS, due_at
from redvest.registry.rules.setting import RULES
from tests.factories.registry import NOW

DEFAULTS = {key: RULES[key].default for key in KEYS}


@pytest.mark.parametrize("state", ENDED_NEEDS)
def test_what_has_ended_waits_for_nothing(state: NeedState) -> None:
    assert due_at(state, NeedUrgency.URGENT, DEFAULTS, NOW) is None


@pytest.mark.parametrize("state", OPEN_NEEDS)
def test_every_open_state_has_a_deadline(state: NeedState) -> None:
    due = due_at(state, NeedUrgency.ORDINARY, DEFAULTS, NOW)
    assert due is not None
    assert due > NOW


def test_an_urgent_need_is_reviewed_within_its_hours_and_served_within_the_ordinary_ones() -> None:
    assert due_at(NeedState.SUBMITTED, NeedUrgency.URGENT, DEFAULTS, NOW) == NOW + timedelta(hours=2)
    assert due_at(NeedState.SERVED, NeedUrgency.URGENT, DEFAULTS, NOW) == NOW + timedelta(hours=168)


@pytest.mark.parametrize("urgency", NeedUrgency)
def test_what_was_agreed_for_next_week_is_not_late_before(urgency: NeedUrgency) -> None:
    week, hours = NOW + timedelta(days=7), timedelta(hours=DEFAULTS["need.serve_hours"])
    assert due_at(NeedState.ACCEPTED, urgency, DEFAULTS, NOW, week) == week + hours
    assert due_at(NeedState.ACCEPTED, urgency, DEFAULTS, NOW, NOW - timedelta(days=1)) == NOW + hours
    for state in (NeedState.SUBMITTED, NeedState.OFFERED, NeedState.SERVED):
        assert due_at(state, urgency, DEFAULTS, NOW, week) == due_at(state, urgency, DEFAULTS, NOW)


@given(
    st.sampled_from(OPEN_NEEDS),
    st.fixed_dictionaries({key: st.integers(1, 2000) for key in KEYS}),
)
def test_an_urgent_need_never_waits_longer_than_another(state: NeedState, rules: dict[str, int]) -> None:
    urgent = due_at(state, NeedUrgency.URGENT, rules, NOW)
    ordinary = due_at(state, NeedUrgency.ORDINARY, rules, NOW)
    assert urgent is not None
    assert ordinary is not None
    assert urgent <= ordinary

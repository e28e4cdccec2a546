"""When somebody hears of what their watches found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.watch import Tell, TellTerms, how_to_tell, quiet

TERMS = TellTerms(single_a_day=2, digest_hour=18, quiet_from=22, quiet_until=7)


@pytest.mark.parametrize(
    ("found", "sent", "hour", "expected"),
    [
        (0, 0, 12, Tell.LATER),
        (1, 0, 12, Tell.EACH),
        (2, 0, 12, Tell.EACH),
        (3, 0, 12, Tell.LATER),
        (3, 0, 18, Tell.TOGETHER),
        (1, 2, 12, Tell.LATER),
        (1, 2, 19, Tell.TOGETHER),
        (1, 3, 19, Tell.LATER),  # enough for today
        (1, 0, 23, Tell.LATER),
        (1, 0, 6, Tell.LATER),
        (1, 0, 7, Tell.EACH),
    ],
)
def test_a_few_at_once_the_rest_together(found: int, sent: int, hour: int, expected: Tell) -> None:
    assert how_to_tell(found=found, sent_today=sent, hour=hour, terms=TERMS) == expected


@pytest.mark.parametrize(("hour", "expected"), [(0, False), (13, True), (14, True), (15, False)])
def test_quiet_hours_within_a_day(hour: int, expected: bool) -> None:
    assert quiet(hour, TellTerms(quiet_from=13, quiet_until=15)) is expected


@given(st.lists(st.integers(0, 9), min_size=24, max_size=24), st.integers(0, 5))
def test_never_more_than_the_few_and_one_in_a_day(news: list[int], single: int) -> None:
    terms, waiting, sent = TellTerms(single_a_day=single), 0, 0
    for hour, found in enumerate(news):
        waiting += found
        match how_to_tell(found=waiting, sent_today=sent, hour=hour, terms=terms):
            case Tell.EACH:
                sent, waiting = sent + waiting, 0
            case Tell.TOGETHER:
                sent, waiting = sent + 1, 0
    assert sent <= single + 1

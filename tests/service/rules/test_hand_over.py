"""Until when a request stands, and when those in line come first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.service.rules.hand_over import hand_over_ends, line_comes_first
from tests.factories.registry import NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("hours", "left", "wanted"), [(24, 72, 24), (24, 5, 5), (1, 1, 1)])
def test_a_request_ends_with_its_time_or_with_the_start(hours: int, left: int, wanted: int) -> None:
    assert hand_over_ends(made_at=NOW, starts_at=NOW + left * HOUR, hours=hours) == NOW + wanted * HOUR


@pytest.mark.parametrize(
    ("waiting", "left", "hours", "first"),
    [
        (True, 72, 24, True),
        (True, 24, 24, False),
        (True, 23, 24, False),
        (False, 72, 24, False),
        (True, 1, 0, True),
        (True, 0, 0, False),
    ],
)
def test_who_waits_comes_first_until_near_the_start(
    waiting: bool, left: int, hours: int, first: bool
) -> None:
    starts = NOW + left * HOUR
    assert line_comes_first(waiting=waiting, at=NOW, starts_at=starts, hours=hours) is first

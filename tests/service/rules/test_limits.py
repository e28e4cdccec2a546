"""How much one person may take on: a day's sum, and rest between two occasions."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from redvest.core.clock import CHINA
from redvest.service.rules.limits import Limits, Stretch, breach

DAY = datetime(2026, 3, 5, tzinfo=CHINA)
HOUR = timedelta(hours=1)


def stretch(begins: float, ends: float) -> Stretch:
    return Stretch(DAY + begins * HOUR, DAY + ends * HOUR)


def test_one_long_activity_alone_is_nobodys_breach() -> None:
    assert breach(wanted=stretch(6, 22), others=[], limits=Limits(daily=720, rest=600)) == ""
    assert breach(wanted=stretch(6, 22), others=[stretch(30, 33)], limits=Limits(daily=720)) == ""


@pytest.mark.parametrize(("ends", "code"), [(12, ""), (12.5, "daily-limit")])
def test_the_sum_of_a_day(ends: float, code: str) -> None:
    others = [stretch(0, 4), stretch(4, 8)]
    assert breach(wanted=stretch(8, ends), others=others, limits=Limits(daily=720)) == code


def test_only_what_lies_on_the_day_counts() -> None:
    night = stretch(22, 30)  # two hours of the first day, six of the second
    assert breach(wanted=stretch(8, 18), others=[night], limits=Limits(daily=720)) == ""
    assert breach(wanted=stretch(32, 39), others=[night], limits=Limits(daily=720)) == "daily-limit"


@pytest.mark.parametrize(("begins", "code"), [(12, ""), (12.25, "rest-time"), (13, "")])
def test_rest_lies_between_what_is_not_one_occasion(begins: float, code: str) -> None:
    for one, other in ((stretch(8, 12), stretch(begins, 15)), (stretch(begins, 15), stretch(8, 12))):
        assert breach(wanted=one, others=[other], limits=Limits(rest=60)) == code


def test_plans_for_the_same_time_are_a_reason_of_their_own() -> None:
    assert breach(wanted=stretch(8, 20), others=[stretch(9, 21)], limits=Limits(daily=720, rest=60)) == ""


def test_a_day_is_the_citys_day_in_whatever_zone_the_times_come() -> None:
    other = Stretch(DAY + 7 * HOUR - timedelta(0), DAY + 8 * HOUR)
    utc = Stretch(*(each.astimezone(tz=None) for each in (DAY + 9 * HOUR, DAY + 21 * HOUR)))
    assert breach(wanted=utc, others=[other], limits=Limits(daily=720)) == "daily-limit"

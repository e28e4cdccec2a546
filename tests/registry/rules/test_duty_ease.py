"""How easily somebody is asked, which parts of a day a slot touches, whether a station is open all that time."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from redvest.core.clock import CHINA
from redvest.registry.rules.duty import Ease, ease_of, parts_between
from redvest.registry.rules.opening import Exceptional, Weekly, covers, open_weekly
from redvest.registry.rules.station_holding import names_nobody, public_phone
from redvest.registry.station_errors import StationPhoneWrong, StationWordsPrivate

DAY = date(2026, 3, 6)  # a Friday
WEEK = [Weekly(4, time(9), time(12), DAY), Weekly(4, time(12), time(17), DAY)]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(DAY, time(hour, minute), CHINA)


@pytest.mark.parametrize(
    ("free", "busy", "refuses", "ease"),
    [
        (True, False, False, Ease.FREE), (None, False, False, Ease.UNKNOWN), (False, False, False, Ease.NOT_FREE),
        (True, True, False, Ease.BUSY), (True, True, True, Ease.REFUSES),
    ],
)  # fmt: skip
def test_the_easiest_comes_first(free: bool | None, busy: bool, refuses: bool, ease: Ease) -> None:
    assert ease_of(free=free, busy=busy, refuses=refuses) is ease
    assert [each.order for each in Ease] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("begins", "ends", "parts"),
    [
        (at(9), at(12), ("morning",)), (at(11, 30), at(12, 30), ("morning", "afternoon")),
        (at(18), at(20), ("evening",)), (at(8), at(20), ("morning", "afternoon", "evening")),
    ],
)  # fmt: skip
def test_the_parts_of_the_day_that_a_slot_touches(
    begins: datetime, ends: datetime, parts: tuple[str, ...]
) -> None:
    assert parts_between(begins, ends) == parts


def test_open_all_the_time_over_hours_that_meet_and_not_over_a_gap() -> None:
    assert covers(at(9), at(17), WEEK, []) and not covers(at(8), at(10), WEEK, [])
    assert not covers(at(9), at(17), [WEEK[0], Weekly(4, time(13), time(17), DAY)], [])
    assert not covers(at(9), at(10), WEEK, [Exceptional(DAY)])
    assert covers(at(9), at(10), [], []) and not covers(at(9), at(10), [], [Exceptional(DAY)])
    assert open_weekly(4, time(9), time(12), WEEK, DAY) and not open_weekly(5, time(9), time(12), WEEK, DAY)


FINE = "3 栋 602 的灯坏了，2026-03-05 10:30 修过"


@pytest.mark.parametrize("text", ["电话13900001111", "139-0000-1111", "6 4 4 0 0 0 0", "362201 199001011234"])
def test_words_with_a_number_as_long_as_a_phone_are_refused(text: str) -> None:
    with pytest.raises(StationWordsPrivate):
        names_nobody(text)
    assert names_nobody(FINE) == FINE


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0790-6440000", "0790-6440000"),
        ("（0790）6440000", "07906440000"),
        ("138 0013 8000", "13800138000"),
        (" ", ""),
    ],
)
def test_a_station_s_phone_as_it_is_dialled(typed: str, number: str) -> None:
    assert public_phone(typed) == number
    for wrong in ("打我", "12", "0790-6440000-1234567"):
        with pytest.raises(StationPhoneWrong):
            public_phone(wrong)

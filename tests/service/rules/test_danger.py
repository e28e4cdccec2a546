"""What sounds dangerous: words, kinds of service, and hours that touch the night."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from redvest.core.clock import CHINA
from redvest.service.rules.danger import Found, Triggers, found_in

NIGHT = Triggers(night_from=23, night_until=5)
DAY = datetime(2026, 3, 7, tzinfo=CHINA)


def found(
    triggers: Triggers, text: str = "陪老人", domain: str = "d", begins: float = 9, ends: float = 11
) -> Found:
    return found_in(
        triggers, texts=[text], domain=domain, starts_at=DAY + timedelta(hours=begins),
        ends_at=DAY + timedelta(hours=ends),
    )  # fmt: skip


def test_words_are_found_in_the_order_of_the_setting():
    triggers = Triggers(words=["登高", "涉水", "爆破"])
    assert found(triggers, "涉水巡河，登高插旗").words == ("登高", "涉水")
    assert not found(triggers, "陪老人买菜")


def test_a_kind_of_service_can_be_named():
    assert found(Triggers(domains=["rescue"]), domain="rescue") == Found(domain=True)
    assert not found(Triggers(domains=["rescue"]))


@pytest.mark.parametrize(
    ("begins", "ends", "night"),
    [
        (9, 11, False), (20, 23, False), (20, 23.5, True), (-1.5, 0.5, True), (3, 6, True), (5, 8, False), (4.9, 8, True),
        (6, 22, False), (6, 30, True), (6, 200, True), (23.5, 23.75, True),
    ],
)  # fmt: skip
def test_hours_that_touch_the_night(begins, ends, night):
    assert found(NIGHT, begins=begins, ends=ends).night is night


def test_the_same_hour_twice_is_no_night_and_a_night_may_lie_within_a_day():
    assert not found(Triggers(night_from=5, night_until=5), begins=0, ends=24)
    assert found(Triggers(night_from=0, night_until=4), begins=3, ends=5).night
    assert not found(Triggers(night_from=0, night_until=4), begins=4, ends=5)


def test_nothing_found_is_false():
    assert not Found()
    assert Found(words=("涉水",)) and Found(night=True)

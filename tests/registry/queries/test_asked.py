"""What people asked of a station, at the desk and at its screen, as one list: what waits on top, nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions.help_call import Asking, finish_help_call, take_help_calls, turn_call_into_need
from redvest.registry.actions.station_log import answer_need, record_need
from redvest.registry.choices import HelpKind
from redvest.registry.models import HelpCall, KioskDevice, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.asked import asked_of, calls_at
from tests.factories import registry
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import keeper_of, paired

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def device_at(station: Station) -> KioskDevice:
    return KioskDevice.objects.select_related("station__region").get(pk=paired(station)[0].pk)


def call(device: KioskDevice, nonce: str, days: int = 0) -> HelpCall:
    asked, at = Asking(nonce * 8, HelpKind.WAY, NOW - days * DAY), NOW - days * DAY
    take_help_calls(device=device, calls=[asked], at=at, sent_at=at)
    return HelpCall.objects.select_related("station__region").get(nonce=nonce * 8)


def words(by: Standing, most: int = 20) -> list[str]:
    return [
        each.need.words if each.need else each.call.nonce[0]
        for each in asked_of(by, most)
        if each.call or each.need
    ]


def test_what_waits_is_on_top_and_what_became_a_need_is_there_once() -> None:
    station = registry.make_station()
    by, device = keeper_of(station), device_at(station)
    record_need(by=by, station=station, words="想学手机", at=NOW - 3 * DAY)
    answered = record_need(by=by, station=station, words="灯坏了", at=NOW - 2 * DAY)
    answer_need(by=by, need=answered, answer="换好了", at=NOW)
    finish_help_call(by=by, call=call(device, "d", days=1), note="指了路", at=NOW)
    call(device, "w", days=5)
    turn_call_into_need(by=by, call=call(device, "n", days=4), at=NOW)
    assert words(by) == ["w", "想学手机", "自助机求助：找人、问路、办事", "d", "灯坏了"]
    assert words(by, 2) == ["w", "想学手机"]
    (turned,) = [each for each in asked_of(by, 20) if each.need and each.call]
    assert (turned.open, turned.call and turned.call.nonce[0], turned.station) == (True, "n", station)
    assert [each.call and each.call.nonce[0] for each in calls_at(station.pk, 20)] == ["w", "d"]


def test_each_sees_what_was_asked_of_their_own_stations() -> None:
    mine, theirs = registry.make_station(), registry.make_station(name="隔壁站")
    call(device_at(theirs), "a")
    record_need(by=keeper_of(theirs), station=theirs, words="想学手机", at=NOW)
    assert words(keeper_of(mine)) == [] and calls_at(mine.pk, 20) == []
    assert words(registry.make_officer()) == ["a", "想学手机"]
    assert words(registry.volunteer_standing(registry.make_volunteer())) == []


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_however_many(count: int) -> None:
    station = registry.make_station()
    by, device = keeper_of(station), device_at(station)
    for number in range(count):
        turn_call_into_need(by=by, call=call(device, f"t{number}"), at=NOW)
        call(device, f"w{number}")
    with CaptureQueriesContext(connection) as spent:
        said = [(each.station.name, each.call and each.call.phone_tail) for each in asked_of(by, 20)]
    assert (len(said), len(spent)) == (2 * count, 2)

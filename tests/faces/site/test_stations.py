"""A station's page, and a volunteer's own duty."""

from __future__ import annotations

from datetime import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.actions.duty import ask_volunteer, take_slot
from redvest.registry.actions.station_life import add_opening
from redvest.registry.models import DutySlot, Volunteer
from tests.faces.site.conftest import words
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.registry.actions.test_duty import keeper, slots

pytestmark = pytest.mark.django_db


def test_a_guest_reads_whether_it_is_open_and_what_lacks_people(guest: Client) -> None:
    slot = slots(places=2)[0]
    address = reverse("site:station", args=[slot.station_id])
    assert "还没有公布开放时间" in words(guest.get(address))
    add_opening(
        by=make.make_officer(), station=slot.station, weekday=3, opens=time(9), closes=time(12), at=NOW
    )
    said = words(guest.get(address))
    assert "现在开门" in said and "9:00–12:00" in said and "还缺 2 人" in said


def test_another_citys_station_is_unknown(guest: Client) -> None:
    away = make.make_station(make.make_other_city(), name="焦作站")
    assert guest.get(reverse("site:station", args=[away.pk])).status_code == 404


@pytest.mark.parametrize("weekdays", [(4,), (4, 5, 6)])
def test_the_page_costs_the_same_however_many_slots(guest: Client, weekdays: tuple[int, ...]) -> None:
    station = slots(weekday=weekdays[0])[0].station
    for other in weekdays[1:]:
        DutySlot.objects.update(station=station)
        slots(weekday=other)
    DutySlot.objects.update(station=station)
    with CaptureQueriesContext(connection) as spent:
        guest.get(reverse("site:station", args=[station.pk]))
    assert len(spent) == 6


def test_i_take_a_slot_see_it_and_give_it_back(me: Client, person: Volunteer) -> None:
    slot = slots()[0]
    page = me.post(reverse("site:duty-take", args=[slot.pk]), follow=True)
    assert "说好了" in words(page) and slot.station.name in words(page) and "你会来" in words(page)
    page = me.post(reverse("site:duty-give-back", args=[slot.pk]), follow=True)
    assert "还没有值班" in words(page)
    slot.refresh_from_db()
    assert slot.taken == 0


def test_a_full_slot_is_said_so_and_nothing_changes(me: Client) -> None:
    slot = slots()[0]
    take_slot(by=make.volunteer_standing(make.make_volunteer()), slot=slot, at=NOW)
    assert "人已经够了" in words(me.post(reverse("site:duty-take", args=[slot.pk]), follow=True))
    slot.refresh_from_db()
    assert (slot.taken, slot.turns.count()) == (1, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_being_asked_shows_in_my_duty_in_a_fixed_count(me: Client, person: Volunteer, count: int) -> None:
    found = slots()[:count]
    for slot in found:
        ask_volunteer(by=keeper(slot.station), slot=slot, number=person.number, at=NOW)
    with CaptureQueriesContext(connection) as spent:
        page = me.get(reverse("site:duty"))
    assert words(page).count("站长想请你来") == count
    assert len(spent) == 4


def test_without_a_record_there_is_no_duty(guest: Client, member: Client) -> None:
    slot = slots()[0]
    for client, status in ((guest, 302), (member, 302)):
        assert client.post(reverse("site:duty-take", args=[slot.pk])).status_code in (status, 401, 403)
    assert DutySlot.objects.filter(taken__gt=0).count() == 0

"""One slot of duty at the desk: picked from the team, asked, told apart, called off."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.core.models import AuditLine
from redvest.registry.actions.duty import take_slot
from redvest.registry.choices import ProjectInvites, Role
from redvest.registry.models import DutyTurn, Membership, Profile, StationMember
from redvest.registry.rules.availability import encode
from redvest.registry.rules.duty import Ease
from redvest.service.queries.duty_people import people_for
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db


def team_member(station: Any, name: str, **profile: Any) -> Any:
    found = make.make_volunteer(name=name)
    StationMember.objects.create(station=station, volunteer=found, starts_on=TODAY)
    if profile:
        Profile.objects.create(volunteer=found, changed_at=NOW, **profile)
    return found


def test_who_is_free_comes_first_and_who_is_on_the_list_does_not() -> None:
    slot, other = slots()[0], slots()[0]
    station = slot.station
    morning = encode(["fri-morning"])
    team_member(station, "不接", slots=morning, project_invites=ProjectInvites.REFUSE)
    busy = team_member(station, "有事", slots=morning)
    take_slot(by=make.volunteer_standing(busy), slot=other, at=NOW)
    team_member(station, "没空", slots=encode(["fri-evening"]))
    team_member(station, "没写")
    team_member(station, "有空", slots=morning)
    take_slot(by=make.volunteer_standing(team_member(station, "已来")), slot=slot, at=NOW)
    neighbour = make.make_volunteer(name="邻居")
    body = make.make_body(region=station.region)
    Membership.objects.create(city=CITY, body=body, volunteer=neighbour, joined_on=TODAY)
    make.make_volunteer(name="路人")
    found = [(each.volunteer.name, each.ease, each.in_team) for each in people_for(slot, 20)]
    assert found == [
        ("有空", Ease.FREE, True), ("没写", Ease.UNKNOWN, True), ("邻居", Ease.UNKNOWN, False),
        ("没空", Ease.NOT_FREE, True), ("有事", Ease.BUSY, True), ("不接", Ease.REFUSES, True),
    ]  # fmt: skip


@pytest.fixture
def desk(place: Place, sign_in: SignIn) -> Any:
    """The slot, the keeper's browser and the slot's address."""
    slot = slots()[0]
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=slot.station)
    return slot, sign_in(account), reverse("desk:duty-slot", args=[slot.station_id, slot.pk])


def test_the_keeper_picks_asks_calls_and_calls_off(desk: Any) -> None:
    slot, browser, address = desk
    person = team_member(slot.station, "李大妈")
    assert "请他来：李大妈" in browser.get(address).content.decode()
    assert browser.post(address, {"verb": "ask", "person": person.pk}).status_code == 302
    page = browser.get(reverse("desk:station", args=[slot.station_id])).content.decode()
    assert "李大妈" in page and "已请，等回信" in page
    wrong = browser.post(address, {"verb": "ask", "number": "360599999999"})
    text = wrong.content.decode()
    assert wrong.status_code == 422 and 'value="360599999999"' in text and "没有找到这个编号" in text
    take_slot(by=make.volunteer_standing(person), slot=slot, at=NOW)
    assert browser.post(address, {"verb": "phone", "person": person.pk, "reason": "问他"}).status_code == 422
    seen = browser.post(address, {"verb": "phone", "person": person.pk, "reason": "问几点到"}, follow=True)
    assert "已留下查看记录" in seen.content.decode() and AuditLine.objects.filter(verb="unmask").count() == 1
    assert browser.post(address, {"verb": "off", "words": "下大雪"}).status_code == 302
    assert DutyTurn.objects.get().state == "called-off" and "下大雪" in browser.get(address).content.decode()


def test_only_its_keeper_and_those_above_enter_by_its_own_station(
    place: Place, sign_in: SignIn, desk: Any
) -> None:
    slot, browser, address = desk
    expected = {"officer": 200, "far_officer": 404, "stranger": 404, "member": 403}
    assert {who: sign_in(getattr(place, who)).get(address).status_code for who in expected} == expected
    elsewhere = reverse("desk:duty-slot", args=[make.make_station(slot.station.region).pk, slot.pk])
    assert browser.get(elsewhere).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_in_a_fixed_count(desk: Any, count: int) -> None:
    slot, browser, address = desk
    for turn in range(count):
        team_member(slot.station, f"队员{turn}")
    with CaptureQueriesContext(connection) as spent:
        assert browser.get(address).content.decode().count("请他来：") == count
    with CaptureQueriesContext(connection) as roster:
        browser.get(reverse("desk:station", args=[slot.station_id]))
    assert (len(spent), len(roster)) == (10, 10)

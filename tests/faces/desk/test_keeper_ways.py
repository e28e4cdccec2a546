"""A keeper's ways about the desk: the rail, the grids of the community, the kiosk's short address, the phone, the names."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from redvest.core.models import AuditLine
from redvest.registry.actions.duty import ask_volunteer
from redvest.registry.actions.grid import add_grid
from redvest.registry.choices import Role
from redvest.registry.models import Station, StationMember
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import NOW, TODAY
from tests.registry.actions.test_duty import keeper, slots

pytestmark = pytest.mark.django_db


@pytest.fixture
def station(place: Place) -> Station:
    return make.make_station(place.tree.baihua)


@pytest.fixture
def as_keeper(station: Station, sign_in: SignIn) -> Client:
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return sign_in(account)


def said(answer: Any) -> str:
    return answer.content.decode()


def test_the_rail_has_what_a_keeper_needs_and_the_way_out(as_keeper: Client) -> None:
    page = said(as_keeper.get(reverse("desk:today")))
    for name in ("duty", "stations", "kiosks", "ledgers", "grids"):
        assert f'href="{reverse(f"desk:{name}")}"' in page
    assert f'href="{reverse("desk:bodies")}"' not in page and 'action="/logout/"' in page


def test_the_team_is_found_by_name(station: Station, as_keeper: Client) -> None:
    for name in ("欧阳娜娜", "王小路"):
        StationMember.objects.create(
            station=station, volunteer=make.make_volunteer(name=name), starts_on=TODAY
        )
    page = said(as_keeper.get("/desk/search/?q=欧阳"))
    assert "欧阳娜娜" in page and "王小路" not in page and "没有找到" not in page


def test_the_grids_of_the_community_are_read_and_not_changed(place: Place, as_keeper: Client) -> None:
    officer = make.make_officer()
    grid = add_grid(by=officer, community=place.tree.baihua, name="第一网格", at=NOW)
    other = add_grid(by=officer, community=place.tree.zhanqian, name="别处网格", at=NOW)
    page = said(as_keeper.get(reverse("desk:grids")))
    assert "第一网格" in page and "别处网格" not in page
    address = reverse("desk:grid", args=[grid.pk])
    assert "定这位负责人" not in said(as_keeper.get(address))
    assert as_keeper.post(address, {"verb": "zone", "zone-name": "一片"}).status_code == 403
    assert as_keeper.get(reverse("desk:grid", args=[other.pk])).status_code == 404


def test_who_keeps_a_station_and_is_on_no_register_lands_at_the_desk(station: Station) -> None:
    account = make.make_account(name="赵站长", phone="13900002222")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    answer = Client().post("/login/", {"phone": "13900002222", "password": make.PASSWORD})
    assert answer.status_code == 302 and answer["Location"] == "/desk/"


def test_a_phone_of_the_station_is_for_everybody(station: Station, as_keeper: Client) -> None:
    address = reverse("desk:station-holding", args=[station.pk])
    assert as_keeper.post(address, {"verb": "contact", "phone": "打我"}).status_code == 422
    assert as_keeper.post(address, {"verb": "contact", "phone": "0790－644 0000"}).status_code == 302
    assert 'href="tel:0790-6440000"' in said(Client().get(reverse("site:station", args=[station.pk])))


def test_a_screen_is_paired_by_a_short_address_or_by_a_picture(station: Station, as_keeper: Client) -> None:
    page = said(as_keeper.post(reverse("desk:station-kiosks", args=[station.pk]), {"name": "大厅"}))
    assert "<svg" in page and "testserver/kiosk/" in page
    assert reverse("kiosk:start", args=[station.pk]) in said(Client().get("/kiosk/"))
    assert "没有找到这个站" in said(Client().get("/kiosk/?q=没有这个"))


def test_the_keeper_s_register_names_people_for_a_reason_on_record(
    place: Place, station: Station, as_keeper: Client
) -> None:
    body = make.make_body(region=place.tree.baihua)
    service.make_entry(volunteer=make.make_volunteer(name="欧阳娜娜"), body=body)
    key = {"kind": "station", "key": str(station.pk)}
    assert "欧阳娜娜" not in said(as_keeper.get(reverse("desk:ledger", kwargs=key)))
    sent = {"from": "2026-01-01", "to": "2026-12-31", "form": "xlsx", "whole": "on"}
    address = reverse("desk:ledger-file", kwargs=key)
    assert as_keeper.post(address, sent).status_code == 422 and not AuditLine.objects.filter(
        verb="export_ledger_unmasked"
    )
    answer = as_keeper.post(address, {**sent, "reason": "打印盖章存档"})
    people = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("人员").to_python()
    assert "欧阳娜娜" in str(people) and AuditLine.objects.filter(verb="export_ledger_unmasked").count() == 1


def test_a_no_to_being_asked_is_told_as_one_and_without_a_record_there_is_a_way_to_it(
    sign_in: SignIn,
) -> None:
    slot, volunteer = slots()[0], make.make_volunteer()
    ask_volunteer(by=keeper(slot.station), slot=slot, number=volunteer.number, at=NOW)
    mine = sign_in(volunteer.account)
    assert "站长想请你来值班" in said(mine.get(reverse("site:me")))
    answer = mine.post(reverse("site:duty-give-back", args=[slot.pk]), follow=True)
    assert "已经告诉站长你这次来不了" in said(answer)
    new = sign_in(make.make_account(name="新人"))
    page = new.post(
        reverse("site:duty-take", args=[slot.pk]),
        HTTP_REFERER=f"http://testserver/stations/{slot.station_id}/",
    )
    assert page.status_code == 403 and f"/me/real-name/?next=%2Fstations%2F{slot.station_id}%2F" in said(page)

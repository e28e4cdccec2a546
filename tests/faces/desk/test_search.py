"""The desk's one search box finds every kind, within reach, whatever is typed."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from redvest.core.search import index_text
from redvest.registry.models import Region, Station
from tests.faces.desk.conftest import Place, said
from tests.factories import registry, service

pytestmark = pytest.mark.django_db


def make_station(region: Region, name: str) -> Station:
    return Station.objects.create(
        id=uuid4(), city=region.city, region=region, name=name, address="百花湖路 3 号",
        lon=114.9, lat=27.8, opened_on=date(2024, 1, 1), search=index_text(name),
    )  # fmt: skip


def test_the_one_box_finds_every_kind(place: Place, as_officer: Client) -> None:
    station = make_station(place.tree.baihua, "黎明社区服务站")
    far = make_station(place.tree.qiandong, "黎明乡服务站")
    person = registry.make_volunteer(name="黎明")
    found = service.make_activity(body=place.body, leader=place.leader, title="黎明前的护学岗")

    page = said(as_officer.get("/desk/search/", {"q": "黎明"}))

    for key in (person.pk, found.pk, place.body.pk):
        assert str(key) in page
    assert station.name in page
    assert far.name not in page
    assert 'value="黎明"' in page


@pytest.mark.parametrize("asked", ["", "   ", "？！", "没有这样的词", "<b>黎明</b>", "x" * 900, "\x00"])
def test_any_text_is_survived(as_officer: Client, asked: str) -> None:
    response = as_officer.get("/desk/search/", {"q": asked})
    assert response.status_code == 200
    assert "<b>黎明</b>" not in said(response)


def test_a_leader_finds_the_stations_of_the_bodys_place(place: Place, as_leader: Client) -> None:
    station = make_station(place.tree.baihua, "百花湖服务站")
    assert station.name in said(as_leader.get("/desk/search/", {"q": "百花湖"}))

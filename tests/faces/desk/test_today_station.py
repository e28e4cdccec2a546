"""A station keeper's part of the desk's first page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from redvest.registry.actions.station_holding import set_facility
from redvest.registry.actions.station_lending import lend_thing
from redvest.registry.actions.station_log import record_need
from redvest.registry.choices import Role
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry, service
from tests.factories.registry import NOW, TODAY
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db


def test_a_keeper_finds_the_station_s_day(place: Place, sign_in: SignIn) -> None:
    slot = slots(weekday=5)[0]
    station = slot.station
    account = registry.make_account(name="赵站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    by = registry.standing_of(account)
    set_facility(by=by, station=station, name="轮椅", count=1, at=NOW)
    lend_thing(
        by=by, station=station, thing="轮椅", borrower="张阿姨", phone="13900001111", due_on=TODAY, at=NOW
    )
    record_need(by=by, station=station, words="想学手机", at=NOW)
    service.make_activity(
        body=place.body, region=station.region, title="清洗楼道", starts_at=NOW + timedelta(days=1)
    )
    page = sign_in(account).get(reverse("desk:today")).content.decode()
    for words in (
        "还缺 1 人",
        "请人来",
        "想学手机",
        "轮椅 · 张阿姨",
        "记一场",
        "开门和值班",
        "清洗楼道",
        "站里队伍",
    ):
        assert words in page, words
    assert "发布活动" not in page and "实名成员" not in page

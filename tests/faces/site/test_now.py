"""What can I do now: cards with reasons, from home, from a station or from here; and simply by time."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Profile, Volunteer
from tests.faces.site.conftest import html, words
from tests.factories.registry import make_region_tree, make_station
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db
ADDRESS = "/me/now/"


@pytest.fixture
def person() -> Volunteer:
    from tests.factories import registry

    return registry.make_volunteer(name="李明霞", region=make_region_tree().baihua)


def test_a_card_with_its_reasons(me: Client) -> None:
    make_post(activity=make_activity(title="陪独居老人买菜"), places=4)
    page = words(me.get(ADDRESS))
    assert "陪独居老人买菜" in page
    assert "还没有人报，等你开个头" in page
    assert "正缺人，还差 4 人" in page
    assert "就在你住的区县" in page
    assert "也把少有人报的往前放" in page


def test_from_here_or_from_a_station_and_nothing_is_kept(me: Client, person: Volunteer) -> None:
    make_post(activity=make_activity(), places=4)
    station = make_station(region=make_region_tree().baihua)
    assert "离你 1.0 公里" in words(me.get(ADDRESS, {"near": "114.940,27.810"}))
    page = me.get(ADDRESS, {"station": str(station.pk)})
    assert f'<option value="{station.pk}" selected>' in html(page)
    assert "位置没有读懂" in words(me.get(ADDRESS, {"near": "here"}))
    assert me.get(ADDRESS, {"station": "nowhere"}).status_code == 200
    assert not AuditLine.objects.exists()
    assert not Profile.objects.filter(volunteer=person).exists()


def test_by_time_if_wanted_and_back(me: Client, person: Volunteer) -> None:
    assert words(me.post(f"{ADDRESS}order/", {"personal": "0"}, follow=True)).count("只按时间先后排") == 1
    assert Profile.objects.get(volunteer=person).personal_order is False
    page: Any = me.get(ADDRESS)
    assert "没有看你的情况" in words(page)
    me.post(f"{ADDRESS}order/", {"personal": "1"})
    assert Profile.objects.get(volunteer=person).personal_order is True
    assert list(AuditLine.objects.values_list("verb", flat=True)) == ["choose_order"] * 2


def test_who_may_not_serve_reads_why(me: Client) -> None:
    make_post(activity=make_activity())
    Volunteer.objects.update(state=VolunteerState.SUSPENDED)
    page = words(me.get(ADDRESS))
    assert "你的志愿者身份目前不能报名" in page
    assert "陪独居老人买菜" not in page


def test_for_volunteers_only(guest: Client, member: Client) -> None:
    assert guest.get(ADDRESS).status_code == 302
    assert member.get(ADDRESS).status_code in (302, 403)
    assert guest.post(f"{ADDRESS}order/").status_code in (302, 403)

"""Whom to ask (推荐人选): proposals with their reasons, why not, asking them all, and who may."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from redvest.care.actions.dispatch import open_for_grabbing
from redvest.care.actions.wave import send_due_waves
from redvest.care.choices import DispatchWay, NeedState
from redvest.care.models import Dispatch, Need, NeedAsk
from redvest.registry.choices import Role, VolunteerState
from redvest.registry.models import Message, Volunteer
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import HOUR
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
URL = "/desk/needs/matching/"
queued = partial(make_need, state=NeedState.QUEUED)


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redvest.core.clock.now", lambda: NOW)


def helper(name: str = "李明霞") -> Volunteer:
    return make.make_volunteer(name=name, region=make.make_region_tree().baihua)


def told(answer: Any) -> str:
    return re.sub(r"\s+", " ", said(answer))


def test_nothing_waits(as_officer: Client) -> None:
    assert "没有等派单的需求" in said(as_officer.get(URL))


def test_each_need_has_whom_and_why(as_officer: Client) -> None:
    queued(title="陪去医院")
    helper()
    page = told(as_officer.get(URL))
    assert "1 件需求等派单，要 1 人；推荐了 1 人，还差 0 人" in page
    assert (
        "陪去医院" in page
        and "李*霞" in page
        and "还没参加过，该请来试试" in page
        and "您" not in page.split("陪去医院", 1)[1].split("为什么不是他", 1)[0]
        and "李明霞" not in page
    )
    assert not NeedAsk.objects.exists()


def test_one_press_asks_everybody_proposed(as_officer: Client) -> None:
    for turn in range(3):
        queued(title=f"第{turn}件")
    people = [helper(f"志愿{turn}") for turn in range(2)]
    page = told(as_officer.post(URL, follow=True))
    assert "2 件需求问出去了，一共问了 2 位志愿者" in page and "附近眼下没有合适的人" in page
    assert Dispatch.objects.filter(way=DispatchWay.WAVES, waves=1).count() == 2
    asked = NeedAsk.objects.values_list("volunteer", "reasons")
    assert {who for who, _why in asked} == {each.pk for each in people}
    assert all({"code": "never-served"} in why for _who, why in asked)
    assert "问你是因为" in Message.objects.filter(account=people[0].account).get().text
    assert sorted(Need.objects.values_list("state", flat=True)) == ["offered", "offered", "queued"]


def test_nobody_is_asked_twice_by_pressing_twice(as_officer: Client) -> None:
    need, _person = queued(), helper()
    assert "一共问了 1 位" in said(as_officer.post(URL, {"need": str(need.pk)}, follow=True))
    assert "刚刚有了变动" in said(as_officer.post(URL, {"need": str(need.pk)}, follow=True))
    assert NeedAsk.objects.count() == 1 and Dispatch.objects.count() == 1


def test_later_waves_go_on_as_ever(as_officer: Client) -> None:
    queued(hands=1)
    helper()
    as_officer.post(URL)
    later = helper("后来的")
    assert send_due_waves(city=later.city, at=NOW + timedelta(days=1)) == 1
    assert NeedAsk.objects.get(wave=2).volunteer == later


def test_who_no_longer_fits_is_not_asked(as_officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between solving and asking somebody is suspended: then whoever else fits is."""
    from redvest.faces.desk import matching

    queued()
    first = helper()
    solve = matching.day_of_place

    def suspended_meanwhile(*args: Any) -> Any:
        day = solve(*args)
        Volunteer.objects.filter(pk=first.pk).update(state=VolunteerState.SUSPENDED)
        helper("另一位")
        return day

    monkeypatch.setattr(matching, "day_of_place", suspended_meanwhile)
    as_officer.post(URL)
    assert NeedAsk.objects.get().volunteer.name == "另一位"


def test_one_that_is_sent_out_meanwhile_does_not_stop_the_others(
    as_officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redvest.faces.desk import matching

    first, second = queued(title="先派的", due_at=NOW + HOUR), queued(title="后派的", due_at=NOW + 2 * HOUR)
    helper(), helper("另一位")
    solve = matching.day_of_place

    def grabbed_meanwhile(*args: Any) -> Any:
        day = solve(*args)
        open_for_grabbing(by=make.make_officer(), need=first, at=NOW)
        return day

    monkeypatch.setattr(matching, "day_of_place", grabbed_meanwhile)
    as_officer.post(URL)
    assert set(NeedAsk.objects.values_list("need", flat=True)) == {second.pk}
    assert Dispatch.objects.get(need=first).way == DispatchWay.GRAB


def test_why_not_somebody_else(as_officer: Client) -> None:
    need, near = queued(), helper()
    Volunteer.objects.filter(pk=near.pk).update(birth_on=NOW.date().replace(year=NOW.year - 15))
    ask = lambda who: told(as_officer.get(URL, {"need": str(need.pk), "who": who}))  # noqa: E731
    assert "年龄不到这件需求的要求" in ask(near.number)
    assert "没有这个编号的志愿者" in ask("360500009999") and "没有这个编号的志愿者" in ask("<b>")


def test_a_keeper_sees_the_community_an_officer_every_place_below(
    place: Place, sign_in: SignIn, as_officer: Client
) -> None:
    queued(title="百花的事")
    queued(title="站前的事", region=place.tree.zhanqian)
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=make.make_station(place.tree.baihua))
    keeper = sign_in(account)
    page = said(keeper.get(URL))
    assert "百花的事" in page and "站前的事" not in page
    assert keeper.get(URL, {"region": place.tree.yushui.code}).status_code == 403
    assert "站前的事" in said(as_officer.get(URL))
    assert "站前的事" not in said(as_officer.get(URL, {"region": place.tree.baihua.code}))


def test_every_place_of_an_officer_of_two_is_offered(place: Place, sign_in: SignIn) -> None:
    queued(title="站前的事", region=place.tree.zhanqian)
    account = make.make_account(name="两处")
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=place.tree.fenyi)
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=make.make_station(place.tree.zhanqian))
    client = sign_in(account)
    page = said(client.get(URL, {"region": place.tree.zhanqian.code}))
    assert "站前的事" in page and place.tree.fenyi.code in page


def test_others_see_and_ask_nobody(place: Place, sign_in: SignIn, as_far_officer: Client) -> None:
    queued(title="百花的事")
    helper()
    assert "百花的事" not in said(as_far_officer.get(URL))
    assert as_far_officer.post(f"{URL}?region={place.tree.yushui.code}").status_code == 403
    for account in (place.leader, place.member):
        assert sign_in(account).post(URL).status_code == 403
    assert not NeedAsk.objects.exists() and not Dispatch.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(as_officer: Client, django_assert_num_queries: Any, count: int) -> None:
    for _ in range(count):
        queued()
        helper()
    with django_assert_num_queries(20):
        as_officer.get(URL)

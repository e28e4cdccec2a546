"""Menus of services at the desk: offering, changing, taking off, the sheet for the wall."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.care.choices import MenuState, NeedState
from redvest.care.models import MenuItem
from redvest.registry.choices import BodyState, Role
from redvest.registry.rules.availability import encode
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry as make
from tests.factories.care import make_menu_item, make_need

pytestmark = pytest.mark.django_db
URL, NEW = "/desk/menus/", "/desk/menus/new/"
SENT = {
    "verb": "change", "name": "上门理发", "domain": "xinyu:10", "words": "带好推子，给下不了楼的老人剪头发",
    "for_whom": "行动不便的老人", "region": "360502", "station": "", "at_home": "on", "minutes": "40", "a_week": "3",
    "slots": ["sat-morning"], "whole_day": ["sun"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def domains() -> None:
    make.make_domain("xinyu:10", "老年介护")


def test_a_leader_of_one_body_offers_without_being_asked_which(place: Place, as_leader: Client) -> None:
    assert "这里还没有服务项目" in said(as_leader.get(URL))
    assert "黎明脚步志愿队" in said(as_leader.get(NEW))
    answer = as_leader.post(NEW, SENT)
    item = MenuItem.objects.get()
    assert answer["Location"] == f"{URL}{item.pk}/"
    assert (item.body, item.a_week, item.state) == (place.body, 3, MenuState.OFFERED)
    assert item.slots == encode(["sat-morning", "sun-morning", "sun-afternoon", "sun-evening"])
    page = said(as_leader.get(answer["Location"]))
    assert "居民现在就能点" in page and "还能点 3 次" in page and "<svg" in page


def test_an_officer_says_for_which_body(place: Place, as_officer: Client) -> None:
    page = said(as_officer.get(NEW))
    assert "哪个组织的服务" not in page  # the only one of the district
    second = make.make_body(name="暖阳队", region=place.tree.yushui)
    page = said(as_officer.get(NEW))
    assert "哪个组织的服务" in page and f"?body={second.pk}" in page
    as_officer.post(f"{NEW}?body={second.pk}", SENT)
    assert MenuItem.objects.get().body == second


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "请写服务项目的名字"),
        ({"name": "剪"}, "让人一看就知道做什么"),
        ({"words": "剪头发"}, "至少 6 个字"),
        ({"domain": ""}, "请选一个服务类别"),
        ({"minutes": "5"}, "10 到 480"),
        ({"a_week": "-1"}, "0 到 200"),
        ({"slots": [], "whole_day": []}, "至少勾一个能来的时间"),
        ({"slots": ["nonsense"], "whole_day": []}, "至少勾一个能来的时间"),
        ({"region": "360521"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    as_leader: Client, changed: dict[str, Any], sentence: str
) -> None:
    page = as_leader.post(NEW, SENT | changed)
    assert page.status_code == 422 and sentence in said(page) and "行动不便的老人" in said(page)
    if "slots" not in changed:
        assert 'value="sat-morning" checked' in said(page) and 'value="sun-evening" checked' in said(page)
    assert not MenuItem.objects.exists()


def test_a_name_taken_is_said_at_the_name(place: Place, as_leader: Client) -> None:
    make_menu_item(body=place.body)
    page = as_leader.post(NEW, SENT)
    assert page.status_code == 422 and "已经有同名的服务了" in said(page) and MenuItem.objects.count() == 1


def test_a_body_that_rests_offers_nothing(place: Place, as_officer: Client) -> None:
    rests = make.make_body(region=place.tree.yushui, state=BodyState.SUSPENDED)
    page = as_officer.post(f"{NEW}?body={rests.pk}", SENT)
    assert page.status_code == 422 and "暂时不能提供服务" in said(page) and not MenuItem.objects.exists()


def test_changing_keeps_the_times_that_are_ticked(place: Place, as_leader: Client) -> None:
    item = make_menu_item(body=place.body, slots=encode(["mon-evening"]))
    url = f"{URL}{item.pk}/"
    assert 'value="mon-evening" checked' in said(as_leader.get(url))
    as_leader.post(url, SENT | {"name": "上门洗头", "region": "360502001"})
    item.refresh_from_db()
    assert (item.name, item.region_id, item.minutes) == ("上门洗头", "360502001", 40)


def test_an_item_of_a_small_place_stays_there_when_an_officer_of_the_whole_city_changes_it(
    place: Place, sign_in: SignIn
) -> None:
    """The place that it is for is among those offered, however many there are."""
    body = make.make_body(name="全市服务队", region=place.tree.city)
    item = make_menu_item(body=body, region=place.tree.baihua)
    officer = make.make_account(name="市里")
    make.make_grant(account=officer, role=Role.REGION_OFFICER, region=place.tree.city)
    client = sign_in(officer)
    assert f'value="{place.tree.baihua.code}" selected' in said(client.get(f"{URL}{item.pk}/"))
    client.post(f"{URL}{item.pk}/", SENT | {"region": place.tree.baihua.code})
    item.refresh_from_db()
    assert item.region_id == place.tree.baihua.code and item.name == "上门理发"


def test_a_leader_takes_off_and_puts_back(place: Place, as_leader: Client) -> None:
    item = make_menu_item(body=place.body)
    url = f"{URL}{item.pk}/"
    assert "为什么下架" not in said(as_leader.get(url))
    assert "已经点了的不受影响" in said(as_leader.post(url, {"verb": "withdraw"}, follow=True))
    assert "刚刚有人改过" in said(as_leader.post(url, {"verb": "withdraw"}, follow=True))
    assert "重新上架了" in said(as_leader.post(url, {"verb": "put-back"}, follow=True))
    assert as_leader.post(url, {"verb": "nonsense"}).status_code == 422
    item.refresh_from_db()
    assert item.state == MenuState.OFFERED


def test_an_officer_says_why_and_alone_puts_it_back(
    place: Place, as_officer: Client, as_leader: Client
) -> None:
    item = make_menu_item(body=place.body)
    url = f"{URL}{item.pk}/"
    assert "为什么下架" in said(as_officer.get(url))
    assert "请写一句为什么下架" in said(
        as_officer.post(url, {"verb": "withdraw", "reason": " "}, follow=True)
    )
    as_officer.post(url, {"verb": "withdraw", "reason": "没有资质"})
    assert "下架原因：没有资质" in said(as_leader.get(url)) and "没有资质" in said(as_leader.get(URL))
    assert "请区里的工作人员重新上架" in said(as_leader.post(url, {"verb": "put-back"}, follow=True))
    item.refresh_from_db()
    assert item.state == MenuState.WITHDRAWN
    as_officer.post(url, {"verb": "put-back"})
    item.refresh_from_db()
    assert item.state == MenuState.OFFERED


def test_who_only_governs_the_residents_place_reads_and_takes_off(place: Place, sign_in: SignIn) -> None:
    item = make_menu_item(body=place.body, region=place.tree.baihua)
    officer = make.make_account(name="街道")
    make.make_grant(account=officer, role="region-officer", region=place.tree.chengnan)  # type: ignore[arg-type]
    client = sign_in(officer)
    url = f"{URL}{item.pk}/"
    page = said(client.get(url))
    assert 'name="words"' not in page and "为什么下架" in page
    assert client.post(url, SENT).status_code == 403
    client.post(url, {"verb": "withdraw", "reason": "社区自己有"})
    item.refresh_from_db()
    assert item.state == MenuState.WITHDRAWN and item.name == "上门理发"


def test_outsiders_find_nothing(place: Place, sign_in: SignIn) -> None:
    item = make_menu_item(body=place.body)
    for account in (place.stranger, place.far_officer):
        client = sign_in(account)
        assert "上门理发" not in said(client.get(URL))
        assert client.get(f"{URL}{item.pk}/").status_code == 404
        assert client.post(f"{URL}{item.pk}/", {"verb": "withdraw", "reason": "不行"}).status_code == 404
        assert client.get(f"{NEW}?body={place.body.pk}").status_code == 404
    item.refresh_from_db()
    assert item.state == MenuState.OFFERED
    assert sign_in(place.member).get(URL).status_code == 403


def test_the_list_is_narrowed_by_its_address(place: Place, as_officer: Client) -> None:
    item = make_menu_item(body=place.body, a_week=3)
    make_menu_item(body=place.body, name="代买菜", state=MenuState.WITHDRAWN)
    make_need(menu_item=item, state=NeedState.QUEUED)
    page = said(as_officer.get(URL))
    assert "上门理发" in page and "代买菜" in page and "1 / 3" in page
    assert "代买菜" not in said(as_officer.get(f"{URL}?state=offered"))
    assert "上门理发" not in said(as_officer.get(f"{URL}?q=买菜"))
    assert "这里还没有服务项目" in said(as_officer.get(f"{URL}?domain=xinyu:02"))
    assert "上门理发" in said(as_officer.get(f"{URL}?body={place.body.pk}&state=nonsense"))


def test_the_sheet_has_a_code_for_each_service_on_offer(place: Place, as_leader: Client) -> None:
    make_menu_item(body=place.body)
    make_menu_item(body=place.body, name="代买菜", state=MenuState.WITHDRAWN)
    page = said(as_leader.get(f"{reverse('desk:menu-paper')}?body={place.body.pk}"))
    assert "上门理发" in page and "代买菜" not in page and page.count("<svg") >= 2 and "data-print" in page


def test_what_does_not_fit_on_one_sheet_is_on_the_next(place: Place, as_leader: Client) -> None:
    for turn in range(41):
        make_menu_item(body=place.body, name=f"第{turn:02}项")
    url = f"{reverse('desk:menu-paper')}?body={place.body.pk}"
    first, second = said(as_leader.get(url)), said(as_leader.get(f"{url}&sheet=2"))
    assert "第39项" in first and "第40项" not in first and "sheet=2" in first
    assert "第40项" in second and "第39项" not in second and "sheet=1" in second
    assert "第00项" in said(as_leader.get(f"{url}&sheet=-1"))


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same(
    place: Place, as_officer: Client, django_assert_num_queries: Any, more: int
) -> None:
    for turn in range(more):
        make_menu_item(body=place.body, name=f"第{turn}项")
    with django_assert_num_queries(6):  # session, account, standing, items, kinds, frame
        as_officer.get(URL)

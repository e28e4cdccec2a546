"""Spotting a problem on the site: the form, the thanks, one's own reports, the keeper's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redvest.care.actions.spotted import OF_AN_ADDRESS
from redvest.care.choices import NeedState, PictureOf
from redvest.care.models import Need, NeedPicture
from redvest.registry.actions.grid import add_grid, appoint_keeper
from redvest.registry.models import Grid, Message, Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry as make
from tests.factories.picture import PNG
from tests.factories.registry import NOW, TODAY
from tests.registry.rules.test_grid import SQUARE, polygon

pytestmark = pytest.mark.django_db
SENT = {
    "kind": "litter",
    "place": "菜市场东门边",
    "community": "360502001001",
    "words": "堆了两天",
    "lon": "",
    "lat": "",
}


@pytest.fixture(autouse=True)
def domains() -> None:
    make.make_domain("xinyu:06", "环境保护")
    make.make_domain("xinyu:02", "邻里守望")
    make.make_region_tree()


@pytest.fixture
def grid() -> Grid:
    tree = make.make_region_tree()
    return add_grid(
        by=make.make_officer(), community=tree.baihua, name="第一网格", outline=polygon(SQUARE), at=NOW
    )


@pytest.fixture
def keeper(grid: Grid) -> Volunteer:
    found = make.make_volunteer(name="赵网格")
    appoint_keeper(by=make.make_officer(), place=grid, number=found.number, starts_on=TODAY, at=NOW)
    return found


def photo(data: bytes = PNG, name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/png")


def at(grid: Grid) -> dict[str, Any]:
    return SENT | {"community": "", "lon": str(grid.lon), "lat": str(grid.lat)}


def test_a_guest_reports_by_community_and_gets_a_number(guest: Client) -> None:
    page = guest.get("/spot/")
    assert "百花湖社区" in html(page) and "只拍事，不拍人" in words(page) and "文明小监督员" in words(page)
    answer = guest.post("/spot/", SENT | {"pictures": [photo(), photo()]})
    need = Need.objects.get()
    assert answer["Location"] == f"/spot/?number={need.number}"
    assert need.number in words(guest.get(answer["Location"])) and need.pictures.count() == 2


def test_a_number_that_is_none_is_not_repeated(guest: Client) -> None:
    assert "收到了" not in words(guest.get("/spot/?number=<b>1</b>"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": ""}, "请选一种问题"),
        ({"kind": "murder"}, ""),
        ({"place": ""}, "写一下在哪里"),
        ({"community": ""}, "请在地图上点一下，或者选一个社区"),
        ({"community": "360521001001"}, ""),
        ({"lon": "abc"}, ""),
        ({"lon": "1", "lat": "1"}, "地图上的点没有读懂"),
        ({"words": "去找 13907900001"}, "只说事，不说人"),
        ({"pictures": "PICTURE"}, "不是照片"),
    ],
)
def test_a_report_that_lacks_something_comes_back_as_it_was_typed(
    guest: Client, changed: dict[str, Any], said: str
) -> None:
    if "pictures" in changed:
        changed = {"pictures": [photo(b"GIF89a", "a.gif")]}
    page = guest.post("/spot/", SENT | changed)
    assert page.status_code == 422 and said in words(page)
    assert "堆了两天" in html(page) or "words" in changed
    assert not Need.objects.exists() and not NeedPicture.objects.exists()


def test_too_many_from_one_address_are_asked_to_wait(guest: Client) -> None:
    for turn in range(OF_AN_ADDRESS):
        guest.post("/spot/", SENT | {"place": f"第{turn}处"})
    page = guest.post("/spot/", SENT | {"place": "又一处"})
    assert page.status_code == 422 and "操作太频繁了" in words(page) and "又一处" in html(page)
    assert Need.objects.count() == OF_AN_ADDRESS


def test_who_is_signed_in_sees_how_far_it_is(me: Client, grid: Grid, keeper: Volunteer) -> None:
    page = me.post("/spot/", at(grid), follow=True)
    said = words(page)
    need = Need.objects.get()
    assert "收到了，谢谢你" in said and need.number in said and "第一网格" in said and "堆了两天" in said
    assert "解决了" not in said  # the reporter does not say what became of it
    mine = words(me.get("/me/spotted/"))
    assert "一共 1 条，解决了 0 条" in mine and "垃圾没人收：菜市场东门边" in mine
    assert "我的随手拍 1" in words(me.get("/me/"))
    answer = me.post(f"/me/spotted/{need.pk}/", {"verb": "solve", "words": "我自己清走了"})
    need.refresh_from_db()
    assert answer.status_code == 403 and need.state == NeedState.QUEUED


def test_the_same_thing_seen_by_two_is_said(me: Client, guest: Client, grid: Grid) -> None:
    guest.post("/spot/", at(grid))
    assert "会放在一起处理" in words(me.post("/spot/", at(grid), follow=True))


def test_the_keeper_hears_of_it_goes_there_and_says_what_became_of_it(
    guest: Client, me: Client, person: Volunteer, grid: Grid, keeper: Volunteer
) -> None:
    me.post("/spot/", at(grid) | {"pictures": [photo()]})
    need = Need.objects.get()
    assert keeper.account is not None
    client = browser_of(keeper.account)
    told = Message.objects.get(account=keeper.account)
    assert client.post(f"/me/inbox/{told.pk}/")["Location"] == "/me/spotted/"
    assert "我的网格里等处理的" in words(client.get("/me/spotted/"))
    url = f"/me/spotted/{need.pk}/"
    page = client.get(url)
    assert "转给管这件事的单位" in words(page) and "拍到时" in words(page)
    shown = client.get(f"{url}pictures/{need.pictures.get().pk}/")
    assert shown.content == PNG and shown["X-Content-Type-Options"] == "nosniff"

    empty = client.post(url, {"verb": "solve", "words": ""})
    assert empty.status_code == 422 and "转给了谁，或者是怎么解决的" in words(empty)
    bad = client.post(url, {"verb": "solve", "words": "清走了", "pictures": [photo(b"x")]})
    assert bad.status_code == 422 and "不是照片" in words(bad)
    assert client.post(url, {"verb": "nonsense"}).status_code == 422
    client.post(url, {"verb": "solve", "words": "清走了", "pictures": [photo()]})
    need.refresh_from_db()
    assert need.state == NeedState.CLOSED and need.pictures.filter(of=PictureOf.DONE).count() == 1
    assert "解决后" in words(me.get(url)) and "解决了 1 条" in words(me.get("/me/spotted/"))
    assert person.account is not None
    answer = Message.objects.get(account=person.account)
    assert me.post(f"/me/inbox/{answer.pk}/")["Location"] == "/me/spotted/"
    late = client.post(url, {"verb": "pass", "words": "转给城管"}, follow=True)
    assert "刚刚有了变动" in words(late) and "已解决" in words(late)


def test_the_keeper_puts_two_together(guest: Client, me: Client, grid: Grid, keeper: Volunteer) -> None:
    guest.post("/spot/", at(grid))
    me.post("/spot/", at(grid) | {"place": "东门垃圾桶"})
    first, second = Need.objects.order_by("created_at", "pk")
    assert keeper.account is not None
    client = browser_of(keeper.account)
    url = f"/me/spotted/{second.pk}/"
    assert "可能是同一件事" in words(client.get(url))
    wrong = client.post(url, {"verb": "join", "into": str(second.pk)}, follow=True)
    assert "不像是同一件事" in words(wrong)
    client.post(url, {"verb": "join", "into": str(first.pk)})
    second.refresh_from_db()
    assert second.merged_into == first and first.number in words(me.get(url))


def test_a_keeper_is_not_offered_what_lies_in_a_neighbours_grid(
    guest: Client, me: Client, grid: Grid, keeper: Volunteer
) -> None:
    guest.post("/spot/", at(grid))
    me.post("/spot/", at(grid) | {"place": "东门垃圾桶"})
    first, second = Need.objects.order_by("created_at", "pk")
    officer = make.make_officer(make.make_region_tree().yushui)
    other = add_grid(by=officer, community=grid.community, name="第二网格", at=NOW)
    Need.objects.filter(pk=first.pk).update(grid=other)
    assert keeper.account is not None
    client, url = browser_of(keeper.account), f"/me/spotted/{second.pk}/"
    assert "可能是同一件事" not in words(client.get(url))
    refused = client.post(url, {"verb": "join", "into": str(first.pk)}, follow=True)
    assert refused.status_code == 200 and "不像是同一件事" in words(refused)
    assert not Need.objects.filter(merged_into__isnull=False).exists()


def test_others_find_nothing(guest: Client, member: Client, me: Client, grid: Grid) -> None:
    guest.post("/spot/", at(grid) | {"pictures": [photo()]})
    need = Need.objects.get()
    url = f"/me/spotted/{need.pk}/"
    for client in (member, me):
        assert client.get(url).status_code == 404
        assert client.get(f"{url}pictures/{need.pictures.get().pk}/").status_code == 404
        assert client.post(url, {"verb": "pass", "words": "转给谁"}).status_code == 404
    assert "/login/" in guest.get(url)["Location"] and need.state == NeedState.QUEUED


def test_a_picture_of_another_report_is_not_found(me: Client, guest: Client) -> None:
    me.post("/spot/", SENT)
    guest.post("/spot/", SENT | {"place": "别处", "pictures": [photo()]})
    mine = Need.objects.get(requester__isnull=False)
    assert me.get(f"/me/spotted/{mine.pk}/pictures/{NeedPicture.objects.get().pk}/").status_code == 404


def test_what_came_of_all_is_told_without_persons(guest: Client) -> None:
    assert "还没有人拍过" in words(guest.get("/spot/"))
    guest.post("/spot/", SENT)
    Need.objects.update(state=NeedState.CLOSED, closed_at=NOW)
    guest.post("/spot/", SENT | {"place": "别处"})
    page = guest.get("/spot/")
    assert "垃圾没人收 2 1 0" in words(page) and "菜市场" not in html(page).replace("例如：菜市场东门边", "")


def test_where_one_stands_fills_in_the_point(guest: Client) -> None:
    page = html(guest.get("/spot/?near=114.93,27.81"))
    assert 'value="114.93"' in page and 'value="27.81"' in page
    assert guest.get("/spot/?near=nonsense").status_code == 200


@pytest.mark.parametrize("more", [1, 3])
def test_the_pages_cost_the_same(
    me: Client, guest: Client, grid: Grid, django_assert_num_queries: Any, more: int
) -> None:
    for turn in range(more):
        me.post("/spot/", at(grid) | {"place": f"第{turn}处"})
    with django_assert_num_queries(2):  # communities, outcomes
        guest.get("/spot/")
    with django_assert_num_queries(
        7
    ):  # session, account, standing, unread, waiting, mine, two counts: see the page
        me.get("/me/spotted/")

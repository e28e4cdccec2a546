"""Asking for help on the site: without an account, for a relative, by the code on a door, at somebody's door."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from redvest.care.actions.need import PHONE_TRIES
from redvest.care.choices import MenuState, NeedChannel, NeedKind, NeedState
from redvest.care.models import Need, NeedPicture
from redvest.care.queries.need_place import door_code
from redvest.care.queries.need_reading import private_of
from redvest.connectors.storage import storage
from redvest.core.models import AuditLine
from tests.factories import registry
from tests.factories.care import make_menu_item, make_need
from tests.factories.intake import grid_worker, jpeg, make_grid
from tests.factories.registry import NOW, make_domain, make_region_tree, next_phone

pytestmark = pytest.mark.django_db
ASK = "/help/ask/"


@pytest.fixture(autouse=True)
def ground() -> None:
    make_domain()
    make_region_tree()


def said(**changed: Any) -> dict[str, Any]:
    return {
        "title": "陪老人去医院", "words": "上周摔了一跤", "region": "360502001001", "address": "百花路 8 号 2 栋 301",
        "urgency": "soon", "name": "刘桂英", "phone": "139 0790 0001", "risks": "没有", "declared_true": "on",
    } | changed  # fmt: skip


def signed_in(account: Any) -> Client:
    client = Client()
    client.force_login(account, backend="redvest.faces.shared.signed_in.HouseBackend")
    return client


def test_a_guest_is_asked_for_little_and_told_a_number(client: Client) -> None:
    page = client.get(ASK).content.decode()
    assert "提交求助" in page and "百花湖社区" in page and "渝水区 · 城南街道" in page
    answer = client.post(ASK, said(), follow=True)
    need = Need.objects.get()
    assert need.number in answer.content.decode() and answer.redirect_chain == [("/help/ask/thanks/", 302)]
    assert (need.channel, need.state, need.requester_id) == (NeedChannel.WEB, NeedState.SUBMITTED, None)
    assert (need.domain_id, need.urgency) == ("xinyu:02", "soon"), "who asks need not know the classification"
    private = private_of(need)
    assert (private.name, private.phone, private.address) == ("刘桂英", "13907900001", "百花路 8 号 2 栋 301")


def test_thanks_without_having_asked_leads_to_the_form(client: Client) -> None:
    assert client.get("/help/ask/thanks/").headers["Location"] == ASK


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(client: Client) -> None:
    answer = client.post(ASK, said(title="去百花路8号", phone="123", declared_true=""))
    page = answer.content.decode()
    assert answer.status_code == 422 and not Need.objects.exists()
    for words in (
        "请去掉门牌和楼栋号",
        "手机号应该是 11 位数字",
        "请确认情况属实",
        "上周摔了一跤",
        "百花路 8 号 2 栋 301",
    ):
        assert words in page


def test_care_groups_need_a_separate_tick(client: Client) -> None:
    answer = client.post(ASK, said(groups=["elder-alone"]))
    assert answer.status_code == 422 and "单独同意" in answer.content.decode() and not Need.objects.exists()
    client.post(ASK, said(groups=["elder-alone"], groups_agreed="on"))
    assert Need.objects.get().groups_agreed_at == NOW


def test_a_relative_asks(client: Client) -> None:
    client.post(ASK, said(asked_by="刘军", relation="儿子"))
    need = Need.objects.get()
    assert need.channel == NeedChannel.RELATIVE and private_of(need).relation == "儿子"


def test_pressed_twice_it_is_asked_once(client: Client) -> None:
    first, second = client.post(ASK, said()), client.post(ASK, said())
    assert first.status_code == second.status_code == 302 and Need.objects.count() == 1


def test_too_often_is_said_in_words(client: Client) -> None:
    for turn in range(PHONE_TRIES):
        client.post(ASK, said(words=f"{turn}"))
    answer = client.post(ASK, said(words="又来"))
    assert answer.status_code == 422 and "操作太频繁" in answer.content.decode()
    assert Need.objects.count() == PHONE_TRIES


def test_the_code_on_a_door_fills_in_the_place_and_nothing_else(client: Client) -> None:
    grid = make_grid()
    address = f"{ASK}?door={door_code(grid)}"
    page = client.get(address).content.decode()
    assert "百花湖社区第一网格" in page and 'value="360502001001" selected' in page
    client.post(address, said())
    need = Need.objects.get()
    assert (need.channel, need.grid) == (NeedChannel.DOOR, grid)


def test_a_door_s_code_counts_for_its_own_community_alone(client: Client) -> None:
    grid = make_grid()
    client.post(f"{ASK}?door={door_code(grid)}", said(region="360502001004"))
    need = Need.objects.get()
    assert (need.channel, need.grid, need.region_id) == (NeedChannel.WEB, None, "360502001004")


@pytest.mark.parametrize("code", ["x", "A" * 34, "天"])
def test_a_code_that_is_none_is_said_and_the_form_is_there(client: Client, code: str) -> None:
    page = client.get(ASK, {"door": code}).content.decode()
    assert "这个码不能用了" in page and "提交求助" in page


def test_a_code_of_another_grid_s_signature_is_none(client: Client) -> None:
    one, two = door_code(make_grid()), door_code(make_grid(name="第二网格"))
    assert "这个码不能用了" in client.get(ASK, {"door": one[:22] + two[22:]}).content.decode()


def test_ordered_from_a_menu(client: Client) -> None:
    item = make_menu_item()
    address = f"{ASK}?item={item.pk}"
    assert "点的服务：上门理发" in client.get(address).content.decode()
    client.post(address, said())
    assert (Need.objects.get().menu_item, Need.objects.get().domain_id) == (item, "xinyu:10")
    hidden = make_menu_item(name="推拿", state=MenuState.DRAFT)
    assert "点的服务" not in client.get(f"{ASK}?item={hidden.pk}").content.decode()


def test_a_small_wish(client: Client) -> None:
    assert "说个微心愿" in client.get(f"{ASK}?kind=wish").content.decode()
    client.post(f"{ASK}?kind=wish", said(title="想要一个书包"))
    assert Need.objects.get().kind == NeedKind.WISH


def test_pictures_lose_their_place(client: Client) -> None:
    photo = SimpleUploadedFile("门口.jpg", jpeg(text=b"GPS 27.81"), "image/jpeg")
    client.post(ASK, said(pictures=[photo]))
    kept = NeedPicture.objects.get()
    assert kept.need == Need.objects.get() and b"GPS" not in storage().read(kept.key)


def test_what_is_no_picture_leaves_no_need_behind(client: Client) -> None:
    paper = SimpleUploadedFile("a.jpg", b"%PDF-1.7\n%%EOF", "image/jpeg")
    answer = client.post(ASK, said(pictures=[paper]))
    assert answer.status_code == 422 and "JPG、PNG 或 WebP" in answer.content.decode()
    assert not Need.objects.exists()


def test_who_is_signed_in_finds_name_phone_and_place_filled_in_and_the_need_again() -> None:
    phone = next_phone()
    me = registry.make_volunteer(name="周小兰", phone=phone, region=make_region_tree().zhanqian)
    client = signed_in(me.account)
    page = client.get(ASK).content.decode()
    assert "周小兰" in page and phone in page and 'value="360502001004" selected' in page
    answer = client.post(ASK, said(), follow=True)
    need = Need.objects.get()
    assert need.requester == me.account and need.number in answer.content.decode()
    assert "陪老人去医院" in client.get("/me/needs/asked/").content.decode()


def test_my_need_shows_where_it_stands_and_is_taken_back() -> None:
    me = registry.make_volunteer()
    need = make_need(requester=me.account)
    client = signed_in(me.account)
    address = reverse("site:need-asked", args=[need.pk])
    page = client.get(address).content.decode()
    assert "刘某" in page and "*******0001" in page and "百花路" not in page
    client.post(address, {"verb": "cancel"})
    need.refresh_from_db()
    assert need.state == NeedState.CANCELLED and "不需要了" in client.get(address).content.decode()


def test_pictures_are_added_to_mine_and_looked_at_with_a_line() -> None:
    me = registry.make_volunteer()
    need = make_need(requester=me.account)
    client = signed_in(me.account)
    address = reverse("site:need-asked", args=[need.pk])
    client.post(
        address, {"verb": "pictures", "pictures": [SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")]}
    )
    kept = NeedPicture.objects.get()
    answer = client.get(reverse("site:need-asked-picture", args=[need.pk, kept.pk]))
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert AuditLine.objects.filter(verb="look_at_picture").count() == 1


def test_others_find_nothing_of_mine() -> None:
    need = make_need(requester=registry.make_volunteer().account)
    other = signed_in(registry.make_volunteer().account)
    address = reverse("site:need-asked", args=[need.pk])
    assert other.get(address).status_code == 404
    assert other.post(address, {"verb": "cancel"}).status_code == 404
    assert Client().get(address).status_code == 302
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED


def test_a_grid_worker_writes_down_what_is_said_at_a_door() -> None:
    grid = make_grid()
    worker = grid_worker(grid)
    client = signed_in(registry.Account.objects.get(pk=worker.account_id))
    assert "第一网格" in client.get("/help/ask/visit/").content.decode()
    assert "走访登记需求" in client.get("/me/needs/asked/").content.decode()
    typed = said(grid=str(grid.pk), phone="")
    del typed["region"]
    answer = client.post("/help/ask/visit/", typed)
    need = Need.objects.get()
    assert answer.headers["Location"] == reverse("site:need-asked", args=[need.pk])
    assert (need.channel, need.grid, need.entered_by_id) == (NeedChannel.VISIT, grid, worker.account_id)
    assert need.requester_id is None


def test_who_keeps_no_grid_does_not_visit_and_none_but_their_own() -> None:
    assert signed_in(registry.make_volunteer().account).get("/help/ask/visit/").status_code == 404
    worker = grid_worker(make_grid())
    other = make_grid(make_region_tree().zhanqian)
    client = signed_in(registry.Account.objects.get(pk=worker.account_id))
    assert client.post("/help/ask/visit/", said(grid=str(other.pk))).status_code == 422
    assert not Need.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_my_list_asks_the_same_however_long(many: int, django_assert_num_queries: Any) -> None:
    me = registry.make_volunteer()
    for _turn in range(many):
        make_need(requester=me.account)
    client = signed_in(me.account)
    client.get("/me/needs/asked/")
    with django_assert_num_queries(5):
        client.get("/me/needs/asked/")

"""Spotted problems at the desk: who sees which, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redvest.care.actions.need_picture import keep_pictures
from redvest.care.choices import NeedKind, NeedState, PictureOf, SpottedKind
from redvest.care.models import Need
from redvest.care.rules.need_private import Private
from redvest.registry.choices import Role
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.picture import PNG
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
URL = "/desk/spotted/"


def spotted(place: Place, name: str = "菜市场东门", **more: Any) -> Need:
    seen = Private(address=name, words="堆了两天", lon=114.93, lat=27.81)
    more = {"state": NeedState.QUEUED, "spotted_kind": SpottedKind.LITTER, "region": place.tree.baihua} | more
    return make_need(
        kind=NeedKind.SPOTTED, private=seen, title=f"垃圾没人收：{name}", cell="88412e8a2bfffff", **more
    )


def test_the_officer_sees_them_on_a_map_with_their_deadline(place: Place, as_officer: Client) -> None:
    assert "没有要处理的随手拍" in said(as_officer.get(URL))
    need = spotted(place, due_at=NOW - timedelta(hours=1))
    page = as_officer.get(URL)
    assert "垃圾没人收：菜市场东门" in said(page) and 'class="num due"' in said(page)
    assert page.context["map_data"]["markers"][0]["url"] == f"{URL}{need.pk}/"
    assert "近三个月" in said(page)


def test_the_list_is_narrowed_by_its_address(place: Place, as_officer: Client) -> None:
    spotted(place)
    spotted(place, "老车站", state=NeedState.PASSED_ON, spotted_kind=SpottedKind.PARKING)
    for asked, here in (
        ("", True), ("?state=passed", False), ("?state=all&kind=litter", True), ("?kind=parking", False),
        ("?q=东门", True), ("?q=西门", False), ("?region=360502001004", False), ("?region=360502001", True),
        ("?state=nonsense&kind=x", True), ("?state=solved", False),
    ):  # fmt: skip
        assert ("菜市场东门" in said(as_officer.get(f"{URL}{asked}"))) is here, asked


def test_a_stations_keeper_sees_those_of_the_community(place: Place, sign_in: SignIn) -> None:
    need, other = spotted(place), spotted(place, "老车站", region=place.tree.zhanqian)
    account = make.make_account(name="站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=make.make_station(place.tree.baihua))
    client = sign_in(account)
    page = said(client.get(URL))
    assert "菜市场东门" in page and "老车站" not in page and "近三个月" not in page
    assert client.get(f"{URL}{other.pk}/").status_code == 404
    client.post(f"{URL}{need.pk}/", {"verb": "pass", "words": "转给城管中队"})
    need.refresh_from_db()
    assert need.state == NeedState.PASSED_ON


def test_solved_with_a_picture_and_shown_before_and_after(place: Place, as_officer: Client) -> None:
    need = spotted(place)
    keep_pictures(
        by=make.make_officer(), need=need, pictures=[("image/png", PNG)], of=PictureOf.ASKED, at=NOW
    )
    url = f"{URL}{need.pk}/"
    assert "堆了两天" in said(as_officer.get(url)) and "拍到时" in said(as_officer.get(url))
    assert as_officer.get(f"{url}pictures/{need.pictures.get().pk}/").content == PNG
    empty = as_officer.post(url, {"verb": "solve", "words": " "})
    assert empty.status_code == 422 and "怎么解决的" in said(empty)
    sent = {"verb": "solve", "words": "清走了", "pictures": SimpleUploadedFile("a.png", PNG, "image/png")}
    page = said(as_officer.post(url, sent, follow=True))
    assert "已经告诉拍照的人" in page and "解决后" in page and "清走了" in page and "处理</h2>" not in page
    late = as_officer.post(url, {"verb": "pass", "words": "转给城管"}, follow=True)
    assert "刚刚有了变动" in said(late) and "已解决" in said(late)


def test_passed_on_it_can_still_be_solved(place: Place, as_officer: Client) -> None:
    need = spotted(place)
    url = f"{URL}{need.pk}/"
    page = said(as_officer.post(url, {"verb": "pass", "words": "转给城管中队"}, follow=True))
    assert "已转办" in page and "解决了" in page and "转给管这件事的单位" not in page
    as_officer.post(url, {"verb": "solve", "words": "城管拖走了"})
    need.refresh_from_db()
    assert need.state == NeedState.CLOSED


def test_two_of_one_thing_are_proposed_and_put_together(place: Place, as_officer: Client) -> None:
    first, second = spotted(place), spotted(place, "东门垃圾桶")
    url = f"{URL}{second.pk}/"
    assert "可能是同一件事" in said(as_officer.get(url)) and first.number in said(as_officer.get(url))
    assert "不像是同一件事" in said(as_officer.post(url, {"verb": "join", "into": "x"}, follow=True))
    assert "并到一起了" in said(as_officer.post(url, {"verb": "join", "into": str(first.pk)}, follow=True))
    assert "菜市场东门" in said(as_officer.get(URL)) and "东门垃圾桶" not in said(as_officer.get(URL))


def test_outsiders_find_nothing_and_change_nothing(place: Place, sign_in: SignIn) -> None:
    need = spotted(place)
    keep_pictures(
        by=make.make_officer(), need=need, pictures=[("image/png", PNG)], of=PictureOf.ASKED, at=NOW
    )
    url = f"{URL}{need.pk}/"
    for account in (place.far_officer, place.stranger, place.leader):
        client = sign_in(account)
        assert "菜市场东门" not in said(client.get(URL))
        for verb in ("pass", "solve", "join"):
            assert client.post(url, {"verb": verb, "words": "不归我管"}).status_code == 404
        assert client.get(url).status_code == 404
        assert client.get(f"{url}pictures/{need.pictures.get().pk}/").status_code == 404
    need.refresh_from_db()
    assert need.state == NeedState.QUEUED
    assert sign_in(place.member).get(URL).status_code == 403


def test_a_request_for_help_is_not_opened_here(place: Place, as_officer: Client) -> None:
    need = make_need(state=NeedState.QUEUED, region=place.tree.baihua)
    assert as_officer.get(f"{URL}{need.pk}/").status_code == 404


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same(
    place: Place, as_officer: Client, django_assert_num_queries: Any, more: int
) -> None:
    for turn in range(more):
        spotted(place, f"第{turn}处")
    with django_assert_num_queries(6):  # session, account, standing, problems, outcomes, frame
        as_officer.get(URL)

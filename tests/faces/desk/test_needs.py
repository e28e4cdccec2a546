"""Needs at the desk: the list with its filters, taking one down, one with its story, pairs, codes for doors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from redvest.care.choices import CareGroup, NeedChannel, NeedKind, NeedState, NeedUrgency
from redvest.care.models import Need, NeedPicture, NeedStep, NeedVerification, NotSameNeed
from redvest.care.queries.need_reading import private_of
from redvest.core.models import AuditLine
from redvest.registry.actions.help_call import Asking, take_help_calls
from redvest.registry.choices import HelpKind, Role
from redvest.registry.models import HelpCall, KioskDevice, Station, StationNeed
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.care import GRANNY, make_need
from tests.factories.intake import make_grid, png
from tests.factories.registry import NOW, make_domain
from tests.registry.actions.test_kiosk import paired

pytestmark = pytest.mark.django_db
LIST, NEW, ALIKE = "/desk/needs/", "/desk/needs/new/", "/desk/needs/alike/"


@pytest.fixture(autouse=True)
def words() -> None:
    make_domain()
    make_domain("xinyu:10", "老年介护")


@pytest.fixture
def officer(place: Place, sign_in: SignIn) -> Client:
    return sign_in(place.officer)


@pytest.fixture
def station(place: Place) -> Station:
    return registry.make_station(place.tree.baihua)


@pytest.fixture
def keeper(station: Station, sign_in: SignIn) -> Client:
    account = registry.make_account(name="赵站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return sign_in(account)


def one(need: Need) -> str:
    return reverse("desk:need", args=[need.pk])


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "verb": "enter", "phone": "13907900001", "name": "刘桂英", "title": "陪老人去医院", "region": "百花湖",
        "address": "百花路 8 号", "domain": "xinyu:10", "urgency": "soon", "risks": "没有", "declared_true": "on",
        "channel": "phone", "kind": "help", "minutes": "90", "hands": "1",
    } | changed  # fmt: skip


# ---- the list


def test_the_soonest_due_comes_first_and_what_has_ended_apart(officer: Client) -> None:
    late = make_need(title="送药上门", due_at=NOW - timedelta(hours=1))
    make_need(title="修水龙头", due_at=NOW + timedelta(hours=5))
    make_need(title="旧的一条", state=NeedState.CLOSED)
    page = text(officer.get(LIST))
    assert page.index("送药上门") < page.index("修水龙头") and "旧的一条" not in page and "已超期" in page
    assert "旧的一条" in text(officer.get(f"{LIST}?ended=1"))
    assert "修水龙头" not in text(officer.get(f"{LIST}?overdue=1"))
    assert late.number in page and "尾号 0001" in page
    for word in (GRANNY.name, GRANNY.phone, GRANNY.address):
        assert word not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=queued", "乙"), ("kind=wish", "丙"), ("urgency=urgent", "丁"), ("domain=xinyu:10", "戊"),
        ("q=买菜做饭", "己"), ("q=4471", "庚"), ("region=360502001004", "辛"), ("mine=1", "壬"),
    ],
)  # fmt: skip
def test_each_filter_of_the_address_narrows_the_list(
    officer: Client, place: Place, query: str, found: str
) -> None:
    make_need(title="甲项")
    make_need(title="乙项", state=NeedState.QUEUED)
    make_need(title="丙项", kind=NeedKind.WISH)
    make_need(title="丁项", urgency=NeedUrgency.URGENT)
    make_need(title="戊项", domain_key="xinyu:10")
    make_need(title="己项买菜做饭")
    make_need(title="庚项", private=replace(GRANNY, phone="13907904471"))
    make_need(title="辛项", region=place.tree.zhanqian)
    make_need(title="壬项", desk_path=place.tree.yushui.path)
    page = text(officer.get(f"{LIST}?{query}"))
    shown = [each for each in "甲乙丙丁戊己庚辛壬" if f"{each}项" in page]
    assert shown == [found]


def test_a_number_finds_its_need(officer: Client) -> None:
    need = make_need(title="甲项")
    make_need(title="乙项")
    page = text(officer.get(LIST, {"q": need.number}))
    assert "甲项" in page and "乙项" not in page


@pytest.mark.parametrize(
    "query", ["state=x", "kind=%00", "urgency=no", "after=bad", "q=%00", "domain=zz", "region=%27"]
)
def test_odd_addresses_are_no_fault_of_the_house(officer: Client, query: str) -> None:
    assert officer.get(f"{LIST}?{query}").status_code in (200, 422)


def test_an_empty_list_teaches(officer: Client) -> None:
    assert "不到一分钟" in text(officer.get(LIST))
    assert "没有符合的需求" in text(officer.get(f"{LIST}?state=served"))


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_same_however_long(
    officer: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _turn in range(many):
        make_need()
    officer.get(LIST)
    with django_assert_num_queries(8):
        officer.get(LIST)


def test_pages_follow_one_another(officer: Client) -> None:
    for turn in range(32):
        make_need(title=f"第{turn:02d}项", due_at=NOW + timedelta(hours=turn))
    page = officer.get(LIST)
    pager = page.context["pager"]
    assert "第00项" in text(page) and "第31项" not in text(page)
    assert "第31项" in text(officer.get(f"{LIST}{pager['next_url']}"))


def test_who_sees_which(place: Place, sign_in: SignIn, keeper: Client) -> None:
    need = make_need(title="百花的事")
    make_need(title="站前的事", region=place.tree.zhanqian)
    for account, here, there in (
        (place.officer, True, True),
        (place.centre, True, True),
        (place.far_officer, False, False),
    ):
        page = text(sign_in(account).get(LIST))
        assert ("百花的事" in page, "站前的事" in page) == (here, there)
    page = text(keeper.get(LIST))
    assert "百花的事" in page and "站前的事" not in page
    for account in (place.leader, place.admin, place.stranger, place.member):
        assert sign_in(account).get(LIST).status_code == 403
        assert sign_in(account).get(one(need)).status_code in (403, 404)
        assert sign_in(account).get(NEW).status_code == 403
    assert sign_in(place.far_officer).get(one(need)).status_code == 404
    assert sign_in(place.far_officer).post(one(need), {"verb": "approve"}).status_code == 404
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED


# ---- taking one down


def test_a_need_is_taken_down(officer: Client, place: Place) -> None:
    answer = officer.post(NEW, typed())
    need = Need.objects.get()
    assert answer.headers["Location"] == one(need)
    assert (need.region_id, need.domain_id, need.minutes) == (place.tree.baihua.code, "xinyu:10", 90)
    assert (need.channel, need.entered_by) == (NeedChannel.PHONE, place.officer)


def test_who_called_before_is_known_and_what_was_said_is_filled_in(officer: Client) -> None:
    make_need(private=replace(GRANNY, groups=(CareGroup.DISABLED,)))
    page = text(officer.post(NEW, {"verb": "find", "phone": "139 0790 0001"}))
    assert "提过“帮独居老人买药”" in page and GRANNY.name in page and GRANNY.address in page
    assert 'value="百花湖社区（城南街道）"' in page and 'value="13907900001"' not in page.split("来电号码")[0]
    line = AuditLine.objects.get(verb="recall_former")
    assert line.reason == "来电登记" and GRANNY.phone not in str(line.details)
    assert "checked" not in page.split("关爱群体")[-1].split("照片")[0], "what is sensitive is asked anew"


def test_a_new_number_is_said_to_be_new_and_another_place_s_stays_there(
    officer: Client, place: Place, sign_in: SignIn
) -> None:
    make_need()
    assert "第一次来" in text(officer.post(NEW, {"verb": "find", "phone": "13907900009"}))
    page = text(sign_in(place.far_officer).post(NEW, {"verb": "find", "phone": GRANNY.phone}))
    assert "第一次来" in page and GRANNY.name not in page
    assert not AuditLine.objects.filter(verb="recall_former").exists()
    page = officer.post(NEW, {"verb": "find", "phone": "12"})
    assert page.status_code == 422 and "11 位" in text(page)


@pytest.mark.parametrize(
    "region",
    [
        "百花湖",
        "百花湖社区",
        "360502001001",
        "百花湖社区（城南街道）",
        "百花湖社区(城南街道)",
        " 百花湖 社区 ",
    ],
)
def test_a_community_is_found_by_how_it_begins(officer: Client, region: str) -> None:
    officer.post(NEW, typed(region=region))
    assert Need.objects.get().region_id == "360502001001"


@pytest.mark.parametrize("region", ["没有这个社区", "360521001001", "城南"])
def test_one_that_is_none_of_ours_comes_back_with_all_that_was_typed(officer: Client, region: str) -> None:
    answer = officer.post(NEW, typed(region=region))
    assert answer.status_code == 422 and "没有找到这个社区" in text(answer) and "百花路 8 号" in text(answer)
    assert not Need.objects.exists()


def test_faults_stand_beside_their_fields(officer: Client) -> None:
    answer = officer.post(NEW, typed(title="", region="", declared_true="", risks="", groups=["orphan"]))
    page = text(answer)
    assert answer.status_code == 422 and not Need.objects.exists()
    for sentence in (
        "请用几个字写明要帮什么",
        "请选在哪个社区",
        "请确认情况属实",
        "没有就写“没有”",
        "单独同意",
    ):
        assert sentence in page
    assert '<details class="more" open>' in page, "what is at fault behind the button is shown"


def test_a_keeper_takes_down_for_their_community_alone(keeper: Client, place: Place) -> None:
    assert "communities" not in text(keeper.get(NEW)), "there is nothing to choose"
    keeper.post(NEW, typed(region="百花湖社区（城南街道）", channel="station", phone=""))
    assert Need.objects.get().channel == NeedChannel.STATION
    assert keeper.post(NEW, typed(region=place.tree.zhanqian.code)).status_code == 422


def test_pictures_come_with_it_or_nothing_does(officer: Client) -> None:
    bad = SimpleUploadedFile("a.png", b"no picture", "image/png")
    assert officer.post(NEW, typed(pictures=[bad])).status_code == 422 and not Need.objects.exists()
    officer.post(NEW, typed(pictures=[SimpleUploadedFile("a.png", png(), "image/png")]))
    assert NeedPicture.objects.get().need == Need.objects.get()


def ask_at_screen(station: Station, phone: str = "13800138000") -> HelpCall:
    device = KioskDevice.objects.select_related("station__region").get(pk=paired(station)[0].pk)
    take_help_calls(device=device, calls=[Asking("n1", HelpKind.HOME, NOW, phone)], at=NOW, sent_at=NOW)
    return HelpCall.objects.get()


def test_an_asking_at_the_screen_becomes_a_need_counted_once(keeper: Client, station: Station) -> None:
    call = ask_at_screen(station)
    assert f"{NEW}?call={call.pk}" in text(keeper.get(reverse("desk:help-call", args=[call.pk])))
    page = text(keeper.get(NEW, {"call": str(call.pk)}))
    assert "家里有事要帮忙" in page and "13800138000" in page
    assert AuditLine.objects.filter(verb="show_help_phone").count() == 1
    keeper.post(f"{NEW}?call={call.pk}", typed(phone="13800138000", region="百花湖社区（城南街道）"))
    need, counted = Need.objects.get(), StationNeed.objects.get()
    call.refresh_from_db()
    assert (need.channel, need.call) == (NeedChannel.KIOSK, call)
    assert counted.call == call and counted.answer and call.done_at == NOW
    again = keeper.post(f"{NEW}?call={call.pk}", typed(phone="13800138000", region="百花湖社区（城南街道）"))
    assert again.status_code == 422 and Need.objects.count() == StationNeed.objects.count() == 1


def test_a_fault_leaves_the_asking_waiting(keeper: Client, station: Station) -> None:
    call = ask_at_screen(station, phone="")
    assert (
        keeper.post(f"{NEW}?call={call.pk}", typed(title="", region="百花湖社区（城南街道）")).status_code
        == 422
    )
    call.refresh_from_db()
    assert call.done_at is None and not StationNeed.objects.exists() and not Need.objects.exists()
    assert keeper.get(NEW, {"call": "nonsense"}).status_code == 200


def test_another_station_s_asking_is_not_found(sign_in: SignIn, station: Station, place: Place) -> None:
    call = ask_at_screen(station)
    assert sign_in(place.far_officer).get(NEW, {"call": str(call.pk)}).status_code == 404
    assert not AuditLine.objects.filter(verb="show_help_phone").exists()


# ---- one need


def test_a_need_shows_its_story_masked(officer: Client) -> None:
    officer.post(NEW, typed())
    need = Need.objects.get()
    page = text(officer.get(one(need)))
    for word in (
        "登记需求",
        "刘某",
        "*******0001",
        "渝水区 · 城南街道 · 百花湖社区",
        "百花湖社区办",
        "还没有核实过",
    ):
        assert word in page
    assert "百花路 8 号" not in page and page.split("<dialog")[0].count('class="btn"') == 1, "one red button"


def test_it_is_let_through_and_a_second_time_it_is_told(officer: Client) -> None:
    need = make_need()
    assert officer.post(one(need), {"verb": "approve"}).status_code == 302
    need.refresh_from_db()
    assert need.state == NeedState.QUEUED
    page = text(officer.post(one(need), {"verb": "approve"}, follow=True))
    assert "刚刚有了变动" in page


def test_it_is_sent_back_with_a_reason(officer: Client) -> None:
    need = make_need()
    answer = officer.post(one(need), {"verb": "refuse", "reason": ""})
    assert answer.status_code == 422 and "请写明原因" in text(answer)
    officer.post(one(need), {"verb": "refuse", "reason": "搬家请找搬家公司"})
    need.refresh_from_db()
    assert (need.state, need.reason) == (NeedState.REFUSED, "搬家请找搬家公司")
    assert "搬家请找搬家公司" in text(officer.get(one(need)))


def test_a_look_needs_a_reason_and_shows_it_once(officer: Client) -> None:
    need = make_need(
        private=replace(GRANNY, groups=(CareGroup.ELDER_ALONE,), asked_by="刘军", relation="儿子")
    )
    officer.post(one(need), {"verb": "verify", "way": "call", "result": "true", "words": "邻居也说腿疼"})
    answer = officer.post(one(need), {"verb": "look", "reason": ""})
    assert answer.status_code == 422 and GRANNY.phone not in text(answer)
    page = text(officer.post(one(need), {"verb": "look", "reason": "打电话核实情况"}))
    for word in (GRANNY.phone, GRANNY.address, GRANNY.words, "独居老人", "刘军", "邻居也说腿疼"):
        assert word in page
    assert GRANNY.phone not in text(officer.get(one(need)))
    assert AuditLine.objects.get(verb="look_at_need").reason == "打电话核实情况"


def test_a_check_is_written_down(keeper: Client) -> None:
    need = make_need()
    keeper.post(one(need), {"verb": "verify", "way": "visit", "result": "true", "words": "看到了"})
    assert NeedVerification.objects.get().result == "true"
    page = text(keeper.get(one(need)))
    assert "上门核实：情况属实" in page and "看到了" not in page
    assert "通过，等派单" not in page, "keepers do not review"
    assert keeper.post(one(need), {"verb": "approve"}).status_code == 403
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED


def test_what_was_taken_down_wrongly_is_put_right(officer: Client) -> None:
    need = make_need()
    change = {
        "verb": "correct", "title": "陪老人去医院", "domain": "xinyu:10", "urgency": "urgent", "risks": "没有",
        "minutes": "60", "hands": "2", "address": "百花路 9 号",
    }  # fmt: skip
    assert officer.post(one(need), change | {"title": "去8号楼"}).status_code == 422
    officer.post(one(need), change)
    need.refresh_from_db()
    assert (need.title, need.hands, private_of(need).address) == ("陪老人去医院", 2, "百花路 9 号")


def test_the_community_is_put_right_by_its_first_letters(place: Place, officer: Client) -> None:
    need = make_need(region=place.tree.yushui)
    page = text(officer.get(one(need)))
    assert "换到哪个社区" in page
    assert 'value="百花湖社区（城南街道）"' in officer.get(one(need)).content.decode()
    assert "datalist" not in officer.get(one(make_need())).content.decode()
    change = {
        "verb": "correct", "title": "陪老人去医院", "domain": "xinyu:10", "urgency": "urgent", "risks": "没有",
        "minutes": "60", "hands": "2",
    }  # fmt: skip
    odd = officer.post(one(need), change | {"region": "没有的社区"})
    assert (odd.status_code, "没有找到这个社区" in text(odd)) == (422, True)
    need.refresh_from_db()
    assert need.region == place.tree.yushui
    officer.post(one(need), change | {"region": place.tree.baihua.name})
    need.refresh_from_db()
    assert need.region == place.tree.baihua


def test_it_is_taken_back_by_the_desk_and_one_s_own_is_not_reviewed(place: Place, officer: Client) -> None:
    need = make_need()
    officer.post(one(need), {"verb": "cancel", "reason": "老人已经住院"})
    need.refresh_from_db()
    assert need.state == NeedState.CANCELLED
    mine = make_need(requester=place.officer)
    assert "要请别的工作人员来审" in text(officer.get(one(mine)))
    page = text(officer.post(one(mine), {"verb": "approve"}, follow=True))
    assert "你自己提的" in page
    mine.refresh_from_db()
    assert mine.state == NeedState.SUBMITTED


def test_an_odd_verb_changes_nothing(officer: Client) -> None:
    need = make_need()
    assert "没看懂" in text(officer.post(one(need), {"verb": "burn"}, follow=True))
    assert not NeedStep.objects.exists()


def test_pictures_are_added_and_shown_with_a_line(officer: Client, place: Place, sign_in: SignIn) -> None:
    need = make_need()
    officer.post(
        one(need), {"verb": "pictures", "pictures": [SimpleUploadedFile("a.png", png(), "image/png")]}
    )
    kept = NeedPicture.objects.get()
    address = reverse("desk:need-picture", args=[need.pk, kept.pk])
    answer = officer.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert AuditLine.objects.filter(verb="look_at_picture").count() == 1
    assert sign_in(place.far_officer).get(address).status_code == 404
    assert officer.get(reverse("desk:need-picture", args=[make_need().pk, kept.pk])).status_code == 404
    bad = officer.post(
        one(need), {"verb": "pictures", "pictures": [SimpleUploadedFile("a.png", b"x", "image/png")]}
    )
    assert bad.status_code == 422 and NeedPicture.objects.count() == 1


@pytest.mark.parametrize("many", [1, 3])
def test_one_need_asks_the_same_however_long_its_story(
    officer: Client, many: int, django_assert_num_queries: Any
) -> None:
    need = make_need()
    for _turn in range(many):
        officer.post(one(need), {"verb": "verify", "way": "call", "result": "no-answer", "words": ""})
    with django_assert_num_queries(17):
        officer.get(one(need))


# ---- pairs and doors


def test_a_pair_is_merged_parted_or_told_apart(officer: Client) -> None:
    first = make_need()
    second, third = make_need(at=NOW + timedelta(minutes=1)), make_need(at=NOW + timedelta(minutes=2))
    page = text(officer.get(ALIKE))
    assert "同一个电话" in page and first.number in page and second.number in page
    assert first.number in text(officer.get(one(second)))
    officer.post(ALIKE, {"verb": "merge", "first": first.pk, "second": second.pk})
    second.refresh_from_db()
    assert (second.state, second.merged_into) == (NeedState.MERGED, first)
    assert "并进了另一条" in text(officer.get(one(second))) and second.number in text(officer.get(one(first)))
    officer.post(one(second), {"verb": "part"})
    second.refresh_from_db()
    assert second.state == NeedState.SUBMITTED
    officer.post(ALIKE, {"verb": "apart", "first": first.pk, "second": third.pk})
    assert NotSameNeed.objects.count() == 1


def test_pairs_out_of_reach_and_nonsense_are_not_found(
    officer: Client, place: Place, sign_in: SignIn
) -> None:
    first, second = make_need(), make_need()
    far = sign_in(place.far_officer)
    pair = {"verb": "merge", "first": first.pk, "second": second.pk}
    assert far.post(ALIKE, pair).status_code == 404
    assert officer.post(ALIKE, pair | {"second": "x"}).status_code == 404
    assert officer.post(ALIKE, pair | {"second": first.pk}).status_code == 404
    assert not NeedStep.objects.exists()
    assert "没有可能重复的" in text(far.get(ALIKE))


def test_keepers_see_pairs_and_do_not_decide(keeper: Client) -> None:
    first, second = make_need(), make_need()
    assert "并进早的那条" not in text(keeper.get(ALIKE))
    assert keeper.post(ALIKE, {"verb": "merge", "first": first.pk, "second": second.pk}).status_code == 403
    assert not NeedStep.objects.exists()


@pytest.mark.parametrize("many", [2, 4])
def test_pairs_ask_the_same_however_many(officer: Client, many: int, django_assert_num_queries: Any) -> None:
    for _turn in range(many):
        make_need()
    officer.get(ALIKE)
    with django_assert_num_queries(7):
        officer.get(ALIKE)


def test_codes_of_a_grid_are_printed_for_its_officers(officer: Client, place: Place, sign_in: SignIn) -> None:
    grid = make_grid()
    assert "第一网格" in text(officer.get("/desk/needs/doors/"))
    sheet = text(officer.get(reverse("desk:need-door", args=[grid.pk])))
    assert sheet.count("要帮忙，扫一扫") == 8 and "<svg" in sheet
    far = sign_in(place.far_officer)
    assert far.get(reverse("desk:need-door", args=[grid.pk])).status_code == 404
    assert "还没有网格" in text(far.get("/desk/needs/doors/"))


def test_the_rail_counts_what_waits(officer: Client) -> None:
    make_need(), make_need()
    make_need(state=NeedState.QUEUED)
    entry = next(each for each in officer.get("/desk/").context["desk_nav"] if each["url"] == LIST)
    assert entry["count"] == 2

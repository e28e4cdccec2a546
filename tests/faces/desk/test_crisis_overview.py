"""A crisis at the desk, seen from above: figures, next steps, needs by state, brief, broadcast, printing and the way back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.care.actions.crisis import hand_back_crisis, say_come_again, say_stop_coming, write_brief
from redvest.care.actions.crisis_after import forget_crisis_people
from redvest.care.actions.crisis_broadcast import tell_broadcast
from redvest.care.actions.crisis_going import go_to_crisis_need
from redvest.care.actions.crisis_need import end_crisis_need, expire_crisis_needs
from redvest.care.actions.crisis_people import register_for_crisis
from redvest.care.actions.crisis_staging import check_in_crisis, check_out_crisis, close_area
from redvest.care.models import (
    Crisis,
    CrisisApart,
    CrisisBrief,
    CrisisBroadcast,
    CrisisNeed,
    CrisisStay,
    CrisisVolunteer,
)
from redvest.core.models import AuditLine
from redvest.faces.desk.crises import MOST_LIKELY
from redvest.faces.desk.crisis_needs import MOST_PAIRS
from redvest.faces.desk.crisis_paper import MOST_NAMED, MOST_PRINTED
from redvest.registry.choices import Role
from redvest.registry.policy import Standing
from tests.faces.desk.conftest import Place, SignIn
from tests.faces.site.conftest import html, words
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
VERIFY = {"verb": "verify", "kind": "rescue", "area": "城南街道", "shown": "要会驾船的", "wanted": "2"}


def url(crisis: Crisis, page: str = "", *args: Any) -> str:
    return reverse(f"desk:crisis-{page}" if page else "desk:crisis", args=[crisis.pk, *args])


@pytest.fixture
def by(place: Place) -> Standing:
    return make.standing_of(place.officer)


@pytest.fixture
def crisis(by: Standing) -> Crisis:
    return care.make_crisis(by=by)


@pytest.fixture
def officer(place: Place, sign_in: SignIn) -> Client:
    return sign_in(place.officer)


@pytest.fixture
def keeper(place: Place, sign_in: SignIn) -> Client:
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=make.make_station(place.tree.baihua))
    return sign_in(account)


# --- how it stands ------------------------------------------------------------------------------------------------


def test_the_first_page_counts_people_and_needs_each_once(
    crisis: Crisis, by: Standing, officer: Client
) -> None:
    area = care.make_area(crisis, by, name="北湖公园", capacity=20)
    people = [care.make_person(crisis, name=name) for name in ("甲某", "乙某", "丙某", "丁某")]
    for each in people[:3]:
        check_in_crisis(by=by, area=area, person=each, signs=None, at=NOW - HOUR)
    check_out_crisis(by=by, person=people[0], at=NOW)
    care.verified(crisis, by, at=NOW - 7 * HOUR)
    expire_crisis_needs(at=NOW)
    care.verified(crisis, by)
    care.report(crisis, "缺药品")
    met = care.verified(crisis, by)
    end_crisis_need(by=by, need=met, state="met", note="转移走了", at=NOW)
    page = words(officer.get(url(crisis)))
    for shown in (
        "登记 4 1 人还没来", "现在在场 2 1 人离开了", "等核实 2 其中 1 条过期", "看板上 1 1 条已解决",
        "1 条需求过期了，要再核实", "1 条新报的等核实", "2 / 20",
    ):  # fmt: skip
        assert shown in page, shown


def test_of_many_that_may_be_one_the_first_are_counted_and_at_least_is_said(
    crisis: Crisis, officer: Client
) -> None:
    phones = [make.next_phone() for _ in range(MOST_LIKELY + 1)]
    for phone in phones[:-1]:
        for _ in range(2):
            care.report(crisis, phone=phone)
    page = words(officer.get(url(crisis)))
    assert f" {MOST_LIKELY} 对可能是同一件事" in page and "至少" not in page
    for _ in range(2):
        care.report(crisis, phone=phones[-1])
    assert f"至少 {MOST_LIKELY} 对可能是同一件事" in words(officer.get(url(crisis)))
    assert "可能不止这些" not in words(officer.get(url(crisis, "likely")))
    for phone in [make.next_phone() for _ in range(MOST_PAIRS - MOST_LIKELY)]:
        for _ in range(2):
            care.report(crisis, phone=phone)
    assert f"先列出 {MOST_PAIRS} 对，可能不止这些" in words(officer.get(url(crisis, "likely")))


def test_next_steps_are_for_who_commands_and_go_away_when_they_are_done(
    crisis: Crisis, by: Standing, officer: Client, keeper: Client
) -> None:
    for n in range(2):
        care.report(crisis, f"第 {n} 次", phone="13812345678")
    page = words(officer.get(url(crisis)))
    assert "来的人还不知道去哪里报到" in page and "1 对可能是同一件事" in page
    theirs = words(keeper.get(url(crisis)))
    assert "下一步" not in theirs and "可能是同一件" not in theirs and "安全须知" not in theirs
    assert "报到和签离" in theirs
    care.make_area(crisis, by)
    one, other = CrisisNeed.objects.order_by("reported_at", "pk")
    pair = {"one": str(one.pk), "other": str(other.pk), "verb": "apart"}
    officer.post(url(crisis, "likely"), pair)
    page = words(officer.get(url(crisis)))
    assert "来的人还不知道去哪里报到" not in page and "可能是同一件事" not in page


def test_the_first_page_says_how_far_the_telling_got(crisis: Crisis, by: Standing, officer: Client) -> None:
    assert "上一次广播" not in words(officer.get(url(crisis)))
    care.make_person(crisis)
    said = say_stop_coming(by=by, crisis=crisis, words="人手够了", at=NOW)
    going = words(officer.get(url(crisis)))
    assert "现在不收人" in going and "上一次广播通知了 0 人 · 还在发" in going and "暂停来人" in going
    tell_broadcast(broadcast_id=said.pk, at=NOW)
    done = words(officer.get(url(crisis)))
    assert "上一次广播通知了 1 人" in done and "还在发" not in done


def test_the_list_keeps_those_that_are_over_apart_and_others_places_out(
    crisis: Crisis, place: Place, sign_in: SignIn, by: Standing, keeper: Client
) -> None:
    centre = make.standing_of(place.centre)
    care.make_crisis(place.tree.fenyi, name="分宜县防汛", by=centre)
    far, all_of_them = sign_in(place.far_officer), sign_in(place.centre)
    address = reverse("desk:crises")
    assert "渝水区防汛" in words(keeper.get(address)) and "分宜县防汛" not in words(keeper.get(address))
    assert "启动应急" not in words(keeper.get(address)), "a keeper is not offered the switch"
    assert "渝水区防汛" not in words(far.get(address)) and "分宜县防汛" in words(far.get(address))
    hand_back_crisis(by=by, crisis=crisis, note="水退了", at=NOW)
    page = words(all_of_them.get(address))
    assert page.index("分宜县防汛") < page.index("已经结束的") < page.index("渝水区防汛")


def test_the_switch_is_pressed_by_nobody_else(place: Place, sign_in: SignIn, keeper: Client) -> None:
    form = {
        "region": place.tree.yushui.pk, "name": "渝水区防汛", "kind": "flood", "office": "渝水区应急管理局",
        "brief": care.BRIEF, "hotline": "",
    }  # fmt: skip
    clients = [keeper, *(sign_in(each) for each in (place.leader, place.stranger, place.member))]
    assert {each.post(reverse("desk:crisis-new"), form).status_code for each in clients} == {403}
    assert sign_in(place.far_officer).post(reverse("desk:crisis-new"), form).status_code == 422
    assert not Crisis.objects.exists()
    assert not AuditLine.objects.filter(verb="open_crisis").exists()


# --- needs --------------------------------------------------------------------------------------------------------


def test_needs_are_filtered_by_state(crisis: Crisis, by: Standing, officer: Client) -> None:
    made = {
        "new": care.report(crisis, "缺药品的那家"), "verified": care.verified(crisis, by),
        "met": care.verified(crisis, by), "closed": care.report(crisis, "不属实的那条"),
    }  # fmt: skip
    end_crisis_need(by=by, need=made["met"], state="met", note="转移走了", at=NOW)
    end_crisis_need(by=by, need=made["closed"], state="closed", note="不属实", at=NOW)
    for state in made:
        page = html(officer.get(url(crisis, "needs"), {"state": state}))
        shown = [name for name, each in made.items() if url(crisis, "need", each.pk) in page]
        assert shown == [state]
        assert f'?state={state}" aria-current="true"' in page
    everything = html(officer.get(url(crisis, "needs"), {"state": "nonsense"}))
    assert all(url(crisis, "need", each.pk) in everything for each in made.values())
    assert "这里没有需求" in words(officer.get(url(crisis, "needs"), {"state": "merged"}))


def test_of_one_state_the_longest_waiting_stands_first_else_the_latest(
    crisis: Crisis, officer: Client
) -> None:
    early, late = (care.report(crisis, f"第 {n} 条", at=NOW - (3 - n) * HOUR) for n in range(2))
    for address, first, second in (("?state=new", early, late), ("", late, early)):
        page = html(officer.get(url(crisis, "needs") + address))
        assert page.index(str(first.pk)) < page.index(str(second.pk))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"area": ""}, "请写大致地点"),
        ({"shown": ""}, "请写一句公开的话"),
        ({"area": "南"}, "请写大致地点和公开的话"),
        ({"wanted": "-1"}, "请填 0 到 10000 之间的整数"),
        ({"wanted": "几个"}, "请填 0 到 10000 之间的整数"),
        ({"kind": "dance"}, "请从列表里选一个"),
    ],
)
def test_what_a_verifier_did_not_say_is_asked_for(
    crisis: Crisis, officer: Client, change: dict[str, str], sentence: str
) -> None:
    need = care.report(crisis)
    answer = officer.post(url(crisis, "need", need.pk), VERIFY | change)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    need.refresh_from_db()
    assert (need.state, need.shown, need.verified_at) == ("new", "", None)
    assert not AuditLine.objects.filter(verb="verify_crisis_need").exists()


def test_it_is_not_verified_for_fewer_than_are_on_their_way(
    crisis: Crisis, by: Standing, officer: Client
) -> None:
    need = care.verified(crisis, by, wanted=2)
    for _ in range(2):
        go_to_crisis_need(by=care.GUEST, need=need, person=care.make_person(crisis), at=NOW)
    answer = officer.post(url(crisis, "need", need.pk), VERIFY | {"wanted": "1"})
    assert (answer.status_code, "已经有更多人在路上" in words(answer)) == (422, True)
    assert "要 2，去 2" in words(officer.get(url(crisis, "need", need.pk)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"note": ""}, "请写一句怎么了结的"), ({"state": "merged"}, "请从列表里选一个")],
)
def test_what_an_end_lacks(crisis: Crisis, officer: Client, change: dict[str, str], sentence: str) -> None:
    need = care.report(crisis)
    said = {"verb": "end", "state": "met", "note": "转移走了"}
    answer = officer.post(url(crisis, "need", need.pk), said | change)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    need.refresh_from_db()
    assert (need.state, need.ended_at) == ("new", None)


def test_a_need_is_not_reached_through_another_crisis(crisis: Crisis, place: Place, officer: Client) -> None:
    other = care.make_crisis(place.tree.fenyi, name="分宜县防汛", by=make.standing_of(place.centre))
    need = care.report(other, "别处的老人", phone="13812345678")
    for verb in ("show", "verify", "end", "part"):
        answer = officer.post(
            url(crisis, "need", need.pk), VERIFY | {"verb": verb, "state": "met", "note": "好了"}
        )
        assert answer.status_code == 404
        assert "别处的老人" not in html(answer) and "13812345678" not in html(answer)
    mine = care.report(crisis)
    pair = {"one": str(mine.pk), "other": str(need.pk)}
    for verb in ("merge", "apart"):
        assert "没有找到这条需求" in words(
            officer.post(url(crisis, "likely"), pair | {"verb": verb}, follow=True)
        )
    assert set(CrisisNeed.objects.values_list("state", flat=True)) == {"new"}
    assert not CrisisApart.objects.exists()
    assert not AuditLine.objects.filter(verb__startswith="show_crisis").exists()


def test_a_keeper_neither_merges_nor_parts(crisis: Crisis, keeper: Client, officer: Client) -> None:
    one, other = (care.report(crisis, f"第 {n} 次", phone="13812345678") for n in range(2))
    pair = {"one": str(one.pk), "other": str(other.pk), "verb": "merge"}
    assert keeper.post(url(crisis, "likely"), pair).status_code == 403
    officer.post(url(crisis, "likely"), pair)
    assert "拆开" not in words(keeper.get(url(crisis, "need", other.pk)))
    keeper.post(url(crisis, "need", other.pk), {"verb": "part"})
    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("merged", one)


def test_a_keeper_looks_and_each_look_is_written_down_with_the_name(crisis: Crisis, keeper: Client) -> None:
    need = care.report(crisis, "王奶奶被困")
    shown = words(keeper.post(url(crisis, "need", need.pk), {"verb": "show"}))
    assert "王奶奶被困" in shown and "没留电话" in shown
    lines = AuditLine.objects.filter(target_id=str(need.pk), verb__startswith="show_crisis")
    assert [each.verb for each in lines] == ["show_crisis_need"], "no phone, no look at one"
    assert "王奶奶被困" not in words(keeper.get(url(crisis, "need", need.pk)))
    page = html(keeper.get(url(crisis, "need", need.pk)))
    assert 'value="verify"' not in page and 'value="end"' not in page


def test_what_was_let_go_of_reads_as_cleared(crisis: Crisis, by: Standing, officer: Client) -> None:
    need = care.report(crisis, "王奶奶被困", phone="13812345678")
    hand_back_crisis(by=by, crisis=crisis, note="水退了", at=NOW)
    forget_crisis_people(city=CITY, at=NOW + 200 * 24 * HOUR)
    shown = words(officer.post(url(crisis, "need", need.pk), {"verb": "show"}))
    assert "（已清除）" in shown
    assert "王奶奶" not in shown and "幸福里" not in shown and "5678" not in shown
    assert "王奶奶" not in words(officer.get(url(crisis, "needs")))


# --- brief, broadcast ---------------------------------------------------------------------------------------------


def test_the_same_brief_stands_under_every_version_and_nobody_else_writes_one(
    crisis: Crisis, by: Standing, officer: Client, place: Place, sign_in: SignIn
) -> None:
    assert "以前的版本" not in words(officer.get(url(crisis, "brief")))
    for n in (2, 3):
        write_brief(by=by, crisis=crisis, text=f"第{n}次改的须知。", at=NOW + n * HOUR)
    page = words(officer.get(url(crisis, "brief")))
    assert "现在是第 3 版" in page and "第 2 版" in page and "第2次改的须知。" in page and care.BRIEF in page
    for who, status in ((place.far_officer, 404), (place.leader, 404), (place.member, 403)):
        assert sign_in(who).post(url(crisis, "brief"), {"text": "随便来"}).status_code == status
    long = officer.post(url(crisis, "brief"), {"text": "长" * 4001})
    assert long.status_code == 422
    assert officer.post(url(crisis, "brief"), {"text": "短"}).status_code == 422
    assert CrisisBrief.objects.count() == 3


def test_the_broadcast_page_offers_what_is_next(crisis: Crisis, by: Standing, officer: Client) -> None:
    assert "还没有广播过" in words(officer.get(url(crisis, "stop")))
    assert 'value="stop"' in html(officer.get(url(crisis, "stop")))
    say_stop_coming(by=by, crisis=crisis, words="路要留给救护车", at=NOW)
    page = html(officer.get(url(crisis, "stop")))
    assert 'value="again"' in page and 'value="stop"' not in page
    assert "路要留给救护车" in page and "刘区域" in page and "还在发" in page
    say_come_again(by=by, crisis=crisis, words="夜里换班", at=NOW + HOUR)
    page = words(officer.get(url(crisis, "stop")))
    assert page.index("夜里换班") < page.index("路要留给救护车"), "the last one first"
    assert "发完了" in page, "the first is not told any more"


@pytest.mark.parametrize(
    ("verb", "said", "sentence"),
    [
        ("stop", "", "请写一句话"),
        ("stop", "够", "有几处没有填"),
        ("stop", "长" * 201, "现在有 201 个"),
        ("again", "都来吧", "现在没有暂停来人"),
    ],
)
def test_a_broadcast_that_cannot_be_is_refused_in_words(
    crisis: Crisis, officer: Client, verb: str, said: str, sentence: str
) -> None:
    answer = officer.post(url(crisis, "stop"), {"verb": verb, "words": said})
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    crisis.refresh_from_db()
    assert crisis.takes_people
    assert not CrisisBroadcast.objects.exists()


# --- printing -----------------------------------------------------------------------------------------------------


def test_the_printed_board_leaves_out_what_is_new_expired_or_over(
    crisis: Crisis, by: Standing, keeper: Client
) -> None:
    assert "看板上现在没有需求" in words(keeper.get(url(crisis, "sheet", "board")))
    care.verified(crisis, by, at=NOW - 7 * HOUR)
    end_crisis_need(by=by, need=care.verified(crisis, by), state="met", note="好了", at=NOW)
    care.report(crisis, "没核实的王奶奶")
    shut = care.make_area(crisis, by, name="东门")
    care.make_area(crisis, by, name="西门")
    close_area(by=by, area=shut, at=NOW)
    page = words(keeper.get(url(crisis, "sheet", "board")))
    assert "看板上现在没有需求" in page and "王奶奶" not in page
    assert "西门" in page and "东门" not in page
    need = care.verified(crisis, by)
    page = words(keeper.get(url(crisis, "sheet", "board")))
    assert need.area in page and "0 / 2" in page and "幸福里小区 3 号楼" not in page


def test_the_printed_roster_says_when_they_came_and_which_brief(
    crisis: Crisis, by: Standing, keeper: Client
) -> None:
    assert "还没有人登记" in words(keeper.get(url(crisis, "sheet", "roster")))
    area = care.make_area(crisis, by, name="北湖公园")
    person = care.make_person(crisis, phone="13812345678")
    care.make_person(crisis, name="还没来的")
    check_in_crisis(by=by, area=area, person=person, signs=None, at=NOW - HOUR)
    page = words(keeper.get(url(crisis, "sheet", "roster")))
    assert "第 1 版" in page and "北湖公园" in page and "3月5日 9:00" in page and "还没来的" in page
    assert "5678" in page and "13812345678" not in page
    form = words(keeper.get(url(crisis, "sheet", "form")))
    assert "王小路" not in form and "0790-12345" in form


def many_people(crisis: Crisis, count: int) -> list[CrisisVolunteer]:
    rows = [
        CrisisVolunteer(
            city=crisis.city, crisis=crisis, name=f"第{n}个", pass_code=f"A{n:05d}", via="web", brief_version=1,
            brief_signed_at=NOW, registered_at=NOW + timedelta(seconds=n),
        )
        for n in range(count)
    ]  # fmt: skip
    return CrisisVolunteer.objects.bulk_create(rows)


def test_of_a_long_roster_everybody_is_on_some_paper_and_each_paper_says_so(
    crisis: Crisis, keeper: Client
) -> None:
    many_people(crisis, MOST_PRINTED)
    assert " 份，共 " not in words(keeper.get(url(crisis, "sheet", "roster")))
    CrisisVolunteer.objects.all().delete()
    many_people(crisis, MOST_PRINTED + 2)
    first, second = (
        words(keeper.get(url(crisis, "sheet", "roster"), {"part": part} if part else {}))
        for part in ("", "2")
    )
    assert f"第 1 份，共 2 份：这一份是第 1 到第 {MOST_PRINTED} 行，一共 {MOST_PRINTED + 2} 行" in first
    assert f"第 2 份，共 2 份：这一份是第 {MOST_PRINTED + 1} 到第 {MOST_PRINTED + 2} 行" in second
    found = [re.findall(r"A\d{5}", page) for page in (first, second)]
    assert [len(each) for each in found] == [MOST_PRINTED, 2]
    assert len({*found[0], *found[1]}) == MOST_PRINTED + 2
    for odd in ("0", "-1", "x", "9999", "12345"):
        assert keeper.get(url(crisis, "sheet", "roster"), {"part": odd}).status_code == 200


def test_lists_of_who_is_out_there_say_how_many_they_do_not_name(
    crisis: Crisis, by: Standing, officer: Client
) -> None:
    area = care.make_area(crisis, by, capacity=500)
    people = many_people(crisis, MOST_NAMED + 3)
    CrisisStay.objects.bulk_create(
        CrisisStay(crisis=crisis, person=each, area=area, brief_version=1, in_at=NOW) for each in people
    )
    back, gate = words(officer.get(url(crisis, "back"))), words(officer.get(url(crisis, "gate")))
    assert f"还有 {MOST_NAMED + 3} 人没有签离" in back and f"现在在场 {MOST_NAMED + 3} 人" in gate
    for page in (back, gate):
        assert f"这里列出在外最久的 {MOST_NAMED} 人" in page
        assert len(set(re.findall(r"A\d{5}", page))) == MOST_NAMED


# --- the way back -------------------------------------------------------------------------------------------------


def test_while_somebody_is_out_there_the_page_offers_no_end(
    crisis: Crisis, by: Standing, officer: Client
) -> None:
    area, person = care.make_area(crisis, by), care.make_person(crisis)
    care.report(crisis)
    check_in_crisis(by=by, area=area, person=person, signs=None, at=NOW)
    page = html(officer.get(url(crisis, "back")))
    assert 'name="note"' not in page and url(crisis, "gate") in page
    officer.post(url(crisis, "back"), {"note": "水退了"})
    crisis.refresh_from_db()
    assert crisis.live and CrisisNeed.objects.get().state == "new"
    check_out_crisis(by=by, person=person, at=NOW)
    page = html(officer.get(url(crisis, "back")))
    assert 'name="note"' in page and "1 条没办完的需求会转为日常需求" in page


@pytest.mark.parametrize(("note", "sentence"), [("", "请写一句结束说明"), ("好", "有几处没有填")])
def test_the_way_back_wants_words(crisis: Crisis, officer: Client, note: str, sentence: str) -> None:
    answer = officer.post(url(crisis, "back"), {"note": note})
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    crisis.refresh_from_db()
    assert crisis.live


def test_the_report_tells_the_story_in_order_and_offers_no_more_work(
    crisis: Crisis, by: Standing, officer: Client, keeper: Client
) -> None:
    write_brief(by=by, crisis=crisis, text="全部穿救生衣。", at=NOW + HOUR)
    say_stop_coming(by=by, crisis=crisis, words="路要留给救护车", at=NOW + 2 * HOUR)
    say_come_again(by=by, crisis=crisis, words="夜里换班", at=NOW + 3 * HOUR)
    hand_back_crisis(by=by, crisis=crisis, note="水退到警戒线以下", at=NOW + 4 * HOUR)
    page = words(officer.get(url(crisis)))
    story = page[page.index("经过") :]
    steps = ("启动", "改安全须知", "路要留给救护车", "夜里换班", "水退到警戒线以下")
    assert [story.index(each) for each in steps] == sorted(story.index(each) for each in steps)
    assert "刘区域" in page
    tabs = re.search(r'aria-label="这场应急">(.*?)</nav>', html(officer.get(url(crisis))), re.S)
    assert tabs is not None and re.findall(r">([^<>]+)</a>", tabs[1]) == ["概况", "来的人", "需求"]
    assert "下载在场时间表" in page
    assert "下载在场时间表" not in words(keeper.get(url(crisis)))
    assert keeper.get(url(crisis, "times")).status_code == 403


def test_who_would_stay_on_is_counted_in_the_report_and_found_in_the_list(
    crisis: Crisis, by: Standing, officer: Client
) -> None:
    care.make_person(crisis, name="只这一次")
    form = care.registration(name="以后还来", stays_on=True)
    register_for_crisis(by=care.GUEST, crisis=crisis, form=form, at=NOW)
    hand_back_crisis(by=by, crisis=crisis, note="水退了", at=NOW)
    assert "以后也愿意来 1 · 0 人已登记为志愿者" in words(officer.get(url(crisis)))
    page = words(officer.get(url(crisis, "people"), {"where": "stays"}))
    assert "以后还来" in page and "只这一次" not in page


def test_handed_back_twice_the_first_words_stay(crisis: Crisis, officer: Client) -> None:
    officer.post(url(crisis, "back"), {"note": "水退了"})
    again = officer.post(url(crisis, "back"), {"note": "再来一次"})
    assert (again.status_code, "已经结束" in words(again)) == (422, True)
    crisis.refresh_from_db()
    assert crisis.handed_back_note == "水退了"
    assert AuditLine.objects.filter(verb="hand_back_crisis").count() == 1

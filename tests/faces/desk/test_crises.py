"""A crisis at the desk: the switch, people in and out, needs verified and merged, paper, and the way back with its report."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.care.actions.crisis import hand_back_crisis, write_brief
from redvest.care.actions.crisis_going import go_to_crisis_need
from redvest.care.actions.crisis_staging import check_in_crisis, check_out_crisis
from redvest.care.models import (
    Crisis,
    CrisisApart,
    CrisisBroadcast,
    CrisisNeed,
    CrisisStay,
    CrisisVolunteer,
    StagingArea,
)
from redvest.care.queries.crisis import brief_of
from redvest.core.models import AuditLine
from redvest.core.workbook import open_rows
from redvest.registry.choices import Role
from redvest.registry.models import SharingLine
from redvest.registry.policy import Standing
from tests.faces.desk.conftest import Place, SignIn
from tests.faces.site.conftest import html, words
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAGES = ("crisis", "people", "gate", "needs", "paper")
COMMANDING = ("likely", "areas", "brief", "stop", "back", "times")
FORM = {
    "region": "360502", "name": "渝水区防汛", "kind": "flood", "office": "渝水区应急管理局", "brief": care.BRIEF, "hotline": "",
}  # fmt: skip


def url(crisis: Crisis, page: str = "crisis", *args: Any) -> str:
    name = "crisis" if page == "crisis" else f"crisis-{page}"
    return reverse(f"desk:{name}", args=[crisis.pk, *args])


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


def test_the_switch_is_pressed_and_the_next_step_is_an_area(officer: Client) -> None:
    assert "现在没有应急" in words(officer.get(reverse("desk:crises")))
    page = html(officer.get(reverse("desk:crisis-new")))
    assert "不下水" in page and 'value="360502"' in page
    answer = officer.post(reverse("desk:crisis-new"), FORM)
    made = Crisis.objects.get()
    assert answer["Location"] == url(made, "areas")
    assert "渝水区防汛" in words(officer.get(reverse("desk:crises")))
    again = officer.post(reverse("desk:crisis-new"), FORM)
    assert (again.status_code, "已经启动了应急" in words(again)) == (422, True)
    assert 'value="渝水区应急管理局"' in html(again)
    assert Crisis.objects.count() == 1


@pytest.mark.parametrize("change", [{"name": ""}, {"region": "360521"}, {"region": "x"}, {"brief": ""}])
def test_what_the_switch_lacks(officer: Client, change: dict[str, str]) -> None:
    assert officer.post(reverse("desk:crisis-new"), FORM | change).status_code == 422
    assert not Crisis.objects.exists()


def test_who_enters(
    place: Place, sign_in: SignIn, crisis: Crisis, by: Standing, officer: Client, keeper: Client
) -> None:
    need = care.report(crisis)
    inside = [
        *(url(crisis, page) for page in PAGES),
        url(crisis, "need", need.pk),
        url(crisis, "sheet", "form"),
    ]
    commanding = [url(crisis, page) for page in COMMANDING]
    assert {officer.get(each).status_code for each in inside + commanding} == {200}
    assert {keeper.get(each).status_code for each in inside} == {200}
    assert {keeper.get(each).status_code for each in commanding} == {403}
    assert keeper.get(reverse("desk:crisis-new")).status_code == 403
    assert keeper.get(reverse("desk:crises")).status_code == 200
    for stranger in (place.far_officer, place.leader, place.stranger):
        client = sign_in(stranger)
        assert {client.get(each).status_code for each in inside + commanding} == {404}
    assert sign_in(place.leader).get(reverse("desk:crises")).status_code == 403
    assert {sign_in(place.member).get(each).status_code for each in inside} == {403}


def test_a_keeper_changes_nothing_that_is_commanded(crisis: Crisis, keeper: Client) -> None:
    need = care.report(crisis)
    assert keeper.post(url(crisis, "stop"), {"words": "别来了"}).status_code == 403
    assert keeper.post(url(crisis, "back"), {"note": "水退了"}).status_code == 403
    assert keeper.post(url(crisis, "brief"), {"text": "随便"}).status_code == 403
    said = {"verb": "verify", "kind": "rescue", "area": "城南", "shown": "要船", "wanted": "1"}
    assert keeper.post(url(crisis, "need", need.pk), said).status_code == 403
    end = {"verb": "end", "state": "met", "note": "好了"}
    assert keeper.post(url(crisis, "need", need.pk), end).status_code == 403
    crisis.refresh_from_db()
    need.refresh_from_db()
    assert (crisis.live, crisis.stopped_at, crisis.brief_version, need.state) == (True, None, 1, "new")


def test_areas_open_change_and_close(crisis: Crisis, officer: Client) -> None:
    form = {"verb": "open", "name": "北湖公园", "place": "南门", "capacity": "50", "wants": "会驾船的"}
    officer.post(url(crisis, "areas"), form)
    area = StagingArea.objects.get()
    assert (area.capacity, area.wants) == (50, "会驾船的")
    again = officer.post(url(crisis, "areas"), form)
    assert (again.status_code, "同名的集结点" in words(again)) == (422, True)
    officer.post(
        url(crisis, "areas"), {"verb": "change", "area": str(area.pk), "capacity": "80", "wants": ""}
    )
    wrong = officer.post(url(crisis, "areas"), {"verb": "change", "area": str(area.pk), "capacity": "0"})
    assert wrong.status_code == 422
    officer.post(url(crisis, "areas"), {"verb": "close", "area": str(area.pk)})
    area.refresh_from_db()
    assert (area.capacity, area.closed_at) == (80, NOW)
    for odd in ({"verb": "close", "area": "x"}, {"verb": "dance"}):
        assert officer.post(url(crisis, "areas"), odd).status_code == 302


def test_in_and_out_at_the_gate(crisis: Crisis, by: Standing, keeper: Client) -> None:
    assert "先请指挥定一个" in words(keeper.get(url(crisis, "gate")))
    area, person = care.make_area(crisis, by), care.make_person(crisis)
    form = {"verb": "in", "code": person.pass_code.lower(), "area": str(area.pk)}
    assert keeper.post(url(crisis, "gate"), form).status_code == 302
    page = words(keeper.get(url(crisis, "gate")))
    assert "现在在场 1 人" in page and person.name in page
    twice = keeper.post(url(crisis, "gate"), form)
    assert (twice.status_code, "已经报到了" in words(twice)) == (422, True)
    keeper.post(url(crisis, "gate"), {"verb": "out", "code": person.pass_code, "area": str(area.pk)})
    assert CrisisStay.objects.get().out_at == NOW
    for code, said in (("ZZZZZZ", "没有这个通行码"), ("", "请扫码")):
        answer = keeper.post(url(crisis, "gate"), {"verb": "in", "code": code, "area": str(area.pk)})
        assert said in words(answer)
    assert CrisisStay.objects.count() == 1


def test_a_new_brief_is_signed_at_the_gate(crisis: Crisis, by: Standing, keeper: Client) -> None:
    area, person = care.make_area(crisis, by), care.make_person(crisis)
    write_brief(by=by, crisis=crisis, text="全部穿救生衣。", at=NOW)
    form = {"verb": "in", "code": person.pass_code, "area": str(area.pk)}
    answer = keeper.post(url(crisis, "gate"), form)
    assert "全部穿救生衣" in words(answer) and "须知更新过" in words(answer)
    assert not CrisisStay.objects.exists()
    keeper.post(url(crisis, "gate"), form | {"signs": "on", "version": "2"})
    assert CrisisStay.objects.get().brief_version == 2


def test_somebody_without_a_phone_at_hand_is_registered_at_the_table(crisis: Crisis, keeper: Client) -> None:
    form = {"name": "王小路", "phone": "13812345678", "born": "19900517", "skills": ["heavy"], "brief": "on"}
    form["version"] = "1"
    keeper.post(url(crisis, "people"), form)
    mine = CrisisVolunteer.objects.get()
    assert (mine.via, mine.skills) == ("desk", ["heavy"])
    page = words(keeper.get(url(crisis, "people")))
    assert mine.pass_code in page and "力气活" in page and "13812345678" not in page
    minor = keeper.post(url(crisis, "people"), form | {"born": "20150101", "phone": "13812345679"})
    assert (minor.status_code, "未成年人" in words(minor)) == (422, True)
    assert CrisisVolunteer.objects.count() == 1


def test_people_are_found_and_the_list_costs_the_same(crisis: Crisis, by: Standing, officer: Client) -> None:
    area = care.make_area(crisis, by)
    counts = []
    for _round in (1, 2):
        for _ in range(_round):
            person = care.make_person(crisis)
            check_in_crisis(by=by, area=area, person=person, signs=None, at=NOW)
        with CaptureQueriesContext(connection) as found:
            officer.get(url(crisis, "people"))
        counts.append(len(found))
    assert counts[0] == counts[1]
    page = words(officer.get(url(crisis, "people") + f"?q={person.pass_code}"))
    assert person.pass_code in page
    assert "没有找到人" in words(officer.get(url(crisis, "people") + "?where=never"))


def test_a_need_is_looked_at_verified_and_ended(crisis: Crisis, officer: Client) -> None:
    need = care.report(crisis, "王奶奶被困", place="幸福里 3 号楼 201", phone="13812345678")
    page = url(crisis, "need", need.pk)
    before = html(officer.get(page))
    assert "幸福里" not in before and "13812345678" not in before and "王奶奶" not in before
    shown = words(officer.post(page, {"verb": "show"}))
    assert "王奶奶被困" in shown and "幸福里 3 号楼 201" in shown and "13812345678" in shown
    assert AuditLine.objects.filter(verb__in=["show_crisis_need", "show_crisis_phone"]).count() == 2
    said = {"verb": "verify", "kind": "rescue", "area": "城南街道", "shown": "要会驾船的", "wanted": "2"}
    wrong = officer.post(page, said | {"area": ""})
    assert (wrong.status_code, "请写大致地点" in words(wrong), "要会驾船的" in html(wrong)) == (
        422,
        True,
        True,
    )
    officer.post(page, said)
    need.refresh_from_db()
    assert (need.state, need.area, need.verified_by.name if need.verified_by else "") == (
        "verified", "城南街道", "刘区域",
    )  # fmt: skip
    assert "最后核实" in words(officer.get(url(crisis, "needs"))) and "刘区域" in words(officer.get(page))
    go_to_crisis_need(by=care.GUEST, need=need, person=care.make_person(crisis), at=NOW)
    assert "王小路" in words(officer.get(page))
    officer.post(page, {"verb": "end", "state": "met", "note": "转移走了"})
    again = officer.post(page, {"verb": "end", "state": "closed", "note": "不属实"}, follow=True)
    assert "已经了结" in words(again)
    need.refresh_from_db()
    assert need.ended_note == "转移走了"


def test_words_stand_in_the_list_for_who_commands_alone_and_addresses_for_nobody(
    crisis: Crisis, officer: Client, keeper: Client
) -> None:
    care.report(crisis, "王奶奶被困", place="幸福里 3 号楼 201")
    mine, theirs = html(officer.get(url(crisis, "needs"))), html(keeper.get(url(crisis, "needs")))
    assert "王奶奶" in mine and "王奶奶" not in theirs
    assert "幸福里" not in mine + theirs


def test_a_call_is_taken_down_by_a_keeper(crisis: Crisis, keeper: Client) -> None:
    form = {"kind": "food", "place": "幸福里", "words": "缺水", "phone": ""}
    answer = keeper.post(url(crisis, "needs"), form)
    need = CrisisNeed.objects.get()
    assert answer["Location"] == url(crisis, "need", need.pk)
    assert (need.via, need.reported_by.name if need.reported_by else "") == ("desk", "赵站长")
    assert keeper.post(url(crisis, "needs"), form | {"words": ""}).status_code == 422
    assert CrisisNeed.objects.count() == 1


def test_what_may_be_one_is_merged_with_one_press_and_taken_apart(crisis: Crisis, officer: Client) -> None:
    one, other = (care.report(crisis, f"第 {n} 次", phone="13812345678") for n in range(2))
    page = officer.get(url(crisis, "likely"))
    assert "同一个手机号" in words(page) and "第 1 次" in words(page)
    pair = dict(re.findall(r'name="(one|other)" value="([^"]+)"', html(page)))
    assert pair == {"one": str(one.pk), "other": str(other.pk)}
    officer.post(url(crisis, "likely"), pair | {"verb": "merge"})
    other.refresh_from_db()
    assert other.merged_into == one
    assert "没有像是同一件的" in words(officer.get(url(crisis, "likely")))
    assert "并进来的" in words(officer.get(url(crisis, "need", one.pk)))
    twice = officer.post(url(crisis, "likely"), pair | {"verb": "merge"}, follow=True)
    assert "刷新再看" in words(twice)
    officer.post(url(crisis, "need", other.pk), {"verb": "part"})
    other.refresh_from_db()
    assert (other.state, CrisisApart.objects.count()) == ("new", 1)
    officer.post(url(crisis, "likely"), {"verb": "merge", "one": "x", "other": str(one.pk)})
    assert not CrisisNeed.objects.filter(state="merged").exists()


def test_kept_apart_by_one_press(crisis: Crisis, officer: Client) -> None:
    one, other = (care.report(crisis, f"第 {n} 次", phone="13812345678") for n in range(2))
    pair = {"one": str(one.pk), "other": str(other.pk), "verb": "apart"}
    officer.post(url(crisis, "likely"), pair)
    assert CrisisApart.objects.count() == 1
    assert "没有像是同一件的" in words(officer.get(url(crisis, "likely")))


def test_stop_and_come_again(crisis: Crisis, officer: Client) -> None:
    officer.post(url(crisis, "stop"), {"verb": "stop", "words": "人手够了"})
    late = officer.post(url(crisis, "stop"), {"verb": "stop", "words": "再按一次"})
    assert late.status_code == 422, "an old page pressed late does not say the opposite"
    crisis.refresh_from_db()
    assert crisis.stop_words == "人手够了"
    assert "人手够了" in words(officer.get(url(crisis, "stop")))
    officer.post(url(crisis, "stop"), {"verb": "again", "words": "夜里换班"})
    crisis.refresh_from_db()
    assert crisis.takes_people
    assert officer.post(url(crisis, "stop"), {"verb": "stop", "words": ""}).status_code == 422
    assert CrisisBroadcast.objects.count() == 2


def test_a_new_brief_and_the_former_ones(crisis: Crisis, officer: Client) -> None:
    officer.post(url(crisis, "brief"), {"text": "全部穿救生衣。"})
    crisis.refresh_from_db()
    assert brief_of(crisis).text == "全部穿救生衣。"
    page = words(officer.get(url(crisis, "brief")))
    assert "现在是第 2 版" in page and care.BRIEF in page
    assert officer.post(url(crisis, "brief"), {"text": ""}).status_code == 422


def test_sheets_to_print(crisis: Crisis, by: Standing, keeper: Client) -> None:
    person, need = care.make_person(crisis), care.verified(crisis, by)
    form, roster, board = (
        words(keeper.get(url(crisis, "sheet", each))) for each in ("form", "roster", "board")
    )
    assert care.BRIEF in form and "未满 18 岁" in form and form.count("手机号") == 4
    assert person.pass_code in roster and person.name in roster
    assert need.shown in board and "渝水区应急管理局" in board
    assert keeper.get(url(crisis, "sheet", "nonsense")).status_code == 404


def test_paper_is_typed_in_and_wrong_lines_stay(crisis: Crisis, by: Standing, keeper: Client) -> None:
    area = care.make_area(crisis, by)
    lines = "王小路 13812345678 19900517 08:30 09:30\n看不清\n李明霞 13812345679 19900517"
    form = {"lines": lines, "version": "1", "on": "2026-03-05", "area": str(area.pk)}
    answer = keeper.post(url(crisis, "paper"), form)
    assert answer.status_code == 422
    assert "有 1 行没录进去" in words(answer) and "录入了 2 行" in words(answer)
    left = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", html(answer), re.S)
    assert left is not None and left[1].strip() == "看不清"
    assert CrisisVolunteer.objects.filter(via="paper").count() == 2
    assert CrisisStay.objects.get().out_at is not None
    done = keeper.post(url(crisis, "paper"), form | {"lines": "王小路 13812345678 19900517"})
    assert (done.status_code, "以前登记过" in words(done)) == (200, True)
    assert keeper.post(url(crisis, "paper"), form | {"on": ""}).status_code == 422


def test_the_way_back_and_its_report(crisis: Crisis, by: Standing, officer: Client, tmp_path: Path) -> None:
    area, person = care.make_area(crisis, by), care.make_person(crisis)
    care.report(crisis)
    check_in_crisis(by=by, area=area, person=person, signs=None, at=NOW)
    page = words(officer.get(url(crisis, "back")))
    assert "还有 1 人没有签离" in page and person.pass_code in page
    refused = officer.post(url(crisis, "back"), {"note": "水退了"})
    assert refused.status_code == 422
    check_out_crisis(by=by, person=person, at=NOW + HOUR)
    officer.post(url(crisis, "back"), {"note": "水退了"})
    crisis.refresh_from_db()
    assert not crisis.live
    report = words(officer.get(url(crisis)))
    assert "水退了" in report and "转为日常需求 1" in report and "到过又离开 1" in report
    assert "已经结束的" in words(officer.get(reverse("desk:crises")))
    assert not SharingLine.objects.exists()
    answer = officer.get(url(crisis, "times"))
    line = SharingLine.objects.get()
    assert (line.people, line.purpose) == (1, f"应急在场时间：{crisis.name}")
    assert line.purpose in words(officer.get(reverse("desk:sharing")))
    path = tmp_path / "times.xlsx"
    path.write_bytes(answer.content)
    with open_rows(path) as rows:
        (_titles, (_number, cells)) = list(rows)
    said = [str(each) for each in cells]
    assert said[:3] == [person.name, person.phone_tail, person.pass_code] and said[7] == "60"


def test_pages_of_a_crisis_that_is_over_refuse_in_words(
    crisis: Crisis, by: Standing, officer: Client
) -> None:
    need = care.report(crisis)
    hand_back_crisis(by=by, crisis=crisis, note="水退了", at=NOW)
    for page in ("people", "gate", "needs", "paper", "brief", "stop", "back", "areas", "likely"):
        assert officer.get(url(crisis, page)).status_code == 200, page
    answer = officer.post(url(crisis, "brief"), {"text": "新的"})
    assert (answer.status_code, "已经结束" in words(answer)) == (422, True)
    said = {"verb": "end", "state": "met", "note": "好了"}
    assert "已经结束" in words(officer.post(url(crisis, "need", need.pk), said, follow=True))

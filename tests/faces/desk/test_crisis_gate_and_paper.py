"""People of a crisis at the desk: found by tail and place, let in and out with sentences, areas, paper and its odd lines."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.care.actions.crisis import hand_back_crisis, say_stop_coming, write_brief
from redvest.care.actions.crisis_after import forget_crisis_people
from redvest.care.actions.crisis_paper import MOST_LINES
from redvest.care.actions.crisis_staging import check_in_crisis, check_out_crisis, close_area
from redvest.care.crisis_errors import CrisisOver
from redvest.care.models import Crisis, CrisisStay, CrisisVolunteer, StagingArea
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.policy import Standing
from tests.faces.desk.conftest import Place, SignIn
from tests.faces.site.conftest import html, words
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PERSON = {"name": "王小路", "phone": "13812345678", "born": "19900517", "brief": "on", "version": "1"}


def url(crisis: Crisis, page: str, *args: Any) -> str:
    return reverse(f"desk:crisis-{page}", args=[crisis.pk, *args])


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


def table(page: Any) -> str:
    """The words of the list alone, without the form under it."""
    found = re.search(r"<tbody>(.*?)</tbody>", html(page), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- people -------------------------------------------------------------------------------------------------------


def test_people_are_filtered_by_where_they_are(crisis: Crisis, by: Standing, officer: Client) -> None:
    area = care.make_area(crisis, by, name="北湖公园")
    _never, there, left = (care.make_person(crisis, name=name) for name in ("甲没来", "乙在场", "丙走了"))
    for each in (there, left):
        check_in_crisis(by=by, area=area, person=each, signs=None, at=NOW - HOUR)
    check_out_crisis(by=by, person=left, at=NOW)
    page = url(crisis, "people")
    for where, mine, state in (
        ("never", "甲没来", "还没来"),
        ("there", "乙在场", "北湖公园"),
        ("left", "丙走了", "离开了"),
    ):
        shown = table(officer.get(page, {"where": where}))
        assert [name for name in ("甲没来", "乙在场", "丙走了") if name in shown] == [mine]
        assert state in shown
    everybody = table(officer.get(page, {"where": "nonsense"}))
    assert all(name in everybody for name in ("甲没来", "乙在场", "丙走了"))


@pytest.mark.parametrize("asked", ["5678", "13812345678", "小路", " 小路 ", "pass", "PASS/"])
def test_people_are_found_by_tail_number_name_and_pass(crisis: Crisis, officer: Client, asked: str) -> None:
    mine = care.make_person(crisis, phone="13812345678")
    care.make_person(crisis, name="李明霞", phone="13812340000")
    code = {"pass": mine.pass_code.lower(), "PASS/": f"https://redvest.example/p/{mine.pass_code}"}
    shown = table(officer.get(url(crisis, "people"), {"q": code.get(asked, asked)}))
    assert "王小路" in shown and "李明霞" not in shown


def test_people_of_another_crisis_are_not_found_here(crisis: Crisis, place: Place, officer: Client) -> None:
    other = care.make_crisis(place.tree.fenyi, name="分宜县防汛", by=make.standing_of(place.centre))
    theirs = care.make_person(other, name="别处人", phone="13812345678")
    for asked in ("别处人", "5678", theirs.pass_code):
        assert "没有找到人" in words(officer.get(url(crisis, "people"), {"q": asked}))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"phone": ""}, "请填写手机号"),
        ({"phone": "123"}, "11 位"),
        ({"born": ""}, "请填写出生日期"),
        ({"born": "昨天"}, "出生日期看不懂"),
        ({"born": "20990101"}, "出生日期看不懂"),
        ({"brief": ""}, "请先让本人读安全须知并签字"),
        ({"name": "13812345678"}, "请填写真实姓名"),
        ({"skills": ["flying"]}, "请从列表里选一个"),
    ],
)
def test_what_is_wrong_at_the_table_is_said_and_nobody_is_written(
    crisis: Crisis, keeper: Client, change: dict[str, Any], sentence: str
) -> None:
    lines = AuditLine.objects.count()
    answer = keeper.post(url(crisis, "people"), PERSON | {"equipment": "铁锹两把"} | change)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert 'value="铁锹两把"' in html(answer), "what was typed stays"
    assert re.search(r"<details[^>]* open", html(answer)), "the form is open"
    assert not CrisisVolunteer.objects.exists()
    assert AuditLine.objects.count() == lines


def test_the_same_person_twice_at_the_table_is_one_pass_and_another_name_is_refused(
    crisis: Crisis, keeper: Client
) -> None:
    for _ in range(2):
        answer = keeper.post(url(crisis, "people"), PERSON, follow=True)
        mine = CrisisVolunteer.objects.get()
        assert f"登记好了，通行码 {mine.pass_code}" in words(answer)
    other = keeper.post(url(crisis, "people"), PERSON | {"name": "李明霞"})
    assert (other.status_code, "姓名和上次填的不一样" in words(other)) == (422, True)
    assert CrisisVolunteer.objects.get().name == "王小路"
    assert mine.registered_by is not None and mine.registered_by.name == "赵站长"


def test_after_stop_coming_the_table_takes_nobody_and_shows_no_form(
    crisis: Crisis, by: Standing, keeper: Client
) -> None:
    assert "替没带手机的人登记" in words(keeper.get(url(crisis, "people")))
    say_stop_coming(by=by, crisis=crisis, words="路要留给救护车", at=NOW)
    assert "替没带手机的人登记" not in words(keeper.get(url(crisis, "people")))
    assert keeper.post(url(crisis, "people"), PERSON).status_code == 422
    assert not CrisisVolunteer.objects.exists()


def test_forgotten_people_stand_in_the_list_without_a_name(
    crisis: Crisis, by: Standing, officer: Client
) -> None:
    person = care.make_person(crisis, phone="13812345678")
    hand_back_crisis(by=by, crisis=crisis, note="水退了", at=NOW)
    assert forget_crisis_people(city=CITY, at=NOW + 200 * 24 * HOUR) == 1
    shown = table(officer.get(url(crisis, "people")))
    assert "（已清除）" in shown and person.pass_code in shown
    assert "王小路" not in shown and "5678" not in shown and "皮划艇" not in shown
    assert "没有找到人" in words(officer.get(url(crisis, "people"), {"q": "王小路"}))


# --- the gate -----------------------------------------------------------------------------------------------------


def test_the_gate_says_why_not_and_lets_nobody_in(crisis: Crisis, by: Standing, keeper: Client) -> None:
    full, shut = care.make_area(crisis, by, capacity=1), care.make_area(crisis, by)
    first, second = care.make_person(crisis), care.make_person(crisis, name="李明霞")
    check_in_crisis(by=by, area=full, person=first, signs=None, at=NOW)
    close_area(by=by, area=shut, at=NOW)
    said = {"verb": "in", "code": second.pass_code, "area": str(full.pk)}
    for change, sentence in (
        ({}, "这个集结点满了"),
        ({"area": ""}, "请选在哪个集结点"),
        ({"verb": "out"}, "没有报到，或者已经签离"),
        ({"code": "5678"}, "没有这个通行码"),
    ):
        answer = keeper.post(url(crisis, "gate"), said | change)
        assert (answer.status_code, sentence in words(answer)) == (422, True), sentence
    assert keeper.post(url(crisis, "gate"), said | {"area": str(shut.pk)}).status_code == 422
    full.refresh_from_db()
    assert (CrisisStay.objects.get().person, full.present) == (first, 1)
    assert not AuditLine.objects.filter(verb="check_in_crisis", target_id=str(second.pk)).exists()


def test_a_closed_area_is_not_offered_at_the_gate_and_the_chosen_one_stays(
    crisis: Crisis, by: Standing, keeper: Client
) -> None:
    areas = [care.make_area(crisis, by, name=name) for name in ("东门", "西门", "南门")]
    close_area(by=by, area=areas[0], at=NOW)
    person = care.make_person(crisis)
    answer = keeper.post(
        url(crisis, "gate"), {"verb": "in", "code": person.pass_code, "area": str(areas[2].pk)}, follow=True
    )
    page = html(answer)
    assert "王小路 在 南门 报到了" in words(answer)
    assert f'value="{areas[0].pk}"' not in page
    assert re.search(rf'value="{areas[2].pk}"[^>]*selected', page)


def test_who_is_out_longest_stands_first_and_is_let_out_from_the_list(
    crisis: Crisis, by: Standing, keeper: Client
) -> None:
    area = care.make_area(crisis, by)
    late, early = care.make_person(crisis, name="后来的"), care.make_person(crisis, name="先来的")
    check_in_crisis(by=by, area=area, person=late, signs=None, at=NOW - HOUR)
    check_in_crisis(by=by, area=area, person=early, signs=None, at=NOW - 2 * HOUR)
    shown = words(keeper.get(url(crisis, "gate")))
    assert "现在在场 2 人" in shown
    assert shown.index("先来的") < shown.index("后来的")
    row = {"verb": "out", "code": early.pass_code, "area": str(area.pk)}
    assert "先来的 签离了" in words(keeper.post(url(crisis, "gate"), row, follow=True))
    again = keeper.post(url(crisis, "gate"), row)
    assert (again.status_code, "已经签离了" in words(again)) == (422, True)
    area.refresh_from_db()
    stay = CrisisStay.objects.get(person=early)
    assert (area.present, stay.out_at, stay.out_by.name if stay.out_by else "") == (1, NOW, "赵站长")


def test_a_pass_of_another_crisis_is_none_here(
    crisis: Crisis, by: Standing, place: Place, keeper: Client
) -> None:
    area = care.make_area(crisis, by)
    other = care.make_crisis(place.tree.fenyi, name="分宜县防汛", by=make.standing_of(place.centre))
    theirs = care.make_person(other)
    for verb in ("in", "out"):
        answer = keeper.post(
            url(crisis, "gate"), {"verb": verb, "code": theirs.pass_code, "area": str(area.pk)}
        )
        assert "没有这个通行码" in words(answer)
    assert not CrisisStay.objects.exists()


def test_a_keeper_elsewhere_and_a_member_let_nobody_in(
    crisis: Crisis, by: Standing, place: Place, sign_in: SignIn
) -> None:
    area, person = care.make_area(crisis, by), care.make_person(crisis)
    account = make.make_account(name="钱站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=make.make_station(place.tree.qiandong))
    said = {"verb": "in", "code": person.pass_code, "area": str(area.pk)}
    for who, status in ((account, 404), (place.far_officer, 404), (place.leader, 404), (place.member, 403)):
        client = sign_in(who)
        assert client.post(url(crisis, "gate"), said).status_code == status
        assert client.post(url(crisis, "people"), PERSON).status_code == status
        paper = {"lines": "李明霞 13812345679 19900517", "version": "1", "on": "2026-03-05", "area": ""}
        assert client.post(url(crisis, "paper"), paper).status_code == status
    assert Client().post(url(crisis, "gate"), said).status_code in (302, 403)
    assert not CrisisStay.objects.exists()
    assert CrisisVolunteer.objects.count() == 1


@pytest.mark.parametrize("page", ["gate", "people", "back"])
def test_lists_cost_the_same_with_one_and_three_out_there(
    crisis: Crisis, by: Standing, officer: Client, page: str
) -> None:
    area, costs = care.make_area(crisis, by), []
    for more in (1, 2):
        for _ in range(more):
            check_in_crisis(by=by, area=area, person=care.make_person(crisis), signs=None, at=NOW)
        costs.append(queries(officer, url(crisis, page)))
    assert costs[0] == costs[1]


def test_the_sheets_cost_the_same_with_one_and_three(crisis: Crisis, by: Standing, officer: Client) -> None:
    area, costs = care.make_area(crisis, by), []
    for more in (1, 2):
        for _ in range(more):
            person = care.make_person(crisis)
            check_in_crisis(by=by, area=area, person=person, signs=None, at=NOW)
            check_out_crisis(by=by, person=person, at=NOW)
            care.verified(crisis, by)
        pages = [url(crisis, "sheet", each) for each in ("roster", "board")] + [url(crisis, "times")]
        costs.append([queries(officer, each) for each in pages])
    assert costs[0] == costs[1]


def hidden_version(page: Any) -> list[str]:
    return re.findall(r'name="version" value="(\d+)"', html(page))


def test_a_brief_that_changed_while_the_gate_was_open_is_signed_by_nobody(
    crisis: Crisis, by: Standing, keeper: Client
) -> None:
    area, person = care.make_area(crisis, by), care.make_person(crisis)
    write_brief(by=by, crisis=crisis, text="全部穿救生衣。", at=NOW)
    page = keeper.get(url(crisis, "gate"))
    assert hidden_version(page) == ["2"] and "全部穿救生衣" in words(page)
    write_brief(by=by, crisis=crisis, text="水位又涨，退到二线。", at=NOW)
    form = {"verb": "in", "code": person.pass_code, "area": str(area.pk), "signs": "on", "version": "2"}
    refused = keeper.post(url(crisis, "gate"), form)
    assert (refused.status_code, "安全须知刚刚更新了" in words(refused)) == (422, True)
    assert "退到二线" in words(refused) and hidden_version(refused) == ["3"]
    assert not re.search(r'name="signs"[^>]*checked', html(refused)), "nobody ticked the new one"
    assert f'value="{person.pass_code}"' in html(refused)
    for odd in ("", "x", "²", "99999"):
        assert keeper.post(url(crisis, "gate"), form | {"version": odd}).status_code == 422
    person.refresh_from_db()
    assert (person.brief_version, CrisisStay.objects.count()) == (1, 0)
    assert keeper.post(url(crisis, "gate"), form | {"version": "3"}).status_code == 302
    person.refresh_from_db()
    assert (person.brief_version, CrisisStay.objects.get().brief_version) == (3, 3)


def test_a_brief_that_changed_while_the_table_was_open_is_signed_by_nobody(
    crisis: Crisis, by: Standing, keeper: Client
) -> None:
    assert hidden_version(keeper.get(url(crisis, "people"))) == ["1"]
    write_brief(by=by, crisis=crisis, text="全部穿救生衣。", at=NOW)
    refused = keeper.post(url(crisis, "people"), PERSON)
    assert (refused.status_code, "安全须知刚刚更新了" in words(refused)) == (422, True)
    assert "全部穿救生衣" in words(refused) and hidden_version(refused) == ["2"]
    assert not re.search(r'name="brief"[^>]*checked', html(refused))
    assert 'value="13812345678"' in html(refused), "what was typed stays"
    assert keeper.post(url(crisis, "people"), PERSON | {"version": ""}).status_code == 422
    assert not CrisisVolunteer.objects.exists()
    keeper.post(url(crisis, "people"), PERSON | {"version": "2"})
    assert CrisisVolunteer.objects.get().brief_version == 2


# --- areas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "请写名称"),
        ({"place": ""}, "来的人要找得到"),
        ({"capacity": "0"}, "请填 1 到 100000 之间的整数"),
        ({"capacity": "100001"}, "请填 1 到 100000 之间的整数"),
        ({"capacity": "很多"}, "请填 1 到 100000 之间的整数"),
        ({"place": "南"}, "有几处没有填"),
    ],
)
def test_what_a_new_area_lacks_is_said(
    crisis: Crisis, officer: Client, change: dict[str, str], sentence: str
) -> None:
    form = {"verb": "open", "name": "北湖公园", "place": "南门", "capacity": "50", "wants": "会驾船的"}
    answer = officer.post(url(crisis, "areas"), form | change)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert 'value="会驾船的"' in html(answer)
    assert not StagingArea.objects.exists()


def test_an_area_is_not_made_smaller_than_who_is_there_nor_closed_over_them(
    crisis: Crisis, by: Standing, officer: Client
) -> None:
    area = care.make_area(crisis, by, capacity=5)
    for name in ("甲某", "乙某"):
        check_in_crisis(by=by, area=area, person=care.make_person(crisis, name=name), signs=None, at=NOW)
    small = officer.post(
        url(crisis, "areas"), {"verb": "change", "area": str(area.pk), "capacity": "1", "wants": "医生"}
    )
    assert (small.status_code, "容量不能改得比在场人数小" in words(small)) == (422, True)
    close = officer.post(url(crisis, "areas"), {"verb": "close", "area": str(area.pk)}, follow=True)
    assert "这里还有人没有签离" in words(close)
    area.refresh_from_db()
    assert (area.capacity, area.wants, area.closed_at) == (5, "会驾船的", None)
    assert "在场 2，容纳 5" in words(officer.get(url(crisis, "areas")))
    assert not AuditLine.objects.filter(verb__in=["change_area", "close_area"]).exists()


def test_an_area_of_another_crisis_is_not_changed_from_here(
    crisis: Crisis, place: Place, officer: Client
) -> None:
    centre = make.standing_of(place.centre)
    other = care.make_crisis(place.tree.fenyi, name="分宜县防汛", by=centre)
    area = care.make_area(other, centre, capacity=7)
    close = officer.post(url(crisis, "areas"), {"verb": "close", "area": str(area.pk)}, follow=True)
    assert "没有找到这个集结点" in words(close)
    change = {"verb": "change", "area": str(area.pk), "capacity": "9", "wants": ""}
    assert "没有找到这个集结点" in words(officer.post(url(crisis, "areas"), change, follow=True))
    garbage = change | {"area": "not-an-area"}
    assert "没有找到这个集结点" in words(officer.post(url(crisis, "areas"), garbage, follow=True))
    area.refresh_from_db()
    assert (area.capacity, area.closed_at) == (7, None)


def test_a_keeper_opens_changes_and_closes_no_area(crisis: Crisis, by: Standing, keeper: Client) -> None:
    area = care.make_area(crisis, by, capacity=7)
    for said in (
        {"verb": "open", "name": "北湖公园", "place": "南门", "capacity": "50", "wants": ""},
        {"verb": "change", "area": str(area.pk), "capacity": "9", "wants": ""},
        {"verb": "close", "area": str(area.pk)},
    ):
        assert keeper.post(url(crisis, "areas"), said).status_code == 403
    mine = StagingArea.objects.get()
    assert (mine.capacity, mine.closed_at) == (7, None)


# --- paper --------------------------------------------------------------------------------------------------------


def paper(area: StagingArea | None, lines: str, **changes: str) -> dict[str, str]:
    said = {"lines": lines, "version": "1", "on": "2026-03-05", "area": str(area.pk) if area else ""}
    return said | changes


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("王小路", "这一行看不懂"),
        ("王小路 13812345678 20150101", "未成年人不能到抢险现场"),
        ("王小路 13812345678 昨天", "出生日期看不懂"),
        ("王小路 13812345678 19900517 10:30", "到和离的时间不对"),  # still to come
        ("王小路 13812345678 19900517 08:00 12:00", "到和离的时间不对"),
        ("王小路 13812345678 19900517 07:00 08:00 09:00", "这一行看不懂"),
    ],
)
def test_a_line_that_is_wrong_says_why_and_leaves_nobody(
    crisis: Crisis, by: Standing, keeper: Client, line: str, sentence: str
) -> None:
    area = care.make_area(crisis, by)
    answer = keeper.post(url(crisis, "paper"), paper(area, line))
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    left = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", html(answer), re.S)
    assert left is not None and left[1].strip() == line
    assert re.search(rf'value="{area.pk}"[^>]*selected', html(answer)), "the area stays chosen"
    assert not CrisisVolunteer.objects.exists()
    assert not CrisisStay.objects.exists()


def test_times_without_an_area_are_asked_for_it(crisis: Crisis, keeper: Client) -> None:
    answer = keeper.post(url(crisis, "paper"), paper(None, "王小路 13812345678 19900517 08:30 09:30"))
    assert "要先选是哪个集结点" in words(answer)
    assert not CrisisVolunteer.objects.exists()
    assert keeper.post(url(crisis, "paper"), paper(None, "王小路 13812345678 19900517")).status_code == 200
    assert CrisisVolunteer.objects.get().via == "paper"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lines": " \n "}, "请至少写一行"),
        ({"on": ""}, "请选日期"),
        ({"version": "0"}, "请填 1 到 999 之间的整数"),
        ({"area": "x"}, "请从列表里选一个"),
    ],
)
def test_what_the_paper_form_lacks(
    crisis: Crisis, keeper: Client, change: dict[str, str], sentence: str
) -> None:
    answer = keeper.post(url(crisis, "paper"), paper(None, "王小路 13812345678 19900517") | change)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert not CrisisVolunteer.objects.exists()


def test_a_brief_that_was_not_printed_yet_is_refused_line_by_line(
    crisis: Crisis, by: Standing, keeper: Client
) -> None:
    write_brief(by=by, crisis=crisis, text="全部穿救生衣。", at=NOW)
    line = "王小路 13812345678 19900517"
    future = keeper.post(url(crisis, "paper"), paper(None, line, version="3"))
    assert (future.status_code, "安全须知刚刚更新了" in words(future)) == (422, True)
    assert not CrisisVolunteer.objects.exists()
    assert keeper.post(url(crisis, "paper"), paper(None, line)).status_code == 200
    assert CrisisVolunteer.objects.get().brief_version == 1
    assert 'value="2"' in html(keeper.get(url(crisis, "paper"))), "the page proposes the brief that holds"


def test_who_is_on_paper_without_a_way_out_is_out_there_with_who_typed_it(
    crisis: Crisis, by: Standing, keeper: Client
) -> None:
    area = care.make_area(crisis, by)
    line = "王小路 13812345678 19900517 08:30"
    assert keeper.post(url(crisis, "paper"), paper(area, line)).status_code == 200
    assert "现在在场 1 人" in words(keeper.get(url(crisis, "gate")))
    stay = CrisisStay.objects.get()
    assert (stay.in_at, stay.out_at) == (NOW - timedelta(minutes=90), None)
    assert stay.in_by is not None and stay.in_by.name == "赵站长"
    overlap = keeper.post(url(crisis, "paper"), paper(area, line.replace("08:30", "09:00")))
    assert (overlap.status_code, "重叠" in words(overlap)) == (422, True)
    assert keeper.post(url(crisis, "paper"), paper(area, line)).status_code == 200, (
        "the same again is no fault"
    )
    area.refresh_from_db()
    assert (CrisisStay.objects.count(), area.present) == (1, 1)


def test_more_lines_than_one_go_takes_stay_in_the_field(crisis: Crisis, officer: Client) -> None:
    lines = [f"李明霞 {make.next_phone()} 19900517" for _ in range(MOST_LINES + 3)]
    typed = {"lines": "\n".join(lines), "version": "1", "on": "2026-03-05", "area": ""}
    first = officer.post(url(crisis, "paper"), typed)
    assert f"录入了 {MOST_LINES} 行" in words(first) and "还有 3 行没录" in words(first)
    assert first.context["form"].initial["lines"].split("\n") == lines[MOST_LINES:]
    assert CrisisVolunteer.objects.count() == MOST_LINES

    officer.post(url(crisis, "paper"), typed | {"lines": first.context["form"].initial["lines"]})
    assert CrisisVolunteer.objects.count() == len(lines)


def test_an_area_of_what_is_over_stays_as_it_was(crisis: Crisis, by: Standing, officer: Client) -> None:
    area = care.make_area(crisis, by, capacity=5)
    hand_back_crisis(by=by, crisis=crisis, note="水退了", at=NOW)
    for typed in ({"verb": "change", "capacity": "9", "wants": ""}, {"verb": "close"}):
        page = officer.post(url(crisis, "areas"), {"area": str(area.pk), **typed}, follow=True)
        assert CrisisOver().message in words(page)
    area.refresh_from_db()
    assert (area.capacity, area.closed_at) == (5, None)

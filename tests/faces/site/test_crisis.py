"""A crisis as everybody meets it: nothing while none is on, a form of a minute, the pass, the board without names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.care.actions.crisis import hand_back_crisis, say_stop_coming, write_brief
from redvest.care.actions.crisis_staging import close_area
from redvest.care.models import Crisis, CrisisGoing, CrisisNeed, CrisisVolunteer
from redvest.registry.models import Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def at(name: str, *args: Any) -> str:
    return reverse(f"site:{name}", args=args)


def typed(**changes: Any) -> dict[str, Any]:
    said = {
        "step": "form", "version": "1", "name": "王小路", "phone": "138 1234 5678", "born": "19900517",
        "skills": ["boat", "heavy"], "equipment": "皮划艇", "brief": "on",
    }  # fmt: skip
    return {key: value for key, value in (said | changes).items() if value is not None}


def register(client: Client, crisis: Crisis, **changes: Any) -> Any:
    return client.post(at("crisis", crisis.pk), typed(**changes))


def test_while_none_is_on_there_is_nothing(guest: Client) -> None:
    assert "应急" not in words(guest.get("/"))
    assert guest.get(at("crises")).status_code == 404
    crisis = care.make_crisis()
    hand_back_crisis(by=make.make_officer(), crisis=crisis, note="水退了", at=NOW)
    for name in ("crisis", "crisis-pass", "crisis-board", "crisis-report"):
        assert guest.get(at(name, crisis.pk)).status_code == 404
    assert guest.post(at("crisis", crisis.pk), typed()).status_code == 404
    assert "渝水区防汛" not in words(guest.get("/"))
    assert not CrisisVolunteer.objects.exists()


def test_the_front_page_says_it_and_one_alone_is_gone_to_at_once(guest: Client) -> None:
    crisis = care.make_crisis()
    assert at("crisis", crisis.pk) in html(guest.get("/"))
    assert guest.get(at("crises"))["Location"] == at("crisis", crisis.pk)
    care.make_crisis(make.make_region_tree().fenyi, name="分宜县防汛")
    assert {"渝水区防汛", "分宜县防汛"} <= set(words(guest.get(at("crises"))).split())


def test_a_stranger_registers_with_one_form_and_holds_a_pass(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    area = care.make_area(crisis, officer, name="北湖公园")
    page = guest.get(at("crisis", crisis.pk))
    assert care.BRIEF in words(page) and "渝水区应急管理局" in words(page)
    answer = register(guest, crisis)
    assert answer["Location"] == at("crisis-pass", crisis.pk)
    mine = CrisisVolunteer.objects.get()
    assert (mine.skills, mine.equipment, mine.brief_version) == (["boat", "heavy"], "皮划艇", 1)
    shown = words(guest.get(at("crisis-pass", crisis.pk)))
    assert mine.pass_code in shown and "5678" in shown and area.name in shown
    assert "13812345678" not in shown
    close_area(by=officer, area=area, at=NOW)
    assert "集结点还没有定" in words(guest.get(at("crisis-pass", crisis.pk)))


def test_pressed_twice_and_from_another_phone_it_is_the_same_pass(guest: Client) -> None:
    crisis = care.make_crisis()
    register(guest, crisis)
    register(guest, crisis)
    other = Client()
    assert register(other, crisis)["Location"] == at("crisis-pass", crisis.pk)
    mine = CrisisVolunteer.objects.get()
    assert mine.pass_code in words(other.get(at("crisis-pass", crisis.pk)))


def test_who_knows_the_number_alone_does_not_see_the_pass(guest: Client) -> None:
    crisis = care.make_crisis()
    register(guest, crisis)
    stranger = Client()
    answer = register(stranger, crisis, name="李明霞")
    assert answer.status_code == 409
    assert "姓名和上次填的不一样" in words(answer)
    assert CrisisVolunteer.objects.get().pass_code not in html(answer)
    assert stranger.get(at("crisis-pass", crisis.pk))["Location"] == at("crisis", crisis.pk)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": None}, "请填写姓名"),
        ({"phone": "123"}, "11 位"),
        ({"born": "昨天"}, "八位数字"),
        ({"brief": None}, "请先读一遍"),
        ({"version": "x"}, "请先读一遍"),
        ({"version": "7"}, "刚刚更新了"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    guest: Client, change: dict[str, Any], said: str
) -> None:
    crisis = care.make_crisis()
    answer = register(guest, crisis, **change)
    assert answer.status_code in (409, 422)
    assert said in words(answer)
    assert 'value="皮划艇"' in html(answer)
    assert not CrisisVolunteer.objects.exists()


def test_a_minor_gets_a_kind_word_and_a_safe_way_and_nothing_is_kept(guest: Client) -> None:
    crisis = care.make_crisis()
    answer = register(guest, crisis, born="20100101")
    assert answer.status_code == 422
    assert "为了你的安全" in words(answer) and "12355" in words(answer)
    assert "13812345678" not in html(answer) and "皮划艇" not in html(answer)
    assert not CrisisVolunteer.objects.exists()


def test_a_brief_that_changed_meanwhile_is_shown_anew(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    write_brief(by=officer, crisis=crisis, text="水位又涨，全部穿救生衣。", at=NOW)
    answer = register(guest, crisis)
    assert (answer.status_code, "全部穿救生衣" in words(answer)) == (409, True)
    assert 'name="version" value="2"' in html(answer) and 'value="王小路"' in html(answer)
    assert 'name="brief" checked' not in html(answer)
    assert register(guest, crisis, version="2").status_code == 302


def test_a_known_volunteer_registers_with_one_tap(me: Client, person: Volunteer) -> None:
    crisis = care.make_crisis()
    page = html(me.get(at("crisis", crisis.pk)))
    assert 'name="phone"' not in page
    answer = me.post(at("crisis", crisis.pk), {"step": "known", "version": "1", "brief": "on"})
    assert answer["Location"] == at("crisis-pass", crisis.pk)
    assert CrisisVolunteer.objects.get().volunteer == person
    assert 'name="phone"' in html(me.get(at("crisis", crisis.pk) + "?other=1"))
    answer = me.post(at("crisis", crisis.pk) + "?other=1", typed())
    assert CrisisVolunteer.objects.filter(name="王小路", volunteer=None).exists()


def test_a_known_child_is_refused(guest: Client) -> None:
    crisis = care.make_crisis()
    child = make.make_volunteer(birth_on=date(2010, 1, 1))
    assert child.account is not None
    answer = browser_of(child.account).post(
        at("crisis", crisis.pk), {"step": "known", "version": "1", "brief": "on"}
    )
    assert answer.status_code == 422
    assert not CrisisVolunteer.objects.exists()


def test_stop_coming_leaves_a_plain_notice(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    say_stop_coming(by=officer, crisis=crisis, words="路要留给救护车", at=NOW)
    for name in ("crisis", "crisis-board", "crisis-report"):
        assert "路要留给救护车" in words(guest.get(at(name, crisis.pk)))
    assert "<form" not in html(guest.get(at("crisis", crisis.pk))).split('id="main"')[1].split("</main>")[0]
    assert "路要留给救护车" in words(guest.get("/"))
    answer = register(guest, crisis)
    assert answer.status_code == 409
    assert not CrisisVolunteer.objects.exists()


def test_the_board_shows_what_was_verified_and_nobody(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    care.report(crisis, "张奶奶没核实过", phone="13812345678")
    need = care.verified(crisis, officer, words="王奶奶被困三号楼")
    page = guest.get(at("crisis-board", crisis.pk))
    shown = words(page)
    assert need.shown in shown and need.area in shown and "要 2 人，有 0 人去" in shown
    assert "最后核实：" in shown and "渝水区应急管理局" in shown and "10:00" in shown
    for secret in ("张奶奶", "王奶奶", "幸福里小区 3 号楼", "刘区域", "5678"):
        assert secret not in html(page)


def test_what_was_verified_too_long_ago_is_off_the_board(guest: Client, on_the_tests_day: Any) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer)
    on_the_tests_day.shift(6 * HOUR)
    assert need.shown not in words(guest.get(at("crisis-board", crisis.pk)))


def test_i_go_and_not_after_all(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer, wanted=1)
    go = at("crisis-go", crisis.pk, need.pk)
    assert guest.post(go)["Location"] == at("crisis", crisis.pk), "without a pass one registers first"
    assert not CrisisGoing.objects.exists()
    register(guest, crisis)
    guest.post(go)
    page = words(guest.get(at("crisis-board", crisis.pk)))
    assert "你说过去这里" in page and "要 1 人，有 1 人去" in page
    other = Client()
    register(other, crisis, phone="13812345679")
    assert "人够了" in words(other.get(at("crisis-board", crisis.pk)))
    assert "去的人已经够了" in words(other.post(go, follow=True))
    guest.post(go, {"verb": "withdraw"})
    need.refresh_from_db()
    assert need.coming == 0


def test_a_need_is_reported_and_read_by_nobody_but_staff(guest: Client) -> None:
    crisis = care.make_crisis()
    said = {
        "kind": "rescue",
        "place": "幸福里 3 号楼",
        "words": "两位老人",
        "phone": "",
        "lon": "114.9",
        "lat": "27.8",
    }
    answer = guest.post(at("crisis-report", crisis.pk), said)
    assert "报上去了" in words(answer) and "幸福里" not in words(answer)
    assert CrisisNeed.objects.get().state == "new"
    assert "两位老人" not in html(guest.get(at("crisis-board", crisis.pk)))


def test_a_report_that_lacks_something_keeps_what_was_typed(guest: Client) -> None:
    crisis = care.make_crisis()
    answer = guest.post(at("crisis-report", crisis.pk), {"kind": "rescue", "words": "两位老人", "phone": "x"})
    assert answer.status_code == 422
    assert "请写在哪里" in words(answer) and "两位老人" in html(answer)
    assert not CrisisNeed.objects.exists()


def test_the_board_costs_the_same_with_one_and_with_three(
    guest: Client, django_assert_num_queries: Any
) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    for count in (1, 2):
        for _ in range(count):
            care.verified(crisis, officer)
        with django_assert_num_queries(2):  # the crisis, its needs
            guest.get(at("crisis-board", crisis.pk))

"""A crisis for everybody: expiry to the minute, who holds which pass, full and closed areas, and addresses that are none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.care.actions.crisis import hand_back_crisis, say_come_again, say_stop_coming, write_brief
from redvest.care.actions.crisis_need import end_crisis_need
from redvest.care.actions.crisis_staging import change_area, check_in_crisis
from redvest.care.models import Crisis, CrisisGoing, CrisisNeed, CrisisVolunteer
from redvest.care.queries.crisis_need import told_of
from tests.faces.site.conftest import html, words
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(name: str, *args: Any) -> str:
    return reverse(f"site:{name}", args=args)


def register(client: Client, crisis: Crisis, **changes: Any) -> CrisisVolunteer:
    said = {
        "step": "form", "version": str(crisis.brief_version), "name": "王小路", "phone": make.next_phone(),
        "born": "19900517", "brief": "on",
    } | changes  # fmt: skip
    assert client.post(at("crisis", crisis.pk), said)["Location"] == at("crisis-pass", crisis.pk)
    return CrisisVolunteer.objects.get(crisis=crisis, phone_tail=said["phone"][-4:], name=said["name"])


def test_a_need_is_off_the_board_in_the_minute_that_its_word_runs_out(
    guest: Client, on_the_tests_day: Any
) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer)
    assert need.expires_at is not None
    register(guest, crisis)
    on_the_tests_day.move_to(need.expires_at - MINUTE)
    assert need.shown in words(guest.get(at("crisis-board", crisis.pk)))
    on_the_tests_day.move_to(need.expires_at)
    assert "现在没有等人去的事" in words(guest.get(at("crisis-board", crisis.pk)))
    late = guest.post(at("crisis-go", crisis.pk, need.pk), follow=True)
    assert "已经了结" in words(late)
    assert not CrisisGoing.objects.exists()


def test_an_ended_need_is_off_the_board_and_the_last_verified_stands_first(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer, at=NOW - 3 * HOUR)
    early, late = (care.verified(crisis, officer, at=NOW - n * HOUR) for n in (2, 1))
    CrisisNeed.objects.filter(pk=early.pk).update(area="早核实的地方")
    CrisisNeed.objects.filter(pk=late.pk).update(area="晚核实的地方")
    page = words(guest.get(at("crisis-board", crisis.pk)))
    assert page.index("晚核实的地方") < page.index("早核实的地方")
    end_crisis_need(by=officer, need=late, state="closed", note="不属实", at=NOW)
    page = words(guest.get(at("crisis-board", crisis.pk)))
    assert "早核实的地方" in page and "晚核实的地方" not in page and "不属实" not in page


def test_a_need_that_takes_nobody_is_shown_without_a_button(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer, wanted=0)
    register(guest, crisis)
    page = guest.get(at("crisis-board", crisis.pk))
    assert need.shown in words(page) and "有 0 人去" not in words(page) and "人够了" not in words(page)
    assert at("crisis-go", crisis.pk, need.pk) not in html(page)
    assert "已经够了" in words(guest.post(at("crisis-go", crisis.pk, need.pk), follow=True))
    assert not CrisisGoing.objects.exists()


def test_going_twice_and_not_going_at_all_are_said_and_change_nothing(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer, wanted=3)
    register(guest, crisis)
    go = at("crisis-go", crisis.pk, need.pk)
    assert "没有说过去这里" in words(guest.post(go, {"verb": "withdraw"}, follow=True))
    guest.post(go)
    assert "你已经说过去这里了" in words(guest.post(go, follow=True))
    need.refresh_from_db()
    assert (need.coming, CrisisGoing.objects.count()) == (1, 1)
    assert guest.get(go).status_code == 405


def test_a_pass_of_one_crisis_goes_to_no_need_of_another(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    centre = make.make_centre()
    other = care.make_crisis(make.make_region_tree().fenyi, name="分宜县防汛", by=centre)
    need = care.verified(other, centre)
    register(guest, crisis)
    assert guest.post(at("crisis-go", other.pk, need.pk))["Location"] == at("crisis", other.pk)
    assert "没有找到这条需求" in words(guest.post(at("crisis-go", crisis.pk, need.pk), follow=True))
    assert guest.get(at("crisis-pass", other.pk))["Location"] == at("crisis", other.pk)
    assert not CrisisGoing.objects.exists()


def test_one_browser_holds_a_pass_for_each_crisis(guest: Client) -> None:
    crisis = care.make_crisis()
    other = care.make_crisis(make.make_region_tree().fenyi, name="分宜县防汛", by=make.make_centre())
    first, second = register(guest, crisis), register(guest, other)
    for where, mine, theirs in ((crisis, first, second), (other, second, first)):
        page = words(guest.get(at("crisis-pass", where.pk)))
        assert mine.pass_code in page and theirs.pass_code not in page


def test_while_stopped_nobody_new_goes_but_who_goes_may_withdraw(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    mine, other = (care.verified(crisis, officer) for _ in range(2))
    register(guest, crisis)
    guest.post(at("crisis-go", crisis.pk, mine.pk))
    say_stop_coming(by=officer, crisis=crisis, words="路要留给救护车", at=NOW)
    page = html(guest.get(at("crisis-board", crisis.pk)))
    assert at("crisis-go", crisis.pk, mine.pk) in page and at("crisis-go", crisis.pk, other.pk) not in page
    kept = words(guest.get(at("crisis-pass", crisis.pk)))
    assert "去哪里报到" not in kept and "请先不要来现场" in kept, "the pass stays, the way there goes"
    guest.post(at("crisis-go", crisis.pk, mine.pk), {"verb": "withdraw"})
    mine.refresh_from_db()
    assert mine.coming == 0
    say_come_again(by=officer, crisis=crisis, words="夜里换班", at=NOW)
    page = html(guest.get(at("crisis-board", crisis.pk)))
    assert at("crisis-go", crisis.pk, other.pk) in page and "路要留给救护车" not in page


def test_the_pass_says_which_area_is_full_and_when_the_brief_is_old(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    area = care.make_area(crisis, officer, name="北湖公园", capacity=1)
    mine = register(guest, crisis)
    page = words(guest.get(at("crisis-pass", crisis.pk)))
    assert "还收人" in page and "满了" not in page and "须知更新过" not in page and "要：会驾船的" in page
    check_in_crisis(by=officer, area=area, person=mine, signs=None, at=NOW)
    write_brief(by=officer, crisis=crisis, text="全部穿救生衣。", at=NOW)
    page = words(guest.get(at("crisis-pass", crisis.pk)))
    assert "满了" in page and "还收人" not in page and "须知更新过" in page
    change_area(by=officer, area=area, capacity=2, wants="", at=NOW)
    assert "还收人" in words(guest.get(at("crisis-pass", crisis.pk)))


def test_when_it_is_over_the_pass_shows_nothing_and_nothing_is_taken_in(guest: Client) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer)
    mine = register(guest, crisis)
    hand_back_crisis(by=officer, crisis=crisis, note="水退了", at=NOW)
    answer = guest.get(at("crisis-pass", crisis.pk))
    assert (answer.status_code, mine.pass_code in html(answer)) == (404, False)
    assert guest.post(at("crisis-go", crisis.pk, need.pk)).status_code == 404
    said = {"kind": "rescue", "place": "幸福里 3 号楼", "words": "两位老人"}
    assert guest.post(at("crisis-report", crisis.pk), said).status_code == 404
    assert CrisisNeed.objects.count() == 1
    assert not CrisisGoing.objects.exists()


def test_who_registered_is_shown_the_way_to_the_pass_and_nobody_else(guest: Client) -> None:
    crisis = care.make_crisis()
    register(guest, crisis)
    assert "你已经登记过了" in words(guest.get(at("crisis", crisis.pk)))
    assert "你已经登记过了" not in words(Client().get(at("crisis", crisis.pk)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"words": ""}, "请写是什么情况"),
        ({"place": ""}, "请写在哪里"),
        ({"words": "急"}, "请写清要什么帮助、在哪里"),
        ({"kind": "dance"}, "请从列表里选一个"),
        ({"place": "长" * 81}, "现在有 81 个"),
    ],
)
def test_what_a_report_lacks_is_said_beside_the_form(
    guest: Client, change: dict[str, str], sentence: str
) -> None:
    crisis = care.make_crisis()
    said = {"kind": "rescue", "place": "幸福里 3 号楼", "words": "两位老人被困", "phone": "13812345678"}
    answer = guest.post(at("crisis-report", crisis.pk), said | change)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert 'value="13812345678"' in html(answer), "what was typed stays"
    assert not CrisisNeed.objects.exists()


def test_a_place_abroad_and_half_a_place_are_left_out(guest: Client) -> None:
    crisis = care.make_crisis()
    said = {"kind": "rescue", "place": "幸福里 3 号楼", "words": "两位老人被困", "phone": ""}
    for lon, lat in (("2.35", "48.85"), ("114.9", ""), ("", "27.8")):
        assert guest.post(at("crisis-report", crisis.pk), said | {"lon": lon, "lat": lat}).status_code == 200
    assert [(told_of(each).lon, told_of(each).lat) for each in CrisisNeed.objects.all()] == [(None, None)] * 3


def test_the_board_with_a_pass_costs_the_same_with_one_and_three(
    guest: Client, django_assert_num_queries: Any
) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    register(guest, crisis)
    for more in (1, 2):
        for _ in range(more):
            need = care.verified(crisis, officer)
            guest.post(at("crisis-go", crisis.pk, need.pk))
        guest.get(at("crisis-board", crisis.pk))  # what was said on the way is read once
        with django_assert_num_queries(5):  # the session, the crisis, the pass, its needs, where one goes
            guest.get(at("crisis-board", crisis.pk))

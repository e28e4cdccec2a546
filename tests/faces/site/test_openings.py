"""An announced post's page in each of its states, without scripts: what it says, its one step, when it comes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.actions.draw_entry import close_entries
from redvest.service.actions.lottery import draw
from redvest.service.choices import ActivityState
from redvest.service.models import DrawEntry, Opening, RoomTicket, SignUp
from redvest.service.rules.opening import StagePlan
from tests.faces.site.conftest import words
from tests.factories.opening import (
    CLOSES,
    DRAWS,
    HOUR,
    MINUTE,
    OPENS,
    announce,
    announce_lottery,
    announce_stages,
    enter,
    someone,
)
from tests.factories.registry import NOW, make_volunteer
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(on_the_tests_day: Any) -> Any:
    """Moves the clock."""

    def move(moment: datetime) -> None:
        on_the_tests_day.move_to(moment)

    return move


def page(client: Client, opening: Opening, more: str = "") -> Any:
    return client.get(f"/posts/{opening.pk}/opening/{more}")


def press(client: Client, opening: Opening, step: str) -> str:
    return words(client.post(f"/posts/{opening.pk}/opening/{step}/", follow=True))


def test_first_come_counts_down_then_offers_the_one_button(me: Client, guest: Client, at: Any) -> None:
    opening = announce()
    said = page(guest, opening)
    assert (
        "3月5日 周四 11:00" in words(said) and "1 小时 0 分" in words(said) and "Refresh" not in said.headers
    )
    activity = words(guest.get(f"/activities/{opening.post.activity_id}/"))
    assert "先到先得 · " in activity and "看放号安排" in activity and "登录后报名" not in activity
    assert "开放报名" in words(me.post(f"/posts/{opening.pk}/sign-up/"))
    at(OPENS - 5 * MINUTE)
    assert 300 <= int(page(me, opening).headers["Refresh"]) < 360
    at(OPENS)
    assert "登录后报名" in words(page(guest, opening))
    assert f'action="/posts/{opening.pk}/sign-up/"' in page(me, opening).content.decode()
    me.post(f"/posts/{opening.pk}/sign-up/")
    assert "已经报上" in words(page(me, opening))


def test_lottery_enter_withdraw_wait_and_the_two_ends(me: Client, person: Volunteer, at: Any) -> None:
    opening = announce_lottery(make_post(places=1))
    assert "开始登记抽签" in words(page(me, opening))
    at(OPENS)
    assert "登记参加抽签" in words(page(me, opening))
    assert "你的签号是 1" in press(me, opening, "enter")
    listed = me.get("/me/signups/")
    assert (
        "登记了抽签的" in words(listed) and "签号 1" in words(listed) and "还没有报过名" not in words(listed)
    )
    assert f"/posts/{opening.pk}/opening/" in listed.content.decode()
    assert "已经撤回登记" in press(me, opening, "withdraw")
    assert "登记了抽签的" not in words(me.get("/me/signups/"))
    assert DrawEntry.objects.get().withdrawn_at == OPENS
    press(me, opening, "enter")
    enter(opening, someone())
    at(CLOSES)
    close_entries(at=CLOSES)
    assert "抽签，结果会发消息告诉你" in words(page(me, opening))
    at(DRAWS)
    draw(post_id=opening.pk, at=DRAWS)
    said = words(page(me, opening))
    won = SignUp.objects.get(volunteer=person).state == "confirmed"
    assert ("抽中了，已经报上" in said) is won and ("候补第 1 位" in said) is not won
    assert "已经抽过签了" in press(me, opening, "withdraw")


def test_who_did_not_enter_or_was_passed_over_reads_why(me: Client, person: Volunteer, at: Any) -> None:
    opening, other = announce_lottery(make_post(places=1)), announce_lottery()
    at(OPENS)
    press(me, opening, "enter")
    Volunteer.objects.update(state="suspended")
    at(DRAWS)
    for each in (opening, other):
        draw(post_id=each.pk, at=DRAWS)
    Volunteer.objects.update(state="active")
    assert "抽签时你的志愿者身份不能报名" in words(page(me, opening))
    assert "没有参加抽签的人，也可以报名" in words(page(me, other))


def test_who_withdrew_after_the_list_was_fixed_reads_their_own_number(
    me: Client, person: Volunteer, at: Any
) -> None:
    opening = announce_lottery(make_post(places=1))
    at(OPENS)
    press(me, opening, "enter")
    enter(opening, someone())
    at(CLOSES)
    close_entries(at=CLOSES)
    press(me, opening, "withdraw")
    at(DRAWS)
    draw(post_id=opening.pk, at=DRAWS)
    mine = DrawEntry.objects.get(volunteer=person)
    assert mine.outcome == "withdrawn" and f"你的签号 {mine.number}。" in words(page(me, opening))


def test_the_waiting_room_comes_back_by_itself(me: Client, guest: Client, at: Any) -> None:
    opening = announce(make_post(places=1), waiting_room=True, admit_per_second=1)
    assert "登录后排队" in words(page(guest, opening)) and "领排队号" in words(page(me, opening))
    said = press(me, opening, "ticket")
    assert "你已经到了" in said and RoomTicket.objects.get().number is None
    assert "Refresh" in page(me, opening).headers
    at(OPENS)
    assert "第 1 号，轮到你了" in words(page(me, opening))
    RoomTicket.objects.update(number=5)
    waiting = page(me, opening)
    assert "你是第 5 号" in words(waiting) and waiting.headers["Refresh"] == "4"
    at(OPENS + timedelta(seconds=4))
    turn = page(me, opening)
    assert "第 5 号，轮到你了" in words(turn) and "Refresh" not in turn.headers
    me.post(f"/posts/{opening.pk}/sign-up/")
    assert "已经报上" in words(page(me, opening))


def test_stages_say_for_whom_and_when(me: Client, person: Volunteer, at: Any) -> None:
    post = make_post(places=9)
    opening = announce_stages(post, StagePlan("members", OPENS, 4), StagePlan("new", OPENS + HOUR, 2, "30"))
    at(OPENS)
    said = words(page(me, opening))
    assert "本组织成员" in said and "登记不满 30 天的新志愿者" in said and "现在这一批不对你开放" in said
    Volunteer.objects.filter(pk=person.pk).update(registered_at=NOW)
    at(OPENS + HOUR)
    assert f'action="/posts/{opening.pk}/sign-up/"' in page(me, opening).content.decode()


def test_strangers_to_the_register_are_led_there_and_hidden_ones_stay_hidden(
    member: Client, guest: Client, at: Any
) -> None:
    opening = announce_lottery()
    at(OPENS)
    assert member.post(f"/posts/{opening.pk}/opening/enter/").headers["Location"].startswith("/me/real-name/")
    assert guest.post(f"/posts/{opening.pk}/opening/enter/").headers["Location"].startswith("/login/")
    hidden = announce(make_post(activity=make_activity(state=ActivityState.DRAFT)), opens_at=OPENS + HOUR)
    for key in (hidden.pk, make_post().pk):
        assert guest.get(f"/posts/{key}/opening/").status_code == 404
    assert page(member, opening, f"?for={make_volunteer().pk}").status_code in (403, 404)
    assert not DrawEntry.objects.exists()

"""A need as everybody sees it, taking it, serving it, and the requester's own link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.care.actions.dispatch import ask_in_waves
from redvest.care.actions.need_link import link_of
from redvest.care.choices import AskState, NeedState, ServingState
from redvest.care.models import Need, NeedAsk, NeedServing
from redvest.core.models import AuditLine
from redvest.registry.models import Volunteer
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import code_of, offered, served, taken, wrong_code
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
PRIVATE = ("刘桂英", "百花路 8 号", "13907900001", "膝盖疼")


def browser(volunteer: Volunteer) -> Client:
    assert volunteer.account is not None
    return browser_of(volunteer.account)


def masked(page: str) -> None:
    assert not [each for each in PRIVATE if each in page]


def test_anybody_reads_it_masked(guest: Client) -> None:
    need = offered(hands=3, risks="家里有狗")
    page = words(guest.get(f"/help/{need.pk}/"))
    assert need.title in page and "百花湖社区" in page and "还缺 3 人" in page
    masked(page)
    assert "家里有狗" not in page and "13907900001" not in page


@pytest.mark.parametrize("state", [NeedState.SUBMITTED, NeedState.REFUSED, NeedState.CANCELLED])
def test_what_is_not_out_is_not_there(guest: Client, state: NeedState) -> None:
    assert guest.get(f"/help/{make_need(state=state).pk}/").status_code == 404


def test_one_press_takes_it_and_the_next_one_hears_so(me: Client, person: Volunteer) -> None:
    need = offered()
    assert "我去" in words(me.get(f"/help/{need.pk}/"))
    page = words(me.post(f"/help/{need.pk}/accept/", follow=True))
    assert "接下来了" in page and "看住址和电话" in page
    masked(page)
    late = browser(make.make_volunteer()).post(f"/help/{need.pk}/accept/")
    assert late.status_code == 409 and "已经有人接了" in words(late)
    assert NeedServing.objects.get().volunteer == person
    assert "这一单你接了" in words(me.get(f"/help/{need.pk}/"))


def test_who_cannot_reads_why_before_pressing_anything() -> None:
    need = offered()
    young = browser(make.make_volunteer(birth_on=date(2010, 1, 1)))
    page = words(young.get(f"/help/{need.pk}/"))
    assert "这一单要满 18 岁才能接" in page
    refused = young.post(f"/help/{need.pk}/accept/")
    assert refused.status_code == 422 and "这一单要满 18 岁才能接" in words(refused)
    assert not NeedServing.objects.exists()


def test_guests_and_members_are_sent_to_the_door(guest: Client, member: Client) -> None:
    need = offered()
    assert guest.post(f"/help/{need.pk}/accept/").status_code in (302, 401)
    assert member.post(f"/help/{need.pk}/accept/").status_code == 403
    assert guest.get("/me/needs/").status_code in (302, 401)
    assert not NeedServing.objects.exists()


def test_asked_i_read_why_and_say_no(me: Client, person: Volunteer) -> None:
    need = make_need(state=NeedState.QUEUED)
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    page = words(me.get("/me/needs/"))
    assert need.title in page and "就住在这个社区" in page
    assert "想到你，是因为" in words(me.get(f"/help/{need.pk}/"))
    page = words(me.post(f"/help/{need.pk}/decline/", {"words": "要上班"}, follow=True))
    assert "不勉强" in page
    ask = NeedAsk.objects.get()
    assert (ask.state, ask.words, ask.volunteer) == (AskState.DECLINED, "要上班", person)
    other = browser(make.make_volunteer(region=make.make_region_tree().qiandong))
    assert "会发消息" in words(other.get(f"/help/{need.pk}/"))
    assert other.post(f"/help/{need.pk}/accept/").status_code == 403
    assert other.post(f"/help/{need.pk}/decline/").status_code == 404


def test_the_address_is_shown_on_request_and_each_look_is_kept(me: Client, person: Volunteer) -> None:
    serving = taken(by=make.volunteer_standing(person))
    masked(words(me.get(f"/me/needs/{serving.pk}/")))
    answer = me.post(f"/me/needs/{serving.pk}/", {"verb": "look"})
    page = words(answer)
    assert all(each in page for each in ("刘桂英", "百花路 8 号 2 栋 301", "13907900001"))
    assert "geo:27.810200,114.930100" in answer.content.decode()
    assert "地址可以看到求助人确认以后 24 小时为止" in page
    assert AuditLine.objects.filter(verb="read_private").count() == 1
    masked(words(me.get(f"/me/needs/{serving.pk}/")))
    stranger = browser(make.make_volunteer())
    assert stranger.get(f"/me/needs/{serving.pk}/").status_code == 404
    assert stranger.post(f"/me/needs/{serving.pk}/", {"verb": "look"}).status_code == 404
    assert AuditLine.objects.filter(verb="read_private").count() == 1


def test_begun_with_the_code_and_ended(me: Client, person: Volunteer, on_the_tests_day: Any) -> None:
    serving = taken(by=make.volunteer_standing(person))
    page = f"/me/needs/{serving.pk}/"
    refused = me.post(page, {"verb": "begin", "code": wrong_code(serving)})
    assert refused.status_code == 422 and "服务码不对" in words(refused)
    assert "办完了吗" in words(me.post(page, {"verb": "begin", "code": code_of(serving)}, follow=True))
    on_the_tests_day.shift(timedelta(hours=20))
    late = me.post(page, {"verb": "finish", "words": "买了药"})
    assert late.status_code == 422 and "是不是忘了按" in words(late) and "买了药" in late.content.decode()
    done = words(me.post(page, {"verb": "finish", "words": "买了药", "minutes": "40"}, follow=True))
    assert "40 分钟" in done and "要有一个组织来记录" in done
    serving.refresh_from_db()
    assert (serving.state, serving.minutes, serving.proofs) == (ServingState.SERVED, 40, ["home-code"])


def test_not_coming_after_all(me: Client, person: Volunteer) -> None:
    serving = taken(by=make.volunteer_standing(person))
    me.post(f"/me/needs/{serving.pk}/", {"verb": "cancel", "words": "病了"})
    serving.refresh_from_db()
    assert (serving.state, Need.objects.get().state) == (ServingState.CANCELLED, NeedState.QUEUED)
    gone = me.post(f"/me/needs/{serving.pk}/", {"verb": "look"})
    assert gone.status_code == 410
    masked(words(gone))


def test_a_day_after_the_end_the_address_is_gone(
    me: Client, person: Volunteer, on_the_tests_day: Any
) -> None:
    done = served()
    client = browser(Volunteer.objects.get(pk=done.serving.volunteer_id))
    page = f"/me/needs/{done.serving.pk}/"
    on_the_tests_day.shift(timedelta(hours=3))
    Client().post(f"/n/{done.token}/", {"verb": "done"})
    on_the_tests_day.shift(timedelta(hours=23, minutes=59))
    until = "地址可以看到 3月6日 周五 13:00 为止"
    assert until in words(client.get(page))
    seen = words(client.post(page, {"verb": "look"}))
    assert "刘桂英" in seen and until in seen
    on_the_tests_day.shift(timedelta(minutes=2))
    late = client.post(page, {"verb": "look"})
    assert late.status_code == 410 and "不再显示" in words(late)
    masked(words(late))
    assert "看住址和电话" not in words(client.get(page))


def test_my_list_costs_as_much_for_three_as_for_one(
    me: Client, person: Volunteer, django_assert_num_queries: Any
) -> None:
    by = make.volunteer_standing(person)
    taken(by=by)
    me.get("/me/needs/")
    with django_assert_num_queries(6):
        me.get("/me/needs/")
    taken(by=by)
    taken(by=by)
    with django_assert_num_queries(6):
        me.get("/me/needs/")


# --- the requester's link ---


def test_who_comes_and_the_code_to_tell_them(guest: Client) -> None:
    serving = taken()
    token = link_of(need=serving.need, at=NOW)
    answer = guest.get(f"/n/{token}/")
    page = words(answer)
    assert "李某" in page and code_of(serving) in page and "明霞" not in page
    assert answer["Referrer-Policy"] == "same-origin"  # the address is the key, and no other house hears it
    masked(page)


def test_three_big_buttons_then_the_stars(guest: Client, on_the_tests_day: Any) -> None:
    done = served()
    on_the_tests_day.shift(timedelta(hours=3))
    page = words(guest.get(f"/n/{done.token}/"))
    assert all(each in page for each in ("办好了", "办了一部分", "没有办"))
    page = words(guest.post(f"/n/{done.token}/", {"verb": "done"}, follow=True))
    assert "谢谢你告诉我们" in page and "打几颗星" in page
    wrong = guest.post(f"/n/{done.token}/", {"verb": "rate", "score": "9", "words": "很好"})
    assert wrong.status_code == 422 and "很好" in words(wrong)
    guest.post(f"/n/{done.token}/", {"verb": "rate", "score": "5", "words": "很好"})
    done.need.refresh_from_db()
    assert (done.need.state, done.need.score, done.need.score_words) == (NeedState.CLOSED, 5, "很好")
    again = guest.post(f"/n/{done.token}/", {"verb": "not-done"})
    assert again.status_code == 409


def test_the_volunteer_who_has_the_link_does_not_confirm_for_them(on_the_tests_day: Any) -> None:
    done = served()
    on_the_tests_day.shift(timedelta(hours=3))
    client = browser(Volunteer.objects.get(pk=done.serving.volunteer_id))
    assert client.post(f"/n/{done.token}/", {"verb": "done"}).status_code == 403
    done.need.refresh_from_db()
    assert done.need.state == NeedState.SERVED


def test_a_link_that_is_none_and_guessing(guest: Client) -> None:
    assert guest.get("/n/nosuchlink/").status_code == 404
    for n in range(70):
        answer = guest.get(f"/n/{n}/")
    assert answer.status_code == 429


# --- texts sent back ---


def push(client: Client, token: str, **more: Any) -> Any:
    row = {
        "phone_number": "13907900001",
        "content": "1",
        "send_time": "2026-03-05 13:00:00",
        "sequence_id": 1,
    } | more
    return client.post(f"/sms/up/{token}/", [row], content_type="application/json")


def test_a_text_sent_back_settles_it(guest: Client, settings: Any, on_the_tests_day: Any) -> None:
    settings.REDVEST_SMS_UP_TOKEN = "一个很长的词"
    done = served()
    on_the_tests_day.shift(timedelta(hours=3))
    assert push(guest, "猜的").status_code == 404
    answer = push(guest, "一个很长的词")
    assert answer.json() == {"code": 0, "msg": "OK"}
    done.need.refresh_from_db()
    assert done.need.state == NeedState.CLOSED


def test_without_a_word_nothing_is_taken(guest: Client, settings: Any) -> None:
    settings.REDVEST_SMS_UP_TOKEN = ""
    assert push(guest, "x").status_code == 404
    assert guest.get("/sms/up/x/").status_code in (404, 405)


def test_what_cannot_be_read_is_not_answered_as_taken(guest: Client, settings: Any) -> None:
    settings.REDVEST_SMS_UP_TOKEN = "word"
    done = served()
    long = b'[{"phone_number": "13907900001", "content": "' + b"1" * 1_100_000 + b'"}]'
    for body in (b"", b"{", b"[1, null]", b'[{"phone_number": "x"}]', long):
        answer = guest.post("/sms/up/word/", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, 1)
    assert guest.post("/sms/up/word/", b"[]", content_type="application/json").json()["code"] == 0
    assert push(guest, "word", phone_number="12345").status_code == 200
    done.need.refresh_from_db()
    assert done.need.state == NeedState.SERVED

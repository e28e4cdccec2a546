"""The inbox page: the number in the frame costs no query, a press marks and leads on, nobody reads another's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.models import Delivery, Message, Volunteer
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_post, make_signup

pytestmark = pytest.mark.django_db
URL = "/me/inbox/"


def tell(person: Volunteer, text: str, **more: object) -> Message:
    tell_person(volunteer=person, text=text, at=NOW, notice=Notice(MessageKind.SIGNUP, **more))  # type: ignore[arg-type]
    return Message.objects.get(account=person.account, text__endswith=text)


def test_empty_teaches_and_a_notice_shows_from_whom(me: Client, person: Volunteer) -> None:
    assert "还没有消息" in words(me.get(URL))
    tell(person, "【暖阳队】候补轮到你了")
    page = words(me.get(URL))
    assert "暖阳队 ·" in page and "候补轮到你了" in page and "没看过" in page
    assert "1 条没看过的消息" in page


def test_a_press_marks_it_and_leads_to_what_it_is_about(me: Client, person: Volunteer) -> None:
    signup = make_signup(post=make_post(), volunteer=person)
    found = tell(person, "轮到你了", about=signup)
    answer = me.post(f"{URL}{found.pk}/")
    assert answer.status_code == 302 and answer["Location"] == f"/me/signups/{signup.pk}/"
    found.refresh_from_db()
    assert found.read_at == NOW
    assert "都看过了" in words(me.get(f"{URL}?unread=1"))
    tell(person, "又一条")
    assert "1 条消息标成看过了" in words(me.post(f"{URL}read/", follow=True))


def test_nobody_reads_another_persons(person: Volunteer) -> None:
    found = tell(person, "只给你")
    other = registry.make_volunteer().account
    assert other is not None
    stranger = browser_of(other)
    assert stranger.post(f"{URL}{found.pk}/").status_code == 404
    assert "只给你" not in words(stranger.get(URL))
    found.refresh_from_db()
    assert found.read_at is None


def test_the_number_costs_no_query_and_the_list_no_more_with_three(me: Client, person: Volunteer) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert me.get(address).status_code == 200
        return len(asked)

    tell(person, "一")
    me.get(URL)
    one, help_page = count(URL), count("/questions/")
    tell(person, "二")
    tell(person, "三")
    assert (count(URL), count("/questions/")) == (one, help_page)
    assert one == 5  # session, account with its number, standing, the list, where else it went
    assert "3 条没看过的消息" in words(me.get("/questions/"))


def test_a_notice_says_where_else_it_went_and_whether_it_arrived(me: Client, person: Volunteer) -> None:
    found = tell(person, "候补轮到你了")
    assert "也发到" not in words(me.get(URL))
    for channel, state in (("sms", "delivered"), ("wechat", "failed")):
        Delivery.objects.create(message=found, channel=channel, state=state, next_at=NOW, changed_at=NOW)
    page = words(me.get(URL))
    assert "也发到：" in page and "短信 送到了" in page and "没有送到" in page

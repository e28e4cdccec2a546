"""Signing up, being refused, cancelling: one press, one booking, and nothing lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from redvest.registry.actions.setting import set_rule
from redvest.registry.models import Volunteer
from redvest.service.choices import SignUpState
from redvest.service.models import Post, SignUp
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def sign_up(client: Client, post: Post, key: str = "k") -> Any:
    return client.post(f"/posts/{post.pk}/sign-up/", {"key": key}, follow=True)


def test_a_place_is_taken_and_the_next_step_named(me: Client, person: Volunteer) -> None:
    post = make_post(places=2)
    said = words(sign_up(me, post))
    assert "报上了" in said and "10:00 前到集合的地方" in said and "打开我的签到码" in said
    post.refresh_from_db()
    assert post.taken == 1 and SignUp.objects.get().volunteer == person


def test_pressing_twice_books_once(me: Client) -> None:
    post = make_post(places=2)
    first, second = sign_up(me, post, "same"), sign_up(me, post, "same")
    assert first.redirect_chain[-1] == second.redirect_chain[-1]
    assert SignUp.objects.count() == 1


def test_signing_up_again_leads_to_what_there_is(me: Client) -> None:
    post = make_post(places=2)
    sign_up(me, post, "one")
    again = sign_up(me, post, "two")
    assert again.status_code == 200 and "你已经报过这个岗位了" in words(again)
    assert SignUp.objects.count() == 1


def test_a_full_post_gives_a_place_in_line(me: Client) -> None:
    post = make_post(places=1, taken=1)
    earlier = registry.make_volunteer(name="周先到").account
    assert earlier is not None
    assert "候补第 1 位" in words(sign_up(browser_of(earlier), post))
    assert "候补第 2 位" in words(sign_up(me, post))


def test_a_refusal_lists_every_reason_and_changes_nothing(me: Client) -> None:
    post = make_post(activity=make_activity(signup_closes_at=NOW - HOUR), min_age=60)
    response = sign_up(me, post)
    assert response.status_code == 422
    said = words(response)
    assert "你现在还不能报这个岗位" in said and "这个岗位要满 60 岁。" in said and "报名已经截止。" in said
    assert "看看别的活动" in said
    post.refresh_from_db()
    assert post.taken == 0 and not SignUp.objects.exists()


def test_two_at_once_in_time_are_refused(me: Client, person: Volunteer) -> None:
    make_signup(post=make_post(activity=make_activity(title="河边清洁")), volunteer=person)
    response = sign_up(me, make_post())
    assert response.status_code == 409 and "同一时间你已经报了“河边清洁”。" in words(response)
    assert SignUp.objects.count() == 1


def test_who_is_not_known_is_led_through_the_doors(guest: Client, member: Client) -> None:
    post = make_post()
    asked = guest.post(f"/posts/{post.pk}/sign-up/")
    assert asked.status_code == 302 and asked["Location"].startswith("/login/?next=")
    back = guest.get(f"/posts/{post.pk}/sign-up/")
    assert back["Location"].startswith("/login/")
    unregistered = member.post(f"/posts/{post.pk}/sign-up/")
    assert unregistered["Location"] == f"/me/real-name/?next=/activities/{post.activity_id}/"
    assert member.get(f"/posts/{post.pk}/sign-up/")["Location"] == f"/activities/{post.activity_id}/"
    assert not SignUp.objects.exists()


def test_a_post_that_is_not_there(me: Client) -> None:
    assert me.post(f"/posts/{uuid4()}/sign-up/").status_code == 404


def test_cancelling_gives_the_place_to_the_next(me: Client, person: Volunteer) -> None:
    post = make_post(places=1)
    mine = make_signup(post=post, volunteer=person)
    waiting = make_signup(
        post=post, volunteer=registry.make_volunteer(name="周候补"), state=SignUpState.WAITING
    )
    response = me.post(f"/me/signups/{mine.pk}/cancel/", follow=True)
    assert "有人在候补的话，名额按顺序给下一位" in words(response)
    waiting.refresh_from_db()
    mine.refresh_from_db()
    assert (mine.state, waiting.state) == (SignUpState.CANCELLED, SignUpState.OFFERED)


def test_until_when_one_may_cancel_is_the_rule_of_the_place(me: Client, person: Volunteer) -> None:
    mine = make_signup(post=make_post(activity=make_activity(starts_at=NOW + 3 * HOUR)), volunteer=person)
    tree = registry.make_region_tree()
    set_rule(
        by=registry.make_centre(), key="signup.cancel_until_minutes", region=tree.city, value=120,
        effective_on=NOW.date(), basis="本市规定", at=NOW,
    )  # fmt: skip
    address = f"/me/signups/{mine.pk}/"
    assert "3月5日 周四 11:00 前可以取消" in words(me.get(address))
    SignUp.objects.update(period=(NOW + HOUR, NOW + 3 * HOUR))
    assert "可以取消" not in words(me.get(address)) and "找人顶替" not in words(me.get(address))
    assert me.post(f"{address}cancel/").status_code == 409
    mine.refresh_from_db()
    assert mine.state == SignUpState.CONFIRMED


def test_who_cancels_late_reads_beforehand_that_it_is_remembered(me: Client, person: Volunteer) -> None:
    mine = make_signup(post=make_post(activity=make_activity(starts_at=NOW + 48 * HOUR)), volunteer=person)
    address = f"/me/signups/{mine.pk}/"
    assert "临近取消" not in words(me.get(address))
    SignUp.objects.update(period=(NOW + 2 * HOUR, NOW + 4 * HOUR))
    assert "会记进“我的到场”" in words(me.get(address))
    me.post(f"{address}cancel/")
    mine.refresh_from_db()
    assert mine.cancel_kind == "late"


def test_too_late_to_cancel_says_whom_to_call(me: Client, person: Volunteer) -> None:
    mine = make_signup(post=make_post(activity=make_activity(starts_at=NOW - HOUR)), volunteer=person)
    response = me.post(f"/me/signups/{mine.pk}/cancel/")
    assert response.status_code == 409 and "请马上打电话告诉领队" in words(response)
    mine.refresh_from_db()
    assert mine.state == SignUpState.CONFIRMED


def test_somebody_elses_sign_up_is_not_mine_to_see_or_cancel(me: Client) -> None:
    theirs = make_signup(post=make_post(), volunteer=registry.make_volunteer(name="周别人"))
    assert me.get(f"/me/signups/{theirs.pk}/").status_code == 404
    assert me.post(f"/me/signups/{theirs.pk}/cancel/").status_code == 403
    theirs.refresh_from_db()
    assert theirs.state == SignUpState.CONFIRMED


def test_the_list_has_what_comes_first_then_what_was(me: Client, person: Volunteer) -> None:
    past = make_activity(title="上月的事", starts_at=NOW - timedelta(days=30))
    make_signup(post=make_post(activity=past), volunteer=person, state=SignUpState.SERVED)
    for days, title in ((9, "下周的事"), (2, "后天的事")):
        make_signup(
            post=make_post(activity=make_activity(title=title, starts_at=NOW + timedelta(days=days))),
            volunteer=person,
        )
    said = words(me.get("/me/signups/"))
    assert said.index("后天的事") < said.index("下周的事") < said.index("以前的") < said.index("上月的事")
    assert "已参加" in said and "还有 2 天" in said


def test_an_empty_list_teaches(me: Client) -> None:
    assert "还没有报过名" in words(me.get("/me/signups/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(
    me: Client, person: Volunteer, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        activity = make_activity(starts_at=NOW + timedelta(days=1 + number))
        post = make_post(activity=activity, places=1, taken=1)
        make_signup(post=post, volunteer=person, state=SignUpState.WAITING)
    # session, account, standing, asked, lotteries, groups, ahead with their place in line, past
    with django_assert_num_queries(8):
        me.get("/me/signups/")

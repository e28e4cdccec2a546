"""My own rotating code, and scanning the venue's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.actions.attendance import my_code, venue_code
from redvest.service.models import Activity, Attendance, Scan
from tests.faces.site.conftest import html, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup, make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    """One that is on now."""
    return make_activity(title="陪独居老人买菜", starts_at=NOW - HOUR / 2, hours=2)


def code_of(activity: Activity) -> str:
    return venue_code(by=registry.standing_of(activity.leader), activity=activity, at=NOW).text


def scan(client: Client, code: str, direction: str = "in", nonce: str = "n1", **more: Any) -> Any:
    return client.post("/me/scan/", {"code": code, "direction": direction, "nonce": nonce}, **more)


def test_my_code_is_drawn_with_a_masked_name(me: Client, person: Volunteer) -> None:
    response = me.get("/me/code/")
    said = words(response)
    assert "<svg" in html(response) and "李*霞" in said and "李明霞" not in said
    shown = response.context["qr_text"].split(".")
    assert shown[:4] == my_code(by=registry.volunteer_standing(person), at=NOW).text.split(".")[:4]
    assert len(shown[4]) == 12, "the mark of this browser"
    assert '<noscript><meta http-equiv="refresh"' in html(response)
    assert "no-store" in response["Cache-Control"]


def test_who_has_no_sign_up_is_told(me: Client, person: Volunteer) -> None:
    assert "你还没有报名" in words(me.get("/me/code/"))
    make_signup(post=make_post(), volunteer=person)
    assert "下一场：陪独居老人买菜，明天 10:00" in words(me.get("/me/code/"))


def test_the_code_renews_itself(me: Client, on_the_tests_day: Any) -> None:
    first = me.get("/me/code/fresh").json()
    assert first["svg"].startswith("<svg") and 1 <= first["expires_in"] <= 20
    on_the_tests_day.shift(timedelta(seconds=first["expires_in"] + 1))
    second = me.get("/me/code/fresh").json()
    assert second["text"] != first["text"]


def test_no_code_without_a_record(member: Client, guest: Client) -> None:
    assert member.get("/me/code/").status_code == 403
    assert guest.get("/me/code/")["Location"].startswith("/login/")
    assert guest.get("/me/code/fresh").status_code == 302


def test_scanning_in_and_out(
    me: Client, person: Volunteer, activity: Activity, on_the_tests_day: Any
) -> None:
    make_signup(post=make_post(activity=activity), volunteer=person)
    inside = scan(me, code_of(activity), follow=True)
    assert "签到好了：陪独居老人买菜" in words(inside)
    page = html(me.get("/me/scan/"))
    assert 'value="out" checked' in page and "在“陪独居老人买菜”签到了" in page
    again = scan(me, code_of(activity), "out", "n2")
    assert again.status_code == 409 and "这个码已经用过一次了" in words(again)
    on_the_tests_day.shift(timedelta(seconds=20))
    later = NOW + timedelta(seconds=20)
    code = venue_code(by=registry.standing_of(activity.leader), activity=activity, at=later).text
    outside = scan(me, code, "out", "n3", follow=True)
    assert "签退好了" in words(outside)
    assert Attendance.objects.get().out_at == later


def test_pressing_twice_counts_once(me: Client, person: Volunteer, activity: Activity) -> None:
    make_signup(post=make_post(activity=activity), volunteer=person)
    scan(me, code_of(activity))
    assert scan(me, code_of(activity)).status_code == 302
    assert Attendance.objects.count() == 1 and Scan.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("", "请扫现场的码"), ("RV1.A.x.y.z", "这个码认不出来"), ("你好", "这个码认不出来")],
)
def test_a_code_that_is_none_is_kept_and_explained(me: Client, code: str, sentence: str) -> None:
    response = scan(me, code, "out")
    assert response.status_code == 422 and sentence in words(response)
    assert f'value="{code}"' in html(response) and 'value="out" checked' in html(response)
    assert not Attendance.objects.exists()


def test_an_old_code_is_refused(
    me: Client, person: Volunteer, activity: Activity, on_the_tests_day: Any
) -> None:
    make_signup(post=make_post(activity=activity), volunteer=person)
    old = code_of(activity)
    on_the_tests_day.shift(timedelta(seconds=25))
    assert "这个码已经过期" in words(scan(me, old))
    assert not Attendance.objects.exists()


def test_who_is_not_on_the_list_is_told_what_to_do(me: Client, activity: Activity) -> None:
    response = scan(me, code_of(activity))
    assert response.status_code == 422 and "名单里没有这个人" in words(response)
    assert "请领队在名单上勾你的名字" in words(response)
    assert not Attendance.objects.exists() and not Scan.objects.exists()


def test_out_without_in(me: Client, person: Volunteer, activity: Activity, on_the_tests_day: Any) -> None:
    signup = make_signup(post=make_post(activity=activity), volunteer=person)
    assert "还没有签到，不能签退" in words(scan(me, code_of(activity), "out"))
    make_stay(signup=signup, in_at=NOW - HOUR / 4)
    on_the_tests_day.shift(timedelta(seconds=20))
    code = venue_code(
        by=registry.standing_of(activity.leader), activity=activity, at=NOW + timedelta(seconds=20)
    ).text
    assert scan(me, code, "out", "n2").status_code == 302

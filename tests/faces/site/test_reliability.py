"""My own coming and staying away: the number with its rows, and a word on one of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.choices import SignUpState
from redvest.service.models import AbsenceAppeal
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def past(person: Volunteer, state: SignUpState, days: int = 2) -> object:
    activity = make_activity(title=f"{days} 天前", starts_at=NOW - timedelta(days=days))
    return make_signup(post=make_post(activity=activity), volunteer=person, state=state).pk


def test_nothing_yet_is_said_plainly(me: Client) -> None:
    page = words(me.get("/me/reliability/"))
    assert "还没有记录" in page and "只有你自己看得到" in page and "%" in page


def test_the_number_comes_with_its_rows_and_one_may_say_why(me: Client, person: Volunteer) -> None:
    past(person, SignUpState.SERVED, 3)
    key = past(person, SignUpState.ABSENT)
    page = words(me.get("/me/reliability/"))
    assert "报了就来的把握" in page and "没到" in page and "分量 99%" in page
    assert "我的到场" in words(me.get("/me/signups/"))
    assert "请写几句" in words(me.post(f"/me/signups/{key}/appeal/", {"words": ""}, follow=True))
    said = words(me.post(f"/me/signups/{key}/appeal/", {"words": "住院了"}, follow=True))
    assert (
        "交给组织了" in said
        and "等待处理，最晚 3月12日 周四 10:00 有人答复" in said
        and "这一次不对" not in said
    )
    assert AbsenceAppeal.objects.get().words == "住院了"


def test_what_was_written_comes_back_with_a_refusal(me: Client, person: Volunteer) -> None:
    key = past(person, SignUpState.ABSENT)
    refused = me.post(f"/me/signups/{key}/appeal/", {"words": "住院了" * 150})
    assert refused.status_code == 422 and "住院了住院了" in refused.content.decode()
    assert not AbsenceAppeal.objects.exists()


def test_a_stranger_says_nothing_of_it(person: Volunteer) -> None:
    key = past(person, SignUpState.ABSENT)
    stranger = registry.make_volunteer(name="周路人").account
    assert stranger
    assert browser_of(stranger).post(f"/me/signups/{key}/appeal/", {"words": "?"}).status_code == 404
    assert not AbsenceAppeal.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(
    me: Client, person: Volunteer, count: int, django_assert_num_queries: object
) -> None:
    for n in range(count):
        past(person, SignUpState.SERVED, 2 + n)
    with django_assert_num_queries(6):  # type: ignore[operator]
        me.get("/me/reliability/")

"""A series as volunteers see it: every coming occurrence, which of them one is on; shifts, papers, lectures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.models import Activity, Series
from tests.faces.site.conftest import words
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def series(count: int, *, state: str = "published") -> Series:
    first = make_activity(starts_at=NOW + 48 * HOUR)
    made = Series.objects.create(
        city=first.city, body=first.body, project=first.project, title="周六陪老人", region_path=first.region_path,
        rule="FREQ=WEEKLY;BYDAY=SA;UNTIL=20261231", first_on=(NOW + 48 * HOUR).date(), made_by=first.leader, created_at=NOW,
    )  # fmt: skip
    for number in range(count):
        row = make_activity(
            project=first.project, starts_at=first.starts_at + number * WEEK, title="周六陪老人"
        )
        make_post(activity=row, places=5)
        Activity.objects.filter(pk=row.pk).update(
            series=made,
            occurs_on=row.starts_at.date(),
            state=state,
            decided_at=NOW if state != "draft" else None,
        )
    return made


def rows(made: Series) -> list[Activity]:
    return list(made.occurrences.order_by("starts_at"))


def test_every_coming_occurrence_is_listed_with_what_is_left(guest: Client) -> None:
    made = series(3)
    page = words(guest.get(f"/series/{made.pk}/"))
    for said in ("每周六", "3月7日 周六 10:00–12:00", "3月14日", "3月21日", "还缺 5 人"):
        assert said in page
    third = rows(made)[2]
    Activity.objects.filter(pk=third.pk).update(state="cancelled")
    assert "3月21日" not in words(guest.get(f"/series/{made.pk}/"))


def test_an_occurrence_whose_sign_up_is_to_open_says_when(guest: Client) -> None:
    made = series(3)
    _first, second, third = rows(made)
    opens = second.starts_at.replace(hour=16) - timedelta(days=8)  # midnight in China
    Activity.objects.filter(pk=second.pk).update(signup_opens_at=opens + timedelta(days=7))
    Activity.objects.filter(pk=third.pk).update(signup_closes_at=NOW - HOUR)
    page = words(guest.get(f"/series/{made.pk}/"))
    assert "3月14日 周六 0:00 开始报名" in page
    assert page.count("现在不招募") == 1
    assert page.count("还缺 5 人") == 1


def hot_list(client: Client, url: str) -> str:
    return client.get(url).content.decode()


@pytest.mark.parametrize(
    "url", ["/activities/", "/", "/activities/?open=1", "/activities/?q=陪老人", "/activities/?view=map"]
)
def test_a_list_shows_a_series_once_with_the_way_to_the_others(guest: Client, url: str) -> None:
    made = series(12)
    Activity.objects.filter(series=None).delete()
    Activity.objects.filter(series=made).update(signup_opens_at=NOW - HOUR)
    page = hot_list(guest, url)
    first, second, *_others = rows(made)
    assert f'href="/activities/{first.pk}/"' in page
    assert f"/activities/{second.pk}/" not in page
    assert f'href="/series/{made.pk}/"' in page and ">系列 · 还有 12 场</a>" in page


def test_with_days_the_list_shows_every_occurrence_on_them(guest: Client) -> None:
    made = series(12)
    page = hot_list(guest, "/activities/?from=2026-03-14&to=2026-03-28")
    shown = [f"/activities/{each.pk}/" in page for each in rows(made)]
    assert shown == [False, True, True, True, *[False] * 8]


def test_the_last_of_a_series_and_a_single_one_say_nothing_of_others(guest: Client) -> None:
    made = series(1)
    page = hot_list(guest, "/activities/")
    assert f"/activities/{rows(made)[0].pk}/" in page and "/series/" not in page


def test_one_sees_which_of_them_one_is_on(me: Client, person: Volunteer) -> None:
    made = series(2)
    make_signup(post=rows(made)[1].posts.get(), volunteer=person)
    page = words(me.get(f"/series/{made.pk}/"))
    assert page.count("已报上") == 1


def test_an_activity_leads_to_the_others_of_its_series(guest: Client) -> None:
    made = series(2)
    response = guest.get(f"/activities/{rows(made)[0].pk}/")
    assert f"/series/{made.pk}/" in response.content.decode()
    assert "每周六" in words(response)


def test_drafts_and_what_was_never_approved_are_not_there(guest: Client) -> None:
    assert guest.get(f"/series/{series(2, state='draft').pk}/").status_code == 404


@pytest.mark.parametrize("state", ["refused", "submitted"])
def test_what_was_only_sent_back_is_nobodys_business(guest: Client, state: str) -> None:
    """Sent back means decided on, but never published."""
    assert guest.get(f"/series/{series(2, state=state).pk}/").status_code == 404
    assert guest.get(f"/series/{series(2, state='cancelled').pk}/").status_code == 200


def test_the_list_costs_as_much_for_three_as_for_thirty(me: Client, django_assert_num_queries) -> None:
    for count in (3, 30):
        made = series(count)
        with django_assert_num_queries(6):
            me.get(f"/series/{made.pk}/")


def test_a_post_tells_its_shift_where_to_meet_and_what_it_asks_for(guest: Client) -> None:
    activity = make_activity(starts_at=NOW + 48 * HOUR, hours=8)
    make_post(
        activity=activity, title="引导员", shift="早班", starts_at=activity.starts_at, ends_at=activity.starts_at + 4 * HOUR,
        break_minutes=15, meeting_point="东门", qualifications=["first-aid"], skills=["first-aid"],
    )  # fmt: skip
    page = words(guest.get(f"/activities/{activity.pk}/"))
    for said in (
        "早班 3月7日 周六 10:00–14:00",
        "中间休息 15 分钟",
        "在“东门”集合",
        "要有：",
        "会这些更好：急救",
    ):
        assert said in page, said


def test_a_sign_up_has_the_times_and_the_place_of_its_shift(me: Client, person: Volunteer) -> None:
    activity = make_activity(starts_at=NOW + 48 * HOUR, hours=8)
    post = make_post(
        activity=activity, title="引导员", shift="晚班", starts_at=activity.starts_at + 4 * HOUR,
        ends_at=activity.ends_at, meeting_point="东门",
    )  # fmt: skip
    signup = make_signup(post=post, volunteer=person)
    page = words(me.get(f"/me/signups/{signup.pk}/"))
    for said in ("引导员 晚班", "3月7日 周六 14:00–18:00", "东门", "14:00 前到集合的地方"):
        assert said in page, said


def test_a_lecture_says_that_listeners_just_come(guest: Client) -> None:
    talk = make_activity()
    make_post(activity=talk, title="讲师")
    Activity.objects.filter(pk=talk.pk).update(kind="health", audience_places=80)
    page = words(guest.get(f"/activities/{talk.pk}/"))
    assert "保健讲座" in page
    assert "到场就行，有 80 个位子" in page

"""The first page: what waits for whom, today's activities, figures that open to their rows, and one search box."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from redvest.core.clock import CHINA
from redvest.core.search import index_text
from redvest.faces.desk.words import deadline_words, moment_words, span_words
from redvest.registry.actions.station_holding import set_facility
from redvest.registry.actions.station_lending import lend_thing
from redvest.registry.actions.station_log import record_need
from redvest.registry.choices import Role
from redvest.registry.models import Region, Station
from redvest.service.choices import ActivityState, Grade, SignUpState
from redvest.service.models import Activity, SignUp
from tests.faces.desk.conftest import Place, SignIn, join, said
from tests.factories import registry, service
from tests.factories.registry import NOW, TODAY
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db
URL = "/desk/"


def titles(client: Client) -> list[str]:
    return [task["title"] for task in client.get(URL).context["tasks"]]


def test_an_activity_to_review_stands_with_the_officer_alone(
    place: Place, as_officer: Client, as_leader: Client, sign_in: SignIn
) -> None:
    service.make_activity(
        body=place.body, leader=place.leader, title="冬日送温暖", state=ActivityState.SUBMITTED,
        starts_at=NOW + timedelta(hours=5),
    )  # fmt: skip
    assert titles(as_officer) == ["冬日送温暖"]
    assert titles(sign_in(place.centre)) == ["冬日送温暖"]
    assert titles(as_leader) == []
    assert titles(sign_in(place.far_officer)) == []

    page = said(as_officer.get(URL))
    assert "还剩 5 小时 0 分" in page
    assert 'class="num due"' in page
    assert "<em>1</em>" in page


def test_hours_not_recorded_stand_with_their_leader(place: Place, over: Activity, as_leader: Client) -> None:
    join(over)
    task = as_leader.get(URL).context["tasks"][0]
    assert task["url"] == reverse("desk:activity-hours", args=[over.pk])
    assert "3月19日" in task["due"]


def test_an_officer_is_led_to_the_activity(over: Activity, as_officer: Client) -> None:
    assert as_officer.get(URL).context["tasks"][0]["url"] == reverse("desk:activity", args=[over.pk])


def test_a_closed_activity_with_somebody_forgotten_comes_back(
    place: Place, as_leader: Client, over: Activity
) -> None:
    Activity.objects.filter(pk=over.pk).update(state=ActivityState.CLOSED)
    assert titles(as_leader) == []

    volunteer = join(over, state=SignUpState.SERVED)
    assert titles(as_leader) == [over.title]

    service.make_entry(volunteer=volunteer, body=place.body, activity=over)
    assert titles(as_leader) == []


def test_what_is_long_past_is_left_in_peace(place: Place, as_leader: Client) -> None:
    service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - timedelta(days=200))
    assert titles(as_leader) == []


def test_the_overdue_says_so(place: Place, as_leader: Client) -> None:
    service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - timedelta(days=40))
    task = as_leader.get(URL).context["tasks"][0]
    assert (task["due"], task["urgent"]) == ("已经超过记录期限", True)


def test_nothing_to_do_is_said_kindly(as_leader: Client) -> None:
    page = said(as_leader.get(URL))
    assert "现在没有要处理的事" in page
    assert "发布活动" in page


def test_todays_activities_with_taken_and_places(
    as_leader: Client, running: Activity, activity: Activity
) -> None:
    join(running)
    context = as_leader.get(URL).context
    assert [(row["id"], row["taken"], row["places"]) for row in context["activities"]] == [(running.pk, 1, 5)]
    assert [row["id"] for row in context["next_up"]] == [activity.pk]


def test_figures_are_of_my_place(
    place: Place, as_officer: Client, sign_in: SignIn, running: Activity
) -> None:
    registry.make_volunteer(region=place.tree.baihua)
    registry.make_volunteer(region=place.tree.qiandong)
    registry.make_body(region=place.tree.baihua)

    figures = {label: number for label, number, _url in as_officer.get(URL).context["figures"]}
    assert figures == {"实名志愿者": 1, "志愿组织": 2, "本月活动": 1}

    figures = {label: number for label, number, _url in sign_in(place.leader).get(URL).context["figures"]}
    assert figures == {"实名成员": 0, "本月活动": 1}


def test_every_figure_opens_to_its_rows(as_officer: Client, running: Activity) -> None:
    for _label, _number, url in as_officer.get(URL).context["figures"]:
        assert as_officer.get(url).status_code == 200
    month = as_officer.get(URL).context["figures"][-1][2]
    assert str(running.pk) in said(as_officer.get(month))


def test_how_much_is_proven(place: Place, as_officer: Client) -> None:
    volunteer = registry.make_volunteer()
    for minutes, grade in ((60, Grade.A), (30, Grade.B), (30, Grade.D)):
        service.make_entry(volunteer=volunteer, body=place.body, minutes=minutes, grade=grade)
    elsewhere = registry.make_body(region=place.tree.fenyi)
    service.make_entry(volunteer=volunteer, body=elsewhere, minutes=500, grade=Grade.D)

    grades = as_officer.get(URL).context["grades"]

    assert grades["minutes"] == {"A": 60, "B": 30, "C": 0, "D": 30}
    assert grades["percent"] == 75
    assert "D 25 未核验" in said(as_officer.get(URL))


def test_the_frame_says_where_and_who(place: Place, as_officer: Client, as_leader: Client) -> None:
    page = said(as_officer.get(URL))
    assert "渝水区" in page
    assert "刘区域 · 区域管理员" in page
    page = said(as_leader.get(URL))
    assert "陈小梅 · 活动领队" in page
    assert 'href="/desk/roles/"' not in page
    assert 'href="/desk/import/"' not in page


def test_one_and_three_of_everything_ask_the_same(
    place: Place, as_officer: Client, django_assert_num_queries: Any
) -> None:
    for count in (1, 2):
        for _ in range(count):
            for state in (ActivityState.SUBMITTED, ActivityState.PUBLISHED):
                for hours in (-5, 0, 48):
                    found = service.make_activity(
                        body=place.body,
                        leader=place.leader,
                        state=state,
                        starts_at=NOW + timedelta(hours=hours),
                    )
                    service.make_post(activity=found)
        with django_assert_num_queries(18):
            as_officer.get(URL)


# ---- searching


def make_station(region: Region, name: str) -> Station:
    return Station.objects.create(
        id=uuid4(), city=region.city, region=region, name=name, address="百花湖路 3 号",
        lon=114.9, lat=27.8, opened_on=date(2024, 1, 1), search=index_text(name),
    )  # fmt: skip


def test_the_one_box_finds_every_kind(place: Place, as_officer: Client) -> None:
    station = make_station(place.tree.baihua, "黎明社区服务站")
    far = make_station(place.tree.qiandong, "黎明乡服务站")
    person = registry.make_volunteer(name="黎明")
    found = service.make_activity(body=place.body, leader=place.leader, title="黎明前的护学岗")

    page = said(as_officer.get("/desk/search/", {"q": "黎明"}))

    for key in (person.pk, found.pk, place.body.pk):
        assert str(key) in page
    assert station.name in page
    assert far.name not in page
    assert 'value="黎明"' in page


@pytest.mark.parametrize("asked", ["", "   ", "？！", "没有这样的词", "<b>黎明</b>", "x" * 900, "\x00"])
def test_any_text_is_survived(as_officer: Client, asked: str) -> None:
    response = as_officer.get("/desk/search/", {"q": asked})
    assert response.status_code == 200
    assert "<b>黎明</b>" not in said(response)


def test_a_leader_finds_the_stations_of_the_bodys_place(place: Place, as_leader: Client) -> None:
    station = make_station(place.tree.baihua, "百花湖服务站")
    assert station.name in said(as_leader.get("/desk/search/", {"q": "百花湖"}))


# ---- words and days


def china(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)  # type: ignore[misc, arg-type]


def test_times_are_said_as_people_say_them() -> None:
    today = date(2026, 3, 5)
    assert moment_words(china(2026, 3, 5, 8, 5), today) == "今天 8:05"
    assert span_words(china(2026, 3, 7, 8, 30), china(2026, 3, 7, 10, 30), today) == "3月7日 周六 8:30–10:30"
    assert (
        span_words(china(2026, 3, 7, 22), china(2026, 3, 8, 2), today)
        == "3月7日 周六 22:00 – 3月8日 周日 2:00"
    )
    assert moment_words(china(2025, 12, 31, 9), today) == "2025年12月31日 周三 9:00"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=5), "还剩 3 天"),
        (timedelta(hours=1, minutes=40), "还剩 1 小时 40 分"),
        (timedelta(minutes=12), "还剩 12 分"),
        (timedelta(seconds=5), "还剩 1 分"),
        (timedelta(0), "已经过了"),
    ],
)
def test_deadlines_count_down(left: timedelta, words: str) -> None:
    assert deadline_words(NOW + left, NOW) == words


def test_signups_of_others_are_not_touched_by_looking(as_leader: Client, activity: Activity) -> None:
    join(activity)
    as_leader.get(URL)
    assert SignUp.objects.get().state == SignUpState.CONFIRMED


def test_a_running_activity_says_who_came_and_leads_to_the_gate(
    as_leader: Client, as_officer: Client, running: Activity
) -> None:
    gate = reverse("desk:gate", args=[running.pk])
    volunteer = join(running)
    join(running, name="王建国")
    signup = SignUp.objects.get(volunteer=volunteer)
    service.make_stay(signup=signup, in_at=running.starts_at, out_at=None, proofs=("leader-tick",))

    page = said(as_leader.get(URL))
    assert "正在进行 · 1 / 2 人到了" in page and gate in page
    assert "还没报满" not in page
    assert gate not in said(as_officer.get(URL))
    head = said(as_leader.get(reverse("desk:activity", args=[running.pk])))
    assert "正在进行" in head and "已发布" not in head.split('class="steps"')[0]


def test_a_keeper_finds_the_station_s_day(place: Place, sign_in: SignIn) -> None:
    slot = slots(weekday=5)[0]
    station = slot.station
    account = registry.make_account(name="赵站长")
    registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    by = registry.standing_of(account)
    set_facility(by=by, station=station, name="轮椅", count=1, at=NOW)
    lend_thing(
        by=by, station=station, thing="轮椅", borrower="张阿姨", phone="13900001111", due_on=TODAY, at=NOW
    )
    record_need(by=by, station=station, words="想学手机", at=NOW)
    service.make_activity(
        body=place.body, region=station.region, title="清洗楼道", starts_at=NOW + timedelta(days=1)
    )
    page = sign_in(account).get(reverse("desk:today")).content.decode()
    for words in (
        "还缺 1 人",
        "请人来",
        "想学手机",
        "轮椅 · 张阿姨",
        "记一场",
        "开门和值班",
        "清洗楼道",
        "站里队伍",
    ):
        assert words in page, words
    assert "发布活动" not in page and "实名成员" not in page

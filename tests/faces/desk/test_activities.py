"""The list of activities and the rosters: what the address asks for, in how many queries, and on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.faces.shared import pages
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, SignUp
from redvest.service.signup_errors import CancelTooLate
from tests.faces.desk.conftest import Place, join, said
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
URL = "/desk/activities/"


@pytest.fixture
def three(place: Place) -> list[Activity]:
    kinds = [
        ("陪独居老人买菜", ActivityState.PUBLISHED, 1),
        ("仰天岗护林清洁", ActivityState.DRAFT, 5),
        ("急救知识讲座", ActivityState.CLOSED, -9),
    ]
    made = []
    for title, state, days in kinds:
        found = service.make_activity(
            body=place.body,
            leader=place.leader,
            title=title,
            state=state,
            starts_at=NOW + timedelta(days=days),
        )
        service.make_post(activity=found, places=10)
        made.append(found)
    return made


FILTERS: list[tuple[dict[str, str], set[int]]] = [
    ({}, {0, 1, 2}),
    ({"state": "draft"}, {1}),
    ({"state": "nonsense"}, {0, 1, 2}),
    ({"q": "老人"}, {0}),
    ({"q": "ytghlqj"}, {1}),
    ({"q": "ji jiu zhi shi"}, {2}),
    ({"from": "2026-03-06"}, {0, 1}),
    ({"to": "2026-03-05"}, {2}),
    ({"from": "2026-03-06", "to": "2026-03-06"}, {0}),
    ({"state": "due"}, set()),
    ({"q": "没有的活动"}, set()),
]


@pytest.mark.parametrize(("asked", "expected"), FILTERS)
def test_the_list_shows_what_the_address_asks_for(
    as_leader: Client, three: list[Activity], asked: dict[str, str], expected: set[int]
) -> None:
    page = said(as_leader.get(URL, asked))

    shown = {number for number, found in enumerate(three) if str(found.pk) in page}
    assert shown == expected
    assert ("没有符合的活动" in page) == (not expected)


def test_a_day_that_is_none_is_said_and_ignored(as_leader: Client, three: list[Activity]) -> None:
    page = said(as_leader.get(URL, {"from": "2026-13-1"}))
    assert "日期“2026-13-1”看不懂" in page
    assert str(three[0].pk) in page


def test_a_zero_byte_and_an_overlong_text_are_survived(as_leader: Client, three: list[Activity]) -> None:
    assert as_leader.get(URL, {"q": "老\x00人" + "x" * 500}).status_code == 200


def test_a_broken_cursor_is_said(as_leader: Client) -> None:
    response = as_leader.get(URL, {"after": "nonsense"})
    assert response.status_code == 422
    assert "从第一页重新开始" in said(response)


def test_the_next_page_keeps_the_filters(
    as_leader: Client, three: list[Activity], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages.paged, "__kwdefaults__", {"size": 1})
    seen = []
    url = f"{URL}?from=2026-01-01"
    while url:
        response = as_leader.get(url)
        rows = response.context["rows"]
        seen += [row["title"] for row in rows]
        following = response.context["pager"]["next_url"]
        assert not following or "from=2026-01-01" in following
        url = f"{URL}{following}" if following else ""
    assert seen == ["仰天岗护林清洁", "陪独居老人买菜", "急救知识讲座"]


def test_a_list_of_one_and_of_three_asks_the_same(
    as_leader: Client, place: Place, django_assert_num_queries: Any
) -> None:
    for count in (1, 2):
        for _ in range(count):
            service.make_post(activity=service.make_activity(body=place.body, leader=place.leader))
        with django_assert_num_queries(6):
            as_leader.get(URL)


def test_what_is_over_and_open_is_due(as_leader: Client, over: Activity) -> None:
    assert str(over.pk) in said(as_leader.get(URL, {"state": "due"}))


def test_an_empty_list_teaches(as_leader: Client) -> None:
    assert "还没有活动" in said(as_leader.get(URL))


def roster_url(found: Activity) -> str:
    return reverse("desk:roster", args=[found.pk])


def test_the_waiting_stand_in_their_order(as_leader: Client, activity: Activity) -> None:
    join(activity, name="报上的")
    for name in ("第一位", "第二位"):
        join(activity, name=name, state=SignUpState.WAITING)

    response = as_leader.get(roster_url(activity))

    assert [row["name"] for row in response.context["holding"]] == ["报上的"]
    assert [(row["order"], row["name"]) for row in response.context["waiting"]] == [
        (1, "第一位"),
        (2, "第二位"),
    ]


def test_a_leader_reads_names_an_officer_masked_ones(
    as_leader: Client, as_officer: Client, activity: Activity
) -> None:
    join(activity, name="李明霞")
    assert "李明霞" in said(as_leader.get(roster_url(activity)))

    page = said(as_officer.get(roster_url(activity)))
    assert "李*霞" in page
    assert "李明霞" not in page
    assert "移出" not in page
    assert "李明霞" not in said(as_officer.get(roster_url(activity), {"print": "1"}))


def test_whole_phones_are_on_no_roster(as_leader: Client, activity: Activity) -> None:
    volunteer = registry.make_volunteer(phone="19907901234")
    service.make_signup(post=activity.posts.get(), volunteer=volunteer)
    page = said(as_leader.get(roster_url(activity)))
    assert "1234" in page
    assert "19907901234" not in page


def test_the_sheet_to_sign_on_has_room_to_write(as_leader: Client, activity: Activity) -> None:
    join(activity)
    page = said(as_leader.get(roster_url(activity), {"print": "1"}))
    for words in ("签到表", "签名", "李明霞", "data-print"):
        assert words in page


def test_taking_somebody_off_the_list_lets_the_next_one_in(as_leader: Client, place: Place) -> None:
    found = service.make_activity(body=place.body, leader=place.leader)
    service.make_post(activity=found, places=1)
    leaving, waiting = join(found), join(found, name="候补的", state=SignUpState.WAITING)
    signup = SignUp.objects.get(volunteer=leaving)

    response = as_leader.post(reverse("desk:roster-remove", args=[found.pk, signup.pk]), follow=True)

    assert "已经移出名单" in said(response)
    assert SignUp.objects.get(volunteer=waiting).state == SignUpState.OFFERED
    signup.refresh_from_db()
    assert signup.state == SignUpState.CANCELLED


def test_a_place_on_another_activity_is_not_touched(as_leader: Client, activity: Activity) -> None:
    elsewhere = service.make_activity(title="别处的")
    service.make_post(activity=elsewhere)
    join(elsewhere)
    signup = SignUp.objects.get()

    response = as_leader.post(reverse("desk:roster-remove", args=[activity.pk, signup.pk]), follow=True)

    assert "已经没有这个人" in said(response)
    signup.refresh_from_db()
    assert signup.state == SignUpState.CONFIRMED


def test_who_has_begun_is_not_taken_off(as_leader: Client, running: Activity) -> None:
    join(running)
    signup = SignUp.objects.get()

    response = as_leader.post(reverse("desk:roster-remove", args=[running.pk, signup.pk]), follow=True)

    assert CancelTooLate().message in said(response)
    signup.refresh_from_db()
    assert signup.state == SignUpState.CONFIRMED


def test_a_roster_of_one_and_of_three_asks_the_same(
    as_leader: Client, activity: Activity, django_assert_num_queries: Any
) -> None:
    for names in (["甲一"], ["乙二", "丙三"]):
        for name in names:
            join(activity, name=name)
        with django_assert_num_queries(6):
            as_leader.get(roster_url(activity))


def test_what_waits_for_a_decision_is_read_by_what_begins_first(as_officer: Client, place: Place) -> None:
    for days, title in ((300, "明年的那场"), (3, "后天的那场")):
        service.make_activity(
            body=place.body, leader=place.leader, title=title, starts_at=NOW + timedelta(days=days),
            state=ActivityState.SUBMITTED,
        )  # fmt: skip
    page = said(as_officer.get(f"{reverse('desk:activities')}?state=submitted"))
    assert page.index("后天的那场") < page.index("明年的那场")
    page = said(as_officer.get(reverse("desk:activities")))
    assert page.index("明年的那场") < page.index("后天的那场")

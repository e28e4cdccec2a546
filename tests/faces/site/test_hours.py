"""My hours: sums, entries, what became of a wrong one, and my own word where it is needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from redvest.registry.models import Body, Volunteer
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.report import report_error
from redvest.service.choices import Grade
from redvest.service.models import Activity, HoursEntry, HoursSheet
from tests.faces.site.conftest import words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_entry, make_post, make_signup

pytestmark = pytest.mark.django_db


def make_sheet(person: Volunteer, activity: Activity | None = None, minutes: int = 90) -> HoursSheet:
    """Hours that a leader entered by hand: they wait for the volunteer and for a second officer."""
    activity = activity or make_activity(starts_at=NOW - 26 * HOUR)
    make_signup(post=make_post(activity=activity), volunteer=person)
    forms = [HoursForm(person.pk, minutes)]
    confirm_hours(by=registry.standing_of(activity.leader), activity=activity, entries=forms, at=NOW)
    return HoursSheet.objects.get(volunteer=person, activity=activity)


def test_nothing_yet_teaches(me: Client) -> None:
    said = words(me.get("/me/hours/"))
    assert "还没有时长" in said and "开具志愿服务证明" not in said


def test_entries_and_sums_by_grade(me: Client, person: Volunteer, body: Body) -> None:
    make_entry(volunteer=person, body=body, minutes=168 * 60, grade=Grade.A, title="陪独居老人买菜")
    make_entry(
        volunteer=person,
        body=body,
        minutes=195,
        grade=Grade.B,
        title="文明交通劝导",
        starts_at=NOW - timedelta(days=400),
    )
    make_entry(
        volunteer=person,
        body=body,
        minutes=360,
        grade=Grade.D,
        title="旧系统的一笔",
        starts_at=NOW - timedelta(days=800),
    )
    said = words(me.get("/me/hours/"))
    assert "177 小时 15 分" in said and "其中 171 小时 15 分 经过核验" in said
    assert said.index("陪独居老人买菜") < said.index("文明交通劝导") < said.index("旧系统的一笔")
    assert "2025年1月27日" not in said and "D 未核验" in said and "B 一项到场证明" in said
    assert "开具志愿服务证明" in said


def test_a_void_is_told_at_the_entry_it_takes_back(me: Client, person: Volunteer, body: Body) -> None:
    entry = make_entry(volunteer=person, body=body, minutes=120)
    head = registry.make_body_admin(body)
    void_entry(by=head, entry=entry, reason="记到了别人名下", at=NOW)
    response = me.get("/me/hours/")
    said = words(response)
    assert "这条已经作废，不计入时长。原因：记到了别人名下" in said and "已作废" in said
    assert len(response.context["entries"]) == 1 and response.context["sums"].total == 0
    assert "−2 小时" not in said


def test_a_correction_stands_beside_what_it_replaces(me: Client, person: Volunteer, body: Body) -> None:
    entry = make_entry(volunteer=person, body=body, minutes=120)
    correct_entry(by=registry.make_body_admin(body), entry=entry, minutes=90, reason="中途离开半小时", at=NOW)
    response = me.get("/me/hours/")
    said = words(response)
    assert "更正后的记录。中途离开半小时" in said and "已作废" in said
    assert response.context["sums"].total == 90 and len(response.context["entries"]) == 2


def test_i_say_that_hours_are_right(me: Client, person: Volunteer) -> None:
    sheet = make_sheet(person)
    said = words(me.get("/me/hours/"))
    assert "等你说一声" in said and "确认是 1 小时 30 分" in said and "打给领队" in said
    done = me.post(f"/me/hours/{sheet.pk}/confirm/", follow=True)
    assert "确认好了" in words(done) and "等你说一声" not in words(done)
    sheet.refresh_from_db()
    assert sheet.volunteer_confirmed_at == NOW


def test_confirming_twice_or_for_somebody_else_changes_nothing(me: Client, person: Volunteer) -> None:
    theirs = make_sheet(registry.make_volunteer(name="周别人"))
    assert me.post(f"/me/hours/{theirs.pk}/confirm/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.volunteer_confirmed_at is None
    assert me.post(f"/me/hours/{uuid4()}/confirm/").status_code == 404
    mine = make_sheet(person)
    me.post(f"/me/hours/{mine.pk}/confirm/")
    entries = HoursEntry.objects.count()
    assert me.post(f"/me/hours/{mine.pk}/confirm/").status_code == 404
    assert HoursEntry.objects.count() == entries


def test_long_lists_come_in_pages(me: Client, person: Volunteer, body: Body) -> None:
    for number in range(23):
        make_entry(
            volunteer=person, body=body, starts_at=NOW - timedelta(days=2 + number), title=f"第{number:02d}次"
        )
    first = me.get("/me/hours/")
    assert "第19次" in words(first) and "第20次" not in words(first)
    second = me.get("/me/hours/" + first.context["pager"]["next_url"])
    assert "第20次" in words(second) and "第19次" not in words(second)
    assert second.context["sums"].total == first.context["sums"].total == 23 * 120


def test_hours_are_mine_alone(guest: Client, member: Client) -> None:
    assert guest.get("/me/hours/")["Location"].startswith("/login/")
    assert member.get("/me/hours/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(
    me: Client, person: Volunteer, body: Body, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        make_entry(volunteer=person, body=body, starts_at=NOW - timedelta(days=2 + number))
    with django_assert_num_queries(9):  # session, account, standing, entries, sums, what waits for me (4)
        me.get("/me/hours/")


def test_an_objection_is_seen_in_the_list(me: Client, person: Volunteer, body: Body) -> None:
    entry = make_entry(volunteer=person, body=body)
    by = registry.volunteer_standing(person)
    report_error(by=by, entry=entry, text="少记了", wanted_minutes=None, at=NOW)
    assert "你提了异议，等组织答复" in words(me.get("/me/hours/"))

"""What a volunteer says about their hours: errors, missing ones, back-fills, off duty, hours of other systems."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.registry.models import Body, Volunteer
from redvest.service.actions.correction import void_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.statement import refuse_hours
from redvest.service.choices import NotService, SignUpState
from redvest.service.models import BackfillLine, ErrorReport, HoursEntry, OffDutyStatement
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.factories.service import HOUR
from tests.service.actions.test_backfill import asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def entry(person: Volunteer, body: Body) -> HoursEntry:
    return service.make_entry(volunteer=person, body=body, minutes=90)


@pytest.fixture
def stranger() -> Client:
    account = registry.make_volunteer(name="赵路人").account
    assert account is not None
    return browser_of(account)


def page_of(entry: HoursEntry) -> str:
    return f"/me/hours/entries/{entry.pk}/"


# ---- errors


def test_from_my_hours_to_the_story_and_a_report(me: Client, entry: HoursEntry) -> None:
    assert page_of(entry) in me.get("/me/hours/").content.decode()
    said = words(me.get(page_of(entry)))
    assert "记入账本" in said and "我有异议" in said

    after = me.post(page_of(entry), {"text": "少记了半小时", "wanted_minutes": "120"}, follow=True)

    report = ErrorReport.objects.get()
    assert (report.text, report.wanted_minutes, report.entry) == ("少记了半小时", 120, entry)
    said = words(after)
    assert "最晚 3月12日 周四 答复" in said and "少记了半小时" in said
    assert "请组织核实" not in said


@pytest.mark.parametrize("sent", [{"text": ""}, {"text": "长" * 201}, {"text": "错", "wanted_minutes": "0"}])
def test_what_is_wrong_with_a_report_is_said_and_nothing_is_filed(
    me: Client, entry: HoursEntry, sent: dict[str, str]
) -> None:
    assert me.post(page_of(entry), sent).status_code == 422
    assert not ErrorReport.objects.exists()


def test_a_voided_entry_tells_its_story_and_offers_no_form(me: Client, entry: HoursEntry) -> None:
    void_entry(by=registry.make_body_admin(entry.body), entry=entry, reason="记错了人", at=NOW)
    said = words(me.get(page_of(entry)))
    assert "记错了人" in said and "组织负责人" in said
    assert "我有异议" not in said


def test_nobody_else_sees_or_reports_it(
    guest: Client, member: Client, stranger: Client, entry: HoursEntry
) -> None:
    assert guest.get(page_of(entry)).status_code == 302
    assert member.get(page_of(entry)).status_code == 403
    for response in (stranger.get(page_of(entry)), stranger.post(page_of(entry), {"text": "错"})):
        assert response.status_code == 404
    assert not ErrorReport.objects.exists()


def test_marks_and_sources_show_beside_the_hours(me: Client, person: Volunteer, body: Body) -> None:
    service.make_marked(volunteer=person, body=body, mark="transfer", source="江西志愿服务网 JX-1")
    service.make_marked(volunteer=person, body=body, mark="backfill", starts_at=NOW - 90 * HOUR)
    said = words(me.get("/me/hours/"))
    assert "外系统转入" in said and "江西志愿服务网 JX-1" in said and "补录" in said


# ---- missing hours


def test_missing_hours_are_reported_for_what_i_signed_up_for(me: Client, person: Volunteer) -> None:
    over = service.make_activity(title="给养老院修剪花木", starts_at=NOW - 30 * HOUR)
    other = service.make_activity(title="别人的活动", starts_at=NOW - 30 * HOUR)
    service.make_signup(post=service.make_post(activity=over), volunteer=person, state=SignUpState.ABSENT)
    said = words(me.get("/me/hours/missing/"))
    assert "给养老院修剪花木" in said and "别人的活动" not in said

    refused = me.post("/me/hours/missing/", {"activity": str(other.pk), "text": "我去了"})
    assert refused.status_code == 422
    assert not ErrorReport.objects.exists()

    after = me.post("/me/hours/missing/", {"activity": str(over.pk), "text": "没给我扫码"}, follow=True)
    assert ErrorReport.objects.get().activity == over
    assert "核实中" in words(after)


def test_nothing_missing_teaches(me: Client) -> None:
    assert "没有漏记的" in words(me.get("/me/hours/missing/"))


# ---- back-fill, off duty, refused


@pytest.mark.parametrize(("agrees", "field"), [("yes", "confirmed_at"), ("no", "objected_at")])
def test_a_back_fill_asks_me_first(
    me: Client, stranger: Client, person: Volunteer, body: Body, agrees: str, field: str
) -> None:
    asked(body, person)
    line = BackfillLine.objects.get()
    assert "有人给你申请了补录" in words(me.get("/me/hours/"))
    url = f"/me/hours/backfills/{line.pk}/answer/"

    assert stranger.post(url, {"agrees": "yes"}).status_code == 404
    assert me.get(url).status_code == 405
    after = me.post(url, {"agrees": agrees}, follow=True)

    line.refresh_from_db()
    assert getattr(line, field) == NOW
    assert "有人给你申请了补录" not in words(after)


def test_party_members_hours_wait_for_my_word(me: Client, person: Volunteer) -> None:
    activity = service.make_activity(starts_at=NOW - 26 * HOUR)
    service.make_statement(activity=activity, by=activity.leader, party_service=True, off_duty=True)
    service.make_signup(post=service.make_post(activity=activity), volunteer=person)
    confirm_hours(
        by=registry.standing_of(activity.leader), activity=activity,
        entries=[HoursForm(person.pk, 90)], at=NOW,
    )  # fmt: skip
    assert "党员双报到" in words(me.get("/me/hours/"))

    after = me.post(f"/me/hours/activities/{activity.pk}/off-duty/", follow=True)

    assert OffDutyStatement.objects.get().volunteer == person
    assert HoursEntry.objects.get().minutes == 90
    assert "等你声明" not in words(after)


def test_what_was_not_recorded_says_why(me: Client, person: Volunteer) -> None:
    activity = service.make_activity(starts_at=NOW - 26 * HOUR, title="单位值班")
    service.make_signup(post=service.make_post(activity=activity), volunteer=person)
    refuse_hours(
        by=registry.standing_of(activity.leader), activity=activity, volunteer_id=person.pk,
        kind=NotService.DUTY, note="是轮值", at=NOW,
    )  # fmt: skip
    said = words(me.get("/me/hours/"))
    assert "属于本职工作" in said and "是轮值" in said and "不予记录" in said

"""My record in five parts, reporting an award, agreeing to an agreement, speaking of an activity, needing a training."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from redvest.registry.models import Body, Volunteer
from redvest.service.actions.activity import approve_activity
from redvest.service.actions.agreement import set_agreement
from redvest.service.choices import ActivityState, AwardState
from redvest.service.models import Activity, ActivityFeedback, AgreementSigning, AwardRecord, SignUp
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import parts, registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
OWN = ("/me/record/", "/me/record.json", "/me/awards/new/")


def fill(person: Volunteer, body: Body, count: int) -> None:
    """So many of everything."""
    for turn in range(count):
        activity = parts.served_on(
            body=body, leader=registry.make_account(), volunteers=[person],
            starts_at=NOW - timedelta(days=turn + 2),
        )  # fmt: skip
        service.make_entry(
            volunteer=person, body=body, activity=activity, starts_at=activity.starts_at, title=activity.title
        )
        parts.make_evaluation(activity=activity, volunteer=person)
        parts.make_training(volunteer=person, course=parts.make_course(body=body, name=f"急救{turn}"))
        parts.make_award(volunteer=person, name=f"优秀志愿者{turn}")


def test_an_empty_record_says_how_it_fills(me: Client) -> None:
    said = words(me.get("/me/record/"))
    for part in ("一、基本信息", "二、志愿服务", "三、培训", "四、表彰奖励", "五、评价"):
        assert part in said
    assert "还没有培训记录" in said and "还没有评价" in said


def test_the_five_parts_with_numbers_hidden(me: Client, person: Volunteer, body: Body) -> None:
    fill(person, body, 3)
    page = me.get("/me/record/")
    said = words(page)
    assert "急救0" in said and "优秀志愿者2" in said and "6 小时" in said
    assert "守时 5" in said and "5.0" in said
    assert "****" in said and person.phone_tail in said


def test_the_average_waits_for_three(me: Client, person: Volunteer, body: Body) -> None:
    fill(person, body, 2)
    said = words(me.get("/me/record/"))
    assert "满 3 次评价以后算平均分" in said and "5.0" not in said


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_costs_the_same_whatever_it_holds(
    me: Client, person: Volunteer, body: Body, count: int, django_assert_num_queries: Any
) -> None:
    fill(person, body, count)
    with django_assert_num_queries(14):
        me.get("/me/record/")


def test_the_file_is_the_record_without_full_numbers(me: Client, person: Volunteer, body: Body) -> None:
    fill(person, body, 1)
    answer = me.get("/me/record.json")
    record = json.loads(answer.content)
    assert list(record) == ["as_of", "basic", "service", "training", "awards", "evaluations"]
    assert record["service"]["minutes"] == 120
    assert record["training"][0]["minutes"] == 90
    assert "*" in record["basic"]["id_number"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", OWN)
def test_who_is_not_on_the_register_has_no_record(guest: Client, member: Client, path: str) -> None:
    assert guest.get(path).status_code == 302
    assert member.get(path).status_code in (302, 403)


def _award(**changed: Any) -> dict[str, Any]:
    return {
        "name": "2025 年度优秀志愿者", "giver": "government", "granted_by": "新余市文明办", "on": "2026-01-20",
        "proof": SimpleUploadedFile("a.png", parts.PNG, content_type="image/png"), **changed,
    }  # fmt: skip


def test_an_award_is_reported_and_waits(me: Client, person: Volunteer) -> None:
    assert me.post("/me/awards/new/", _award()).status_code == 302
    award = AwardRecord.objects.get()
    assert (award.state, award.volunteer_id) == (AwardState.APPLIED, person.pk)
    assert "等核实" in words(me.get("/me/record/"))
    assert me.post("/me/awards/new/", _award()).status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"on": "2027-01-01"},
        {"giver": "own-body"},
        {"proof": SimpleUploadedFile("a.png", b"MZ not a picture")},
    ],
)
def test_a_bad_award_keeps_what_was_typed(me: Client, changed: dict[str, Any]) -> None:
    answer = me.post("/me/awards/new/", _award(**changed))
    assert answer.status_code == 422
    assert "新余市文明办" in html(answer)
    assert not AwardRecord.objects.exists()


@pytest.fixture
def agreed(body: Body) -> Activity:
    activity = service.make_activity(body=body, state=ActivityState.SUBMITTED)
    set_agreement(by=registry.make_leader(body), activity=activity, wanted=True)
    return approve_activity(by=registry.make_officer(), activity=activity, at=NOW)


def join(activity: Activity, person: Volunteer) -> SignUp:
    return service.make_signup(post=service.make_post(activity=activity), volunteer=person)


def test_an_agreement_is_read_and_agreed_to(me: Client, person: Volunteer, agreed: Activity) -> None:
    signup = join(agreed, person)
    assert "看一份志愿服务协议" in words(me.get(f"/activities/{agreed.pk}/"))
    assert "还有一份协议要看" in words(me.get(f"/me/signups/{signup.pk}/"))
    page = me.get(f"/me/signups/{signup.pk}/agreement/")
    assert "安全保障" in words(page)
    digest = page.context["digest"]

    me.post(f"/me/signups/{signup.pk}/agreement/", {"digest": "00"})
    assert not AgreementSigning.objects.exists()
    me.post(f"/me/signups/{signup.pk}/agreement/", {"digest": digest})

    assert AgreementSigning.objects.get().volunteer_id == person.pk
    assert "你同意过的协议" in words(me.get(f"/me/signups/{signup.pk}/"))


def test_another_persons_agreement_and_feedback_are_not_found(agreed: Activity, person: Volunteer) -> None:
    signup = join(agreed, person)
    other = registry.make_volunteer().account
    assert other is not None
    for page in ("agreement", "feedback"):
        assert browser_of(other).get(f"/me/signups/{signup.pk}/{page}/").status_code == 404


def test_without_an_agreement_there_is_no_page(me: Client, person: Volunteer, body: Body) -> None:
    signup = join(service.make_activity(body=body), person)
    assert me.get(f"/me/signups/{signup.pk}/agreement/").status_code == 404


def test_a_word_on_an_activity(me: Client, person: Volunteer, body: Body) -> None:
    activity = parts.served_on(body=body, leader=registry.make_account(), volunteers=[person])
    signup = SignUp.objects.get(activity=activity)
    url = f"/me/signups/{signup.pk}/feedback/"
    page = html(me.get(f"/me/signups/{signup.pk}/"))
    assert "说说这场活动" in page
    heads = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert heads[0] == 1 and all(low - high <= 1 for high, low in pairwise(heads)), heads
    assert "领队看不到是谁写的" in words(me.get(url))

    assert me.post(url, {"organisation": "5"}).status_code == 422
    assert not ActivityFeedback.objects.exists()
    said = {"organisation": "5", "safety": "4", "again": "1", "text": "集合点好找"}
    assert me.post(url, said).status_code == 302

    assert ActivityFeedback.objects.get().text == "集合点好找"
    assert "集合点好找" in html(me.get(url))


def test_before_the_end_nobody_speaks_of_it(me: Client, person: Volunteer, body: Body) -> None:
    signup = join(service.make_activity(body=body), person)
    url = f"/me/signups/{signup.pk}/feedback/"
    assert "活动结束后再来评" in words(me.get(url))
    assert me.post(url, {"organisation": "5", "safety": "4", "again": "1"}).status_code == 409
    assert not ActivityFeedback.objects.exists()


def test_a_post_that_asks_for_training_says_so_and_leads_to_it(
    me: Client, person: Volunteer, body: Body
) -> None:
    course = parts.make_course(body=body, name="应急救护", valid_months=12)
    post = parts.ask_for(service.make_post(activity=service.make_activity(body=body)), course)
    page = me.get(f"/activities/{post.activity_id}/")
    assert f"/training/{course.pk}/" in html(page)
    assert "要先参加培训“应急救护”" in words(page)
    refused = me.post(f"/posts/{post.pk}/sign-up/", {"key": "k"})
    assert refused.status_code == 422
    assert f"/training/{course.pk}/" in html(refused)
    assert "12 个月" in words(me.get(f"/training/{course.pk}/"))

    parts.make_training(volunteer=person, course=course)

    assert "你在 2026年2月23日 参加过" in words(me.get(f"/training/{course.pk}/"))
    assert me.post(f"/posts/{post.pk}/sign-up/", {"key": "k2"}).status_code == 302


def test_a_guest_reads_of_a_course(guest: Client, body: Body) -> None:
    assert guest.get(f"/training/{parts.make_course(body=body).pk}/").status_code == 200
    assert guest.get(f"/training/{body.pk}/").status_code == 404

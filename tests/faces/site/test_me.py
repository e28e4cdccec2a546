"""A volunteer's front page, profile and consents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.registry.choices import ConsentPurpose, Role, VolunteerState
from redvest.registry.models import Body, Consent, Volunteer
from redvest.service.choices import Grade
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_entry, make_post, make_signup

pytestmark = pytest.mark.django_db


def test_a_member_is_shown_the_one_next_step(member: Client) -> None:
    said = words(member.get("/me/"))
    assert "你好，王小路" in said and "还差一步：实名登记" in said


def test_who_i_am_what_is_next_what_i_have_done(me: Client, person: Volunteer, body: Body) -> None:
    make_entry(volunteer=person, body=body, minutes=195, grade=Grade.A)
    make_entry(volunteer=person, body=body, minutes=60, grade=Grade.D, starts_at=NOW - timedelta(days=9))
    make_signup(post=make_post(activity=make_activity(title="陪独居老人买菜")), volunteer=person)
    said = words(me.get("/me/"))
    assert "李明霞" in said and f"{person.number[:4]} {person.number[4:8]}" in said
    assert "陪独居老人买菜" in said and "明天 10:00" in said
    assert "4 小时 15 分" in said and "其中 3 小时 15 分 经过核验" in said
    assert "A 3 小时 15 分" in said and "D 1 小时 未核验" in said
    assert "工作台" not in said  # the way there is for staff


def test_the_desk_is_a_shortcut_for_staff_only(person: Volunteer, body: Body, me: Client) -> None:
    assert 'href="/desk/">' not in html(me.get("/me/")).split('class="shortcuts"')[1].split("</nav>")[0]
    assert person.account is not None
    registry.make_grant(account=person.account, role=Role.ACTIVITY_LEADER, body=body)
    page = html(browser_of(person.account).get("/me/"))
    assert 'href="/desk/">' in page.split('class="shortcuts"')[1].split("</nav>")[0]


def test_a_record_that_waits_says_so() -> None:
    young = registry.make_volunteer(name="小明", state=VolunteerState.PENDING_GUARDIAN)
    assert young.account is not None
    assert "等监护人同意" in words(browser_of(young.account).get("/me/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(
    me: Client, person: Volunteer, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        activity = make_activity(starts_at=NOW + timedelta(days=1 + number))
        make_signup(post=make_post(activity=activity), volunteer=person)
    # session, account, standing, record, next, duty, asked on rosters, spotted, sums, erasure, consents asked again
    with django_assert_num_queries(11):
        me.get("/me/")


def test_the_profile_shows_what_is_known_masked(me: Client, person: Volunteer) -> None:
    page = html(me.get("/me/profile/"))
    assert 'value="360502001001" selected' in page and f"尾号 {person.phone_tail}" in page
    assert "居民身份证" in page


def test_the_profile_changes_and_keeps_what_was_typed(me: Client, person: Volunteer) -> None:
    registry.make_domain("xinyu:03", "大型赛会")
    typed: dict[str, Any] = {
        "district": "360502",
        "street": "360502001",
        "community": "360502001004",
        "skills": "修灯",
    }
    wrong = me.post("/me/profile/", {**typed, "domains": []})
    assert (
        wrong.status_code == 422
        and "请选 1 到 4 个服务类别。" in words(wrong)
        and 'value="修灯"' in html(wrong)
    )
    person.refresh_from_db()
    assert person.skills == "" and person.region_id == "360502001001"
    right = me.post("/me/profile/", {**typed, "domains": ["xinyu:03"]}, follow=True)
    assert "改好了" in words(right)
    person.refresh_from_db()
    assert (person.skills, person.region_id) == ("修灯", "360502001004")


def test_the_profile_opens_places_without_scripts(me: Client) -> None:
    registry.make_domain("xinyu:03", "大型赛会")
    page = html(
        me.post(
            "/me/profile/",
            {"step": "places", "district": "360521", "domains": ["xinyu:03"], "skills": "修灯"},
        )
    )
    assert "钤东街道" in page and 'value="修灯"' in page and 'value="xinyu:03"' in page


def test_consent_to_a_published_name_is_given_and_taken_back_alike(me: Client) -> None:
    me.post("/me/consent/", {"purpose": "publish-name", "give": "1"})
    assert Consent.objects.get().withdrawn_at is None
    back = me.post("/me/consent/", {"purpose": "publish-name", "give": "0"}, follow=True)
    assert "不再同意" in words(back)
    assert Consent.objects.get().withdrawn_at is not None


def test_the_registration_itself_is_not_withdrawn_here(me: Client, person: Volunteer) -> None:
    Consent.objects.create(
        volunteer=person, purpose=ConsentPurpose.REGISTRATION, wording="2026-01", given_at=NOW
    )
    response = me.post("/me/consent/", {"purpose": "registration", "give": "0"}, follow=True)
    assert "这一项不能在这里改" in words(response)
    assert Consent.objects.get().withdrawn_at is None

"""The page of my rights: what stands in its lists, in which order, how much, at what cost, and for whom."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.registry.actions.recipient import allow_recipient
from redvest.registry.actions.sharing import record_sharing
from redvest.registry.actions.unmask import unmask
from redvest.registry.choices import SharingKind
from redvest.registry.models import Consent, RecipientConsent, SharingLine, Volunteer
from tests.faces.site.conftest import html, words
from tests.factories import registry
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
URL, ALLOW = "/me/rights/", "/me/rights/recipients/"
GOOD = {"recipient": "新余学院", "purpose": "第二课堂学分", "expires_on": "2026-09-01"}


def let_in(person: Volunteer, recipient: str, until: date = TODAY) -> RecipientConsent:
    return allow_recipient(
        by=registry.volunteer_standing(person), volunteer=person, recipient=recipient, purpose="核对时长",
        expires_on=until, at=NOW,
    )  # fmt: skip


def share(person: Volunteer, recipient: str, days_ago: int = 0) -> SharingLine:
    return record_sharing(
        by=registry.make_centre(), kind=SharingKind.THIRD_PARTY, recipient=recipient, purpose="体检安排",
        basis="本人单独同意", fields=("姓名", "手机号"), volunteer_ids=[person.pk], region_path="360500/",
        at=NOW - timedelta(days=days_ago),
    )  # fmt: skip


def test_each_giving_says_to_whom_what_for_which_fields_and_on_what_ground(
    me: Client, person: Volunteer
) -> None:
    share(person, "新余市人民医院", days_ago=2)
    share(person, "新余市教育局")
    share(registry.make_volunteer(), "别人的单位")
    page = words(me.get(URL))
    assert "体检安排 · 姓名、手机号" in page and "本人单独同意" in page and "2026年3月3日" in page
    assert page.index("新余市教育局") < page.index("新余市人民医院")
    assert "别人的单位" not in page and "还没有给过谁" not in page


def test_a_consent_that_ran_out_says_so_from_the_next_day_on(
    me: Client, person: Volunteer, on_the_tests_day: Any
) -> None:
    let_in(person, "新余学院")
    assert "到 2026年3月5日 为止" in words(me.get(URL))
    on_the_tests_day.shift(timedelta(days=1))
    page = words(me.get(URL))
    assert "已到期" in page and "为止" not in page.split("同意给一个单位")[0]


def test_a_recipient_taken_back_twice_or_anothers_is_refused(me: Client, person: Volunteer) -> None:
    mine, theirs = let_in(person, "新余学院"), let_in(registry.make_volunteer(), "新余学院")
    assert "没有" in words(me.post(f"{ALLOW}{theirs.pk}/stop/", follow=True))
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None

    assert me.post(f"{ALLOW}{mine.pk}/stop/").status_code == 302
    mine.refresh_from_db()
    assert mine.withdrawn_at == NOW
    assert "不需要撤回" in words(me.post(f"{ALLOW}{mine.pk}/stop/", follow=True))
    assert RecipientConsent.objects.get(pk=mine.pk).withdrawn_at == NOW
    assert f"{ALLOW}{mine.pk}/stop/" not in html(me.get(URL))


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_on": ""},
        {"expires_on": "明天"},
        {"expires_on": "2026-03-04"},
        {"expires_on": "2029-03-08"},
        {"recipient": "院"},
        {"purpose": ""},
    ],
)
def test_a_vague_form_comes_back_with_a_sentence_and_nothing_given(
    me: Client, person: Volunteer, changes: dict[str, str]
) -> None:
    page = words(me.post(ALLOW, GOOD | changes, follow=True))
    assert "请写清楚给谁、做什么用，到期日从今天起最多三年。" in page
    assert not person.recipient_consents.exists()


def test_a_minor_is_told_to_ask_the_guardian(me: Client, person: Volunteer) -> None:
    Volunteer.objects.filter(pk=person.pk).update(birth_on=date(2012, 3, 6))
    assert "请让监护人收一个验证码" in words(me.post(ALLOW, GOOD, follow=True))
    assert not person.recipient_consents.exists()


def test_what_somebody_types_is_shown_as_text(me: Client) -> None:
    page = html(me.post(ALLOW, GOOD | {"recipient": "<b id=evil>新余学院</b>"}, follow=True))
    assert "<b id=evil>" not in page and "&lt;b id=evil&gt;" in page


def test_the_first_fifty_givings_are_listed_and_all_are_in_the_copy(me: Client, person: Volunteer) -> None:
    for n in range(51):
        share(person, f"第{n:02d}单位", days_ago=n)
    page = words(me.get(URL))
    assert "第00单位" in page and "第49单位" in page and "第50单位" not in page
    answer = me.post("/me/rights/my-data.zip")
    assert 'filename="my-data.zip"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    data = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("data.json"))
    assert len(data["given_to"]) == 51


def test_ones_own_look_is_not_listed_and_a_staff_members_is(me: Client, person: Volunteer) -> None:
    own, officer = registry.volunteer_standing(person), registry.make_officer()
    unmask(by=own, volunteer=person, field="phone", reason="自己核对号码", at=NOW)
    assert "还没有人看过完整号码。" in words(me.get(URL))
    unmask(by=officer, volunteer=person, field="id-number", reason="核对证件照片", at=NOW)
    page = words(me.get(URL))
    assert "刘区域 看了完整号码：核对证件照片" in page and "自己核对号码" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_longer_lists_cost_no_more(
    me: Client, person: Volunteer, django_assert_num_queries: Any, count: int
) -> None:
    officer = registry.make_officer()
    for n in range(count):
        share(person, f"第{n}单位")
        let_in(person, f"第{n}学校")
        unmask(by=officer, volunteer=person, field="phone", reason="活动改期通知", at=NOW)
    with django_assert_num_queries(11):  # one for the second factor that the whole copy asks for
        assert words(me.get(URL)).count("活动改期通知") == count


def test_nobody_without_a_record_gives_or_takes(member: Client, guest: Client, person: Volunteer) -> None:
    mine = let_in(person, "新余学院")
    lines = SharingLine.objects.count()
    for client in (member, guest):
        for url in (ALLOW, f"{ALLOW}{mine.pk}/stop/", "/me/rights/my-data.zip"):
            assert client.post(url, GOOD).status_code in (302, 403)
    mine.refresh_from_db()
    assert mine.withdrawn_at is None and RecipientConsent.objects.count() == 1
    assert SharingLine.objects.count() == lines


def test_a_purpose_that_is_not_the_persons_to_change_is_refused(me: Client, person: Volunteer) -> None:
    for purpose in ("register", "", "everything"):
        me.post("/me/consent/", {"purpose": purpose, "give": "1", "next": URL})
    assert not Consent.objects.filter(volunteer=person).exists()


def test_a_refused_recipient_is_still_typed_there(me: Client, person: Volunteer) -> None:
    refused = me.post(ALLOW, GOOD | {"expires_on": "2020-01-01"})
    page = html(refused)
    assert refused.status_code >= 400 and not RecipientConsent.objects.exists()
    assert all(f'value="{typed}"' in page for typed in ("新余学院", "第二课堂学分", "2020-01-01"))
    assert '<details class="more" open><summary>同意给一个单位' in page and 'role="alert"' in page

"""My rights on one page: switches, history, who got my data, who looked, and the zip."""

from __future__ import annotations

import pytest
from django.test import Client

from redvest.registry.actions.minor_look import open_minor
from redvest.registry.actions.unmask import unmask
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent, SharingLine, Volunteer
from tests.faces.site.conftest import words
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
URL = "/me/rights/"


def test_a_consent_is_given_and_taken_back_in_one_press(me: Client, person: Volunteer) -> None:
    for give, live in (("1", True), ("0", False)):
        sent = {"purpose": ConsentPurpose.PUBLISH_NAME.value, "give": give, "next": URL}
        assert me.post("/me/consent/", sent)["Location"] == URL
        found = Consent.objects.filter(volunteer=person, purpose=ConsentPurpose.PUBLISH_NAME)
        assert found.filter(withdrawn_at__isnull=True).exists() is live
    assert "撤回" in words(me.get(URL))


def test_it_says_who_looked_and_hands_out_the_copy(me: Client, person: Volunteer) -> None:
    officer = registry.make_centre()
    open_minor(by=officer, volunteer=person, reason="safety", words="核对紧急联系人", at=NOW)
    unmask(by=officer, volunteer=person, field="phone", reason="活动改期要通知本人", at=NOW)

    page = words(me.get(URL))
    assert "活动改期要通知本人" in page and "核对紧急联系人" in page
    assert "还没有给过谁" in page

    answer = me.post("/me/rights/my-data.zip")
    assert answer["Content-Type"] == "application/zip" and answer.content.startswith(b"PK")
    assert "本人取走副本" in words(me.get(URL))


def test_it_is_for_people_on_the_register(member: Client) -> None:
    assert member.get(URL).status_code in (302, 403)
    assert Client().get(URL).status_code == 302
    assert member.get("/me/rights/my-data.zip").status_code == 405


def test_a_named_recipient_is_let_in_and_out_again(me: Client, person: Volunteer) -> None:
    vague = {"recipient": "新余学院", "purpose": "学分", "expires_on": "2026-99-99"}
    assert "写清楚给谁" in words(me.post("/me/rights/recipients/", vague, follow=True))
    assert not person.recipient_consents.exists()

    page = words(me.post("/me/rights/recipients/", {**vague, "expires_on": "2026-09-01"}, follow=True))
    assert "新余学院" in page and "2026年9月1日" in page

    given = person.recipient_consents.get()
    assert "已收回" in words(me.post(f"/me/rights/recipients/{given.pk}/stop/", follow=True))


def test_whole_numbers_take_a_fresh_proof(me: Client, person: Volunteer) -> None:
    refused = me.post("/me/rights/my-data.zip", {"typed": "not-it"}, follow=True)
    assert "密码不对" in words(refused) and not SharingLine.objects.exists()
    taken = me.post("/me/rights/my-data.zip", {"typed": registry.PASSWORD})
    assert taken["Content-Type"] == "application/zip" and "完整号码" in SharingLine.objects.get().fields


def test_an_address_for_forms_only_says_so_when_it_is_opened(me: Client) -> None:
    page = me.get("/me/consent/")
    assert (page.status_code, page["Allow"]) == (405, "POST") and "不能直接打开" in words(page)

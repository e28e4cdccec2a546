"""A guardian's pages: the children, one child's consents and data, and a new one; strangers see nobody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from redvest.registry.choices import ConsentPurpose, VolunteerState
from redvest.registry.models import Account, Consent, Volunteer
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
URL = "/me/children/"
COUNTS: dict[str, Any] = {"consent": "on", "guardian_consent": "on", "minor_data": "on"}


@pytest.fixture
def parent() -> Account:
    return registry.make_account(name="李建国")


def test_without_children_it_says_how_they_come_here(member: Client) -> None:
    assert "替孩子登记" in words(member.get(URL))


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    parent: Account, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        registered(parent)
    browser = browser_of(parent)
    browser.get(URL)
    with django_assert_num_queries(QUERIES):
        page = browser.get(URL)
    assert words(page).count("李小雨") == many


QUERIES = 9  # what the children are asked, their merged records, and groups made for them are three of them


def test_a_consent_is_taken_back_and_given_again(parent: Account) -> None:
    child, browser = registered(parent), browser_of(parent)
    page = f"{URL}{child.pk}/"
    for give, state in (("0", VolunteerState.PENDING_GUARDIAN), ("1", VolunteerState.ACTIVE)):
        sent = {"purpose": ConsentPurpose.GUARDIAN.value, "give": give}
        assert browser.post(f"{page}consent/", sent)["Location"] == page
        child.refresh_from_db()
        assert child.state == state
    assert "父亲" in words(browser.get(page))


def test_a_purpose_that_is_not_offered_changes_nothing(parent: Account) -> None:
    child, browser = registered(parent), browser_of(parent)
    before = Consent.objects.count()
    browser.post(f"{URL}{child.pk}/consent/", {"purpose": "registration", "give": "0"})
    browser.post(f"{URL}{child.pk}/consent/", {"purpose": "location", "give": "0"})
    assert Consent.objects.filter(withdrawn_at=None).count() == before


def test_a_child_is_registered_on_the_page(parent: Account) -> None:
    home, browser = registry.make_region_tree(), browser_of(parent)
    registry.make_domain()
    number = registry.next_id_number(date(2016, 5, 1))
    sent = {
        **COUNTS, "name": "李小雨", "guardian_relation": "父亲", "id_type": "resident-card", "id_number": number,
        "district": home.yushui.code, "street": "", "community": "", "domains": ["xinyu:02"], "step": "finish",
    }  # fmt: skip
    without = {**sent, "guardian_consent": "", "minor_data": "", "consent": "", "guardian_relation": ""}
    refused = browser.post(f"{URL}new/", without)
    assert refused.status_code == 422 and "有 4 处要改" in words(refused), "all of them at once"
    assert "参加志愿服务要你同意" in words(refused) and "另外同意处理孩子的个人信息" in words(refused)
    assert not Volunteer.objects.exists()
    answer = browser.post(f"{URL}new/", sent)
    assert answer.status_code == 302, words(answer)
    child = Volunteer.objects.get()
    assert answer["Location"] == f"{URL}{child.pk}/"
    assert number not in browser.get(answer["Location"]).content.decode()


def test_the_guardian_takes_the_copy(parent: Account) -> None:
    child = registered(parent)
    answer = browser_of(parent).post(f"{URL}{child.pk}/child-data.zip")
    assert answer["Content-Type"] == "application/zip" and answer.content.startswith(b"PK")


def test_strangers_reach_no_child(parent: Account, member: Client, guest: Client, me: Client) -> None:
    child = registered(parent)
    for client in (member, me):
        assert "李小雨" not in words(client.get(URL))
        for key in (child.pk, UUID(int=7)):
            assert client.get(f"{URL}{key}/").status_code == 404
            assert client.post(f"{URL}{key}/child-data.zip").status_code == 404
            assert (
                client.post(f"{URL}{key}/consent/", {"purpose": "guardian", "give": "0"}).status_code == 404
            )
    assert guest.get(URL).status_code == 302
    child.refresh_from_db()
    assert child.state == VolunteerState.ACTIVE


def test_what_rests_on_the_data_consent_goes_with_it_and_what_is_lacking_is_said(parent: Account) -> None:
    child, browser = registered(parent), browser_of(parent)
    page = f"{URL}{child.pk}/"
    browser.post(f"{page}consent/", {"purpose": ConsentPurpose.PUBLISH_NAME.value, "give": "1"})
    browser.post(f"{page}consent/", {"purpose": ConsentPurpose.MINOR_DATA.value, "give": "0"})
    live = Consent.objects.filter(volunteer=child, withdrawn_at=None)
    assert set(live.values_list("purpose", flat=True)) == {
        ConsentPurpose.REGISTRATION.value,
        ConsentPurpose.GUARDIAN.value,
    }
    said = words(browser.get(page))
    assert "还差：监护人同意处理未成年人信息" in said and "只保存" in said


def test_the_same_child_twice_leads_to_its_page_and_to_nobody_elses(parent: Account) -> None:
    number = registry.next_id_number(date(2014, 5, 1))
    child = registered(parent, id_number=number)
    registry.make_domain("xinyu:02")
    sent = {
        **COUNTS, "name": "李小雨", "id_type": "resident-card", "id_number": number, "guardian_relation": "父亲",
        "district": "360502", "street": "360502001", "community": "", "domains": ["xinyu:02"], "skills": "",
    }  # fmt: skip
    again = browser_of(parent).post(f"{URL}new/", sent)
    assert again["Location"] == f"{URL}{child.pk}/"
    other = browser_of(registry.make_account(name="王大路")).post(f"{URL}new/", sent)
    assert other.status_code == 409 and "加你作监护人" in words(other)
    assert str(child.pk) not in other.content.decode()
    assert Volunteer.objects.count() == 1

"""Free times on the page: whose they are, what a refusal leaves, and the preferences that stay as they were chosen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent, Profile, Volunteer
from redvest.registry.rules.availability import CODES, decode
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry

pytestmark = pytest.mark.django_db
URL = "/me/profile/times/"
SAID: dict[str, Any] = {
    "slots": ["sat-morning", "holiday-evening"], "languages": ["sign"], "affiliation": "03",
    "affiliation_agreed": "1", "project_invites": "accept", "team_invites": "accept",
}  # fmt: skip


def ticked(page: str) -> list[str]:
    return re.findall(r'name="slots" value="([a-z-]+)" checked', page)


def test_what_was_said_is_shown_again(me: Client, person: Volunteer) -> None:
    assert me.post(URL, SAID).status_code == 302
    page = html(me.get(URL))
    assert ticked(page) == ["sat-morning", "holiday-evening"]
    assert page.count(" selected") == 3
    assert 'name="affiliation_agreed" value="1" checked' in page
    assert Profile.objects.get().volunteer_id == person.pk


def test_two_people_keep_two_profiles(me: Client, person: Volunteer) -> None:
    other = registry.make_volunteer(name="王小路")
    assert other.account is not None
    browser = browser_of(other.account)
    me.post(URL, SAID)
    browser.post(URL, {**SAID, "slots": ["mon-morning"], "affiliation": ""})
    assert {each.volunteer_id: decode(each.slots) for each in Profile.objects.all()} == {
        person.pk: ("sat-morning", "holiday-evening"),
        other.pk: ("mon-morning",),
    }
    assert ticked(html(browser.get(URL))) == ["mon-morning"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"slots": ["sat-night"]}, "看不懂的格子"),
        ({"whole_day": ["someday"]}, "看不懂的格子"),
        ({"whole_part": ["night"]}, "看不懂的格子"),
        ({"languages": ["klingon"]}, "语言请从列出的里面选"),
        ({"affiliation": "99"}, "政治面貌请从列出的里面选"),
        ({"affiliation_agreed": "", "affiliation": "01"}, "不想说可以不填"),
        ({"project_invites": ""}, "邀请的设置看不懂"),
        ({"team_invites": "ask"}, "邀请的设置看不懂"),
    ],
)
def test_a_refusal_leaves_what_was_kept_before(me: Client, wrong: dict[str, Any], told: str) -> None:
    me.post(URL, SAID)
    refused = me.post(URL, {**SAID, "slots": ["sun-evening"], **wrong})
    assert refused.status_code == 422 and told in words(refused)
    kept = Profile.objects.get()
    assert decode(kept.slots) == ("sat-morning", "holiday-evening")
    assert (kept.affiliation, kept.project_invites, kept.team_invites) == ("03", "accept", "accept")
    assert Consent.objects.filter(purpose=ConsentPurpose.AFFILIATION, withdrawn_at=None).count() == 1


def test_a_refusal_leaves_the_tick_of_who_never_said_anything(me: Client) -> None:
    refused = html(me.post(URL, {**SAID, "slots": ["sat-night"]}))
    assert 'name="affiliation_agreed" value="1" checked' in refused and not Profile.objects.exists()
    refused = html(me.post(URL, {**SAID, "affiliation_agreed": ""}))
    assert 'name="affiliation_agreed" value="1">' in refused


def test_nothing_ticked_is_an_answer_too(me: Client) -> None:
    me.post(URL, SAID)
    assert me.post(URL, {"project_invites": "refuse", "team_invites": "refuse"}).status_code == 302
    kept = Profile.objects.get()
    assert (kept.slots, kept.languages, kept.affiliation) == (0, [], "")
    assert not Consent.objects.filter(purpose=ConsentPurpose.AFFILIATION, withdrawn_at=None).exists()


def test_every_row_and_every_column_is_the_whole_week(me: Client) -> None:
    days = sorted({code.split("-")[0] for code in CODES})
    parts = sorted({code.split("-")[1] for code in CODES})
    plain = {"project_invites": "ask", "team_invites": "refuse"}
    for rows in ({"whole_day": days}, {"whole_part": parts}):
        me.post(URL, {**plain})
        me.post(URL, {**plain, **rows})
        assert decode(Profile.objects.get().slots) == CODES


def test_the_affiliation_is_shown_on_no_other_page_of_ones_own(me: Client) -> None:
    me.post(URL, {**SAID, "affiliation": "01"})
    chosen = re.search(r'<option value="01" selected>([^<]+)<', html(me.get(URL)))
    assert chosen is not None
    for page in ("/me/", "/me/profile/"):
        assert chosen[1] not in words(me.get(page))


def test_the_page_is_never_kept_and_takes_no_other_verb(me: Client) -> None:
    answer = me.get(URL)
    assert "no-store" in answer["Cache-Control"]
    assert me.put(URL, "").status_code == 405 and me.delete(URL).status_code == 405


def test_the_page_costs_the_same_with_much_or_little(me: Client, django_assert_max_num_queries: Any) -> None:
    me.get(URL)
    for slots in ([], list(CODES)):
        me.post(URL, {**SAID, "slots": slots})
        with django_assert_max_num_queries(9):
            me.get(URL)


def test_unticking_alone_takes_the_affiliation_back(me: Client, person: Volunteer) -> None:
    me.post(URL, SAID)
    assert me.post(URL, SAID | {"affiliation_agreed": ""}).status_code == 302
    assert Profile.objects.get().affiliation == ""
    assert Consent.objects.get(purpose=ConsentPurpose.AFFILIATION).withdrawn_at is not None


@pytest.mark.parametrize("page", ["/me/rights/", "/me/profile/"])
def test_it_is_taken_back_where_the_other_consents_are_and_given_only_where_it_is_named(
    me: Client, person: Volunteer, page: str
) -> None:
    me.post(URL, SAID)
    assert "登记政治面貌" in words(me.get(page)) and f'value="{ConsentPurpose.AFFILIATION}"' in html(
        me.get(page)
    )
    me.post("/me/consent/", {"purpose": ConsentPurpose.AFFILIATION.value, "give": "0"})
    assert Profile.objects.get().affiliation == ""
    back = me.post("/me/consent/", {"purpose": ConsentPurpose.AFFILIATION.value, "give": "1"})
    assert back["Location"] == URL and Profile.objects.get().affiliation == ""

"""The page of free times: the grid by boxes alone, whole rows and columns, and what was ticked stays after a refusal."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from redvest.registry.models import Profile, Volunteer
from redvest.registry.rules.availability import ALL, decode
from tests.faces.site.conftest import words

pytestmark = pytest.mark.django_db
URL = "/me/profile/times/"
PLAIN = {"project_invites": "ask", "team_invites": "refuse"}


def test_the_grid_has_a_named_box_for_each_of_24_cells(me: Client) -> None:
    page = me.get(URL)
    html = page.content.decode()
    assert len(re.findall(r'name="slots"', html)) == 24
    assert "周六 上午" in html and "节假日 晚上" in html
    assert "再补上这几样就齐了" in words(page)


def test_ticked_boxes_and_whole_rows_are_kept(me: Client, person: Volunteer) -> None:
    sent = {**PLAIN, "slots": ["mon-evening"], "whole_day": ["sat"], "languages": ["dialect"]}
    assert me.post(URL, sent)["Location"] == URL
    kept = Profile.objects.get(volunteer=person)
    assert decode(kept.slots) == ("mon-evening", "sat-morning", "sat-afternoon", "sat-evening")
    assert kept.languages == ["dialect"] and kept.affiliation == ""
    assert me.get(URL).content.decode().count(" checked") == 5
    me.post(URL, {**PLAIN, "whole_part": ["morning", "afternoon", "evening"]})
    assert Profile.objects.get(volunteer=person).slots == ALL


def test_a_refusal_says_why_and_keeps_what_was_ticked(me: Client) -> None:
    answer = me.post(URL, {**PLAIN, "slots": ["sun-morning"], "affiliation": "03"})
    assert answer.status_code == 422
    assert "不想说可以不填" in words(answer)
    assert 'value="sun-morning" checked' in answer.content.decode()
    assert not Profile.objects.exists()


def test_the_profile_leads_there_with_what_is_missing(me: Client) -> None:
    page = me.get("/me/profile/")
    assert URL in page.content.decode() and "什么时候有空" in words(page)


def test_it_is_for_people_on_the_register(member: Client, guest: Client) -> None:
    for client in (member, guest):
        assert client.get(URL).status_code in (302, 403)
        assert client.post(URL, PLAIN).status_code in (302, 403)
    assert not Profile.objects.exists()

"""The trail is read in words: every verb of the actions has some, and is found by them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import redvest
from redvest.core.audit import Actor, write_line
from redvest.faces.desk.audit_words import VERBS, verbs_like
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories.registry import CITY, NOW

SAID = re.compile(r"verb ?= ?\"(\w+)\"(?: if .+? else \"(\w+)\")?")


def test_every_verb_has_words() -> None:
    files = Path(redvest.__file__).parent.glob("*/actions/*.py")
    verbs = {
        verb for file in files for found in SAID.findall(file.read_text("utf-8")) for verb in found if verb
    }
    assert len(verbs) > 100 and sorted(verbs - VERBS.keys() - {"void"}) == []


def test_words_find_verbs() -> None:
    assert {"give_grant", "revoke_grant"} <= set(verbs_like("角色")) and verbs_like("exit_body") == [
        "exit_body"
    ]
    assert verbs_like("从来没有的动作") == ["从来没有的动作"]


@pytest.mark.django_db
def test_the_page_says_who_did_what_to_whom(place: Place, sign_in: SignIn) -> None:
    by = Actor.person(place.officer.pk)
    write_line(by=by, at=NOW, city=CITY, verb="suspend_body", target=place.body, reason="年报没交")
    write_line(by=by, at=NOW, city=CITY, verb="exit_body", target=place.body)
    client: Client = sign_in(place.centre)
    page = said(client.get(reverse("desk:audit"), {"verb": "暂停组织"}))
    assert (
        "刘区域" in page and "组织 黎明脚步志愿队" in page and "年报没交" in page and "组织解散" not in page
    )
    wrong = client.get(reverse("desk:audit"), {"from": "2026-03-05", "to": "2026-03-01"})
    assert wrong.status_code == 422 and "开始日期不能晚于结束日期" in said(wrong)

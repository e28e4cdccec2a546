"""One tap turns the pages English, and no Chinese is left where the house itself speaks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import expect

from tests.factories import registry
from tests.journeys.conftest import ROOT, Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CATALOGUE = ROOT / "src/redvest/locale/en/LC_MESSAGES/django.po"
CHINESE = re.compile(r"[\u3400-\u9fff]+")


def untranslated(catalogue: Path) -> list[str]:
    with catalogue.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    assert messages
    words = (
        message.string if isinstance(message.string, tuple) else (message.string,) for message in messages
    )
    return [
        str(message.id)
        for message, said in zip(messages, words, strict=True)
        if not all(said) or message.fuzzy
    ]


def left_over(text: str) -> list[str]:
    """Chinese words, but for the switch back."""
    return [word for word in CHINESE.findall(text) if word != "中文"]


def assert_english_navigation(visitor: Visitor) -> None:
    bars = visitor.page.get_by_role("navigation").all() + visitor.page.get_by_role("banner").all()
    assert bars
    assert [word for bar in bars for word in left_over(bar.inner_text())] == [], visitor.path
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")


def test_every_sentence_has_its_english() -> None:
    assert untranslated(CATALOGUE) == []


def test_the_switch_leaves_no_chinese_in_the_navigation(arrive: Arrive, town: Town, settings: Any) -> None:
    settings.REDVEST_SITE_NAME = "Redvest"
    me = arrive(registry.make_volunteer(name="Li Mingxia").account)
    me.go("/")
    me.open("English")
    assert me.path == "/"
    for address in ("/", "/activities/", "/me/", "/me/code/", "/me/hours/", "/me/certificates/"):
        me.go(address)
        assert_english_navigation(me)
    me.open("中文")
    expect(me.page.get_by_role("heading", level=1)).to_have_text("志愿服务证明")


@pytest.mark.parametrize("screen", ["desktop"], indirect=True)
def test_pages_that_are_all_the_house_s_own_are_all_english(
    arrive: Arrive, town: Town, settings: Any
) -> None:
    settings.REDVEST_SITE_NAME = settings.REDVEST_CITY_NAME = "Redvest"
    guest = arrive()
    guest.go("/prefs/?language=en&next=/login/")
    for address in (
        "/login/",
        "/login/?way=code",
        "/join/",
        "/forgot/",
        "/verify/",
        "/questions/",
        "/privacy/",
    ):
        guest.go(address)
        assert left_over(guest.page.locator("body").inner_text() + guest.page.title()) == [], address


@pytest.mark.parametrize("screen", ["desktop"], indirect=True)
def test_the_desk_speaks_english_too(arrive: Arrive, town: Town, settings: Any) -> None:
    settings.REDVEST_SITE_NAME = "Redvest"
    officer = arrive(town.officer)
    officer.go("/prefs/?language=en&next=/desk/")
    for address in ("/desk/", "/desk/activities/", "/desk/hours/", "/desk/import/"):
        officer.go(address)
        links = officer.page.get_by_role("complementary").get_by_role("navigation")
        assert left_over(links.inner_text()) == [], address
        assert left_over(officer.main.get_by_role("heading", level=1).inner_text()) == [], address

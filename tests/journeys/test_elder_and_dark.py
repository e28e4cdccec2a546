"""The elder view is one tap away and large everywhere; the dark theme can be read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from redvest.registry.models import Volunteer
from tests.factories import registry, service
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEAST_TEXT, LEAST_TARGET = 18, 60

SMALL_TEXT = """least => [...document.querySelectorAll("body *")]
    .filter(node => [...node.childNodes].some(each => each.nodeType === 3 && each.data.trim()))
    .filter(node => node.checkVisibility({ visibilityProperty: true }) && !node.closest("svg, script, style, option"))
    .filter(node => node.getBoundingClientRect().width > 1)
    .filter(node => parseFloat(getComputedStyle(node).fontSize) < least)
    .map(node => getComputedStyle(node).fontSize + " " + node.outerHTML.slice(0, 120))"""
# A link inside a sentence is as high as its line (WCAG 2.5.8 lets it); a box or field may be hit through its label.
SMALL_TARGETS = """least => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
    .filter(node => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".sr, .skip, .leaflet-container"))
    .filter(node => getComputedStyle(node).display !== "inline" || node.matches("input"))
    .filter(node => ![node, ...(node.labels || [])].some(each => each.getBoundingClientRect().height >= least))
    .filter(node => node.getBoundingClientRect().width > 1)
    .map(node => Math.round(node.getBoundingClientRect().height) + " px " + node.outerHTML.slice(0, 120))"""


@pytest.fixture
def person(town: Town) -> Volunteer:
    person = registry.make_volunteer(name="李明霞")
    activity = service.make_activity(body=town.body, leader=town.leader)
    service.make_signup(post=service.make_post(activity=activity), volunteer=person)
    service.make_entry(volunteer=person, body=town.body)
    other = service.make_activity(
        body=town.body, leader=town.leader, title="河边植树", starts_at=activity.ends_at
    )
    service.make_post(activity=other, title="植树员")
    return person


def assert_large(me: Visitor) -> None:
    assert not (small := me.page.evaluate(SMALL_TEXT, LEAST_TEXT)), f"{me.path}: small text\n" + "\n".join(
        small
    )
    assert not (low := me.page.evaluate(SMALL_TARGETS, LEAST_TARGET)), f"{me.path}: low\n" + "\n".join(low)


def test_one_tap_makes_everything_large_and_it_stays(arrive: Arrive, person: Volunteer) -> None:
    me = arrive(person.account)
    me.go("/activities/")
    me.open("长辈版")
    assert me.path == "/activities/"
    assert_large(me)
    for address in (
        "/",
        "/activities/?view=week",
        "/me/",
        "/me/code/",
        "/me/hours/",
        "/me/certificates/",
        "/me/signups/",
        "/me/scan/",
    ):
        me.go(address)
        assert_large(me)
    me.go("/activities/")
    me.open("河边植树")
    assert_large(me)
    me.open("标准版")
    expect(me.page.locator("html")).not_to_have_attribute("data-elder", "1")


@pytest.mark.parametrize("address", ["/login/", "/join/", "/verify/"])
def test_the_doors_are_large_too(arrive: Arrive, town: Town, address: str) -> None:
    guest = arrive()
    guest.go(address)
    guest.open("长辈版")
    assert guest.path == address
    assert_large(guest)


def test_the_dark_theme_is_dark_can_be_read_and_stays(arrive: Arrive, person: Volunteer) -> None:
    me = arrive(person.account)
    me.go("/")
    me.page.get_by_role("link", name="外观：深色").click()
    expect(me.page.locator("html")).to_have_attribute("data-theme", "dark")
    me.page.wait_for_load_state()
    me.look()
    for address in ("/activities/", "/me/", "/me/code/", "/me/hours/", "/me/certificates/"):
        me.go(address)
        ground = me.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(int(part) for part in ground[4:-1].split(",")) < 60, ground

"""Signing in and signing up with Tab and Enter alone, always seeing where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from redvest.service.choices import SignUpState
from redvest.service.models import SignUp
from tests.factories import registry, service
from tests.factories.registry import PASSWORD
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAR = 60  # more stops than any of these pages has

# The name of what has the focus, and whether an outline, a border or a shadow shows it.
FOCUSED = """async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));  // what moves into view has moved
    const node = document.activeElement;
    const look = getComputedStyle(node);
    const outlined = parseFloat(look.outlineWidth) > 0 && look.outlineStyle !== "none";
    const seen = node.matches(":focus-visible") && (outlined || look.boxShadow !== "none");
    const box = node.getBoundingClientRect();
    const name = node.getAttribute("aria-label") || node.labels?.[0]?.innerText || node.innerText || "";
    return { name: name.trim(), seen, onScreen: box.bottom > 0 && box.top < innerHeight };
}"""


def tab_to(me: Visitor, name: str) -> None:
    """Go on with Tab until something of this name has the focus; each stop on the way must show itself."""
    for _stop in range(FAR):
        me.page.keyboard.press("Tab")
        focused = me.page.evaluate(FOCUSED)
        assert focused["seen"] and focused["onScreen"], f"no focus to be seen at {focused} on {me.path}"
        if focused["name"].startswith(name):
            return
    pytest.fail(f"{name} cannot be reached with Tab on {me.path}")


def enter(me: Visitor) -> None:
    with me.page.expect_navigation():
        me.page.keyboard.press("Enter")
    me.look()


@pytest.mark.parametrize("screen", ["desktop"], indirect=True)
def test_signing_in_and_up_without_a_mouse(arrive: Arrive, town: Town) -> None:
    phone = registry.next_phone()
    registry.make_volunteer(name="李明霞", phone=phone)
    service.make_post(activity=service.make_activity(body=town.body, leader=town.leader), title="陪同员")
    me = arrive()
    me.go("/activities/")
    tab_to(me, "陪独居老人买菜")
    enter(me)
    tab_to(me, "登录后报名")
    enter(me)
    tab_to(me, "手机号")
    me.page.keyboard.type(phone)
    tab_to(me, "密码")
    me.page.keyboard.type(PASSWORD)
    enter(me)
    tab_to(me, "报名做陪同员")
    enter(me)
    expect(me.page.get_by_role("heading", name="报上了")).to_be_visible()
    assert SignUp.objects.get().state == SignUpState.CONFIRMED

    tab_to(me, "取消报名")  # the question before it is answered by keyboard as well, and gives the focus back
    me.page.keyboard.press("Enter")
    expect(me.page.get_by_role("dialog")).to_be_visible()
    me.page.keyboard.press("Escape")
    expect(me.page.get_by_role("dialog")).to_be_hidden()
    expect(me.main.get_by_role("button", name="取消报名")).to_be_focused()
    assert SignUp.objects.get().state == SignUpState.CONFIRMED


@pytest.mark.parametrize("screen", ["desktop"], indirect=True)
@pytest.mark.parametrize("address", ["/", "/activities/", "/desk/"])
def test_the_first_stop_skips_to_the_words(arrive: Arrive, town: Town, address: str) -> None:
    leader = arrive(town.leader)
    leader.go(address)
    leader.page.keyboard.press("Tab")
    skip = leader.page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    leader.page.keyboard.press("Enter")
    expect(leader.main).to_be_focused()

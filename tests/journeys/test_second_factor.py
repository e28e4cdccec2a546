"""An officer makes a passkey on a device that has one, and is let in by it the next time; the app's page can be read."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from redvest.registry.choices import Role
from redvest.registry.models import SecondFactor
from tests.factories import registry
from tests.journeys.conftest import Arrive, session_of
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def give_device(visitor: Visitor) -> None:
    """A phone that signs by fingerprint."""
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def test_a_passkey_is_made_and_opens_the_desk(arrive: Arrive, settings: Any) -> None:
    account = registry.make_account(name="刘区域")
    registry.make_grant(account=account, role=Role.REGION_OFFICER, region=registry.make_region_tree().yushui)
    officer = arrive(account)
    settings.REDVEST_SECOND_FACTOR = True  # also for the served house, which shares this process
    give_device(officer)

    officer.go("/desk/")
    assert officer.path == "/me/security/"
    officer.page.get_by_role("button", name="加一把通行密钥").click()
    expect(officer.page.locator(".who")).to_be_visible()
    assert officer.path == "/desk/"
    assert SecondFactor.objects.get().kind == "passkey"

    officer.page.context.clear_cookies()
    again = officer.page.context
    again.add_cookies([{"name": "sessionid", "value": session_of(account), "url": officer.home}])
    officer.go("/desk/")
    assert officer.path == "/login/second/"
    officer.page.get_by_role("button", name="用通行密钥").click()
    expect(officer.page.locator(".who")).to_be_visible()
    assert officer.path == "/desk/"

    officer.go("/me/security/app/")
    officer.page.get_by_label("应用里现在显示的六位数字").fill("123")
    with officer.refused(422):
        officer.press("加上")
    expect(officer.page.get_by_text("数字对不上").first).to_be_visible()

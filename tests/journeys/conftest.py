"""A browser, a served house, a small town with its people, and the clock of the tests' own day."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, expect, sync_playwright

from redvest.faces.shared import assets
from redvest.registry.actions.region import load_domains
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body
from tests.factories import registry
from tests.factories.registry import NOW, RegionTree
from tests.journeys.camera import LENS
from tests.journeys.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
]  # fmt: skip
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
Arrive = Callable[..., Visitor]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's own Chromium, started once for all journeys of this process."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("REDVEST_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium is installed, but REDVEST_REQUIRE_BROWSER=1 asks for the journeys")
        pytest.skip("no Chromium is installed: apt install chromium, and the journeys run")
    expect.set_options(
        timeout=15_000
    )  # patience costs nothing where all is well, and a busy machine needs it
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def built_assets() -> None:
    """The icon sprite, built by one process at a time."""
    lock = ROOT / "var" / "assets.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assets.build(ROOT)


@pytest.fixture(params=list(SCREENS))
def screen(request: pytest.FixtureRequest) -> str:
    """Every journey is walked twice, on a phone and on a desktop; a test may ask for one of them alone."""
    return str(request.param)


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    """Ten in the morning of a Thursday in March, and going on; the served house shares this process and its clock."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def arrive(
    browser: Browser, built_assets: None, live_server: Any, settings: Any, screen: str
) -> Iterator[Arrive]:
    """Let somebody sit down at a browser of their own, signed in if an account is given."""
    settings.REDVEST_DEMO = True  # the inbox for codes; nothing else hangs on it in these journeys
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def sit_down(account: Account | None = None, *, scripts: bool = True, home: str = "") -> Visitor:
        context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", java_script_enabled=scripts,
            **SCREENS[screen],
        )  # fmt: skip
        context.set_default_timeout(15_000)
        contexts.append(context)
        home = home or live_server.url
        if account is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(account), "url": home}])
        context.add_init_script(LENS)
        width = SCREENS[screen]["viewport"]["width"]
        visitor = Visitor(context.new_page(), home, width, scripts=scripts)
        visitors.append(visitor)
        return visitor

    yield sit_down
    for context in contexts:
        context.close()
    for visitor in visitors:
        visitor.assert_well()


def session_of(account: Account) -> str:
    client = Client()
    client.force_login(account, backend="redvest.faces.shared.signed_in.HouseBackend")
    return client.cookies["sessionid"].value


@dataclass(frozen=True)
class Town:
    """A small Xinyu with one body, its leader and the officer of its district."""

    tree: RegionTree
    body: Body
    leader: Account
    officer: Account


@pytest.fixture
def town(db: None) -> Town:
    load_domains()
    tree = registry.make_region_tree()
    body = registry.make_body(name="黎明脚步志愿队", region=tree.yushui)
    leader, officer = registry.make_account(name="陈小梅"), registry.make_account(name="刘区域")
    registry.make_grant(account=leader, role=Role.ACTIVITY_LEADER, body=body)
    registry.make_grant(account=officer, role=Role.REGION_OFFICER, region=tree.yushui)
    return Town(tree, body, leader, officer)


def affirm(form: Locator) -> None:
    """The three statements that make it volunteer service."""
    for words in ("这不是谁的本职工作", "没有报酬", "为了公益"):
        form.get_by_label(words).check()

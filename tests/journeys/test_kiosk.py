"""A day at a station's screen: its network is pulled and its browser killed, people time out, and all can read it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, expect

from redvest.registry.actions.kiosk import ask_for_kiosk, pair_kiosk
from redvest.registry.choices import CodePurpose, HelpKind
from redvest.registry.models import HelpCall, KioskReceipt, Station, Volunteer
from redvest.registry.queries import secret
from redvest.service.actions.card import issue_card
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.choices import ProofKind
from redvest.service.models import Activity, Attendance, HoursEntry, Scan
from redvest.service.queries.codes import card_text
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.journeys.conftest import ARGS, NAMES, Arrive, Town
from tests.journeys.test_elder_and_dark import assert_large
from tests.registry.actions.test_kiosk import keeper_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SwitchOn = Callable[..., tuple[BrowserContext, Page]]
# Whatever asks, page or worker, asks a proxy that is not there.
NO_NETWORK = ["--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>"]


@dataclass(frozen=True)
class Hall:
    """A station with an activity in its yard, one person who carries a card and one who knows the number."""

    station: Station
    activity: Activity
    card: str
    carries: Volunteer
    knows: Volunteer
    home: str

    def code(self) -> str:
        return ask_for_kiosk(by=keeper_of(self.station), station=self.station, name="大厅", at=NOW)[1]


@pytest.fixture
def hall(town: Town, live_server: Any) -> Hall:
    station = registry.make_station(town.tree.baihua)
    activity = service.make_activity(body=town.body, leader=town.leader, starts_at=NOW, hours=4)
    post = service.make_post(activity=activity, places=9)
    people = [registry.make_volunteer(name=name) for name in ("李明霞", "王桂兰")]
    for person in people:
        service.make_signup(post=post, volunteer=person)
    card = card_text(issue_card(by=registry.volunteer_standing(people[0]), volunteer=people[0], at=NOW))
    return Hall(station, activity, card, people[0], people[1], f"{live_server.url}/kiosk/{station.pk}/")


@pytest.fixture
def switch_on(browser: Browser, built_assets: None, tmp_path: Path) -> Iterator[SwitchOn]:
    """The machine in the hall: a browser with a disk of its own, which can be switched on again after anything."""
    path = next(found for name in NAMES if (found := shutil.which(name)))
    started: list[BrowserContext] = []

    def on(*, network: bool = True) -> tuple[BrowserContext, Page]:
        args = ARGS if network else ARGS + NO_NETWORK
        context = browser.browser_type.launch_persistent_context(
            str(tmp_path / "disk"), executable_path=path, args=args, locale="zh-CN", timezone_id="Asia/Shanghai",
            viewport={"width": 1080, "height": 1920},
        )  # fmt: skip
        context.set_default_timeout(15_000)
        started.append(context)
        return context, context.pages[0]

    yield on
    for context in started:
        with contextlib.suppress(Exception):  # those that were killed are closed already
            context.close()


def kill(disk: Path) -> None:
    """The plug is pulled: the browser that works on this disk gets no chance to say goodbye."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            said = entry.read_bytes().decode(errors="replace")
            if f"--user-data-dir={disk}" in said and "--type=" not in said:
                os.kill(int(entry.parent.name), signal.SIGKILL)


def at(page: Page, moment: datetime) -> None:
    page.clock.set_fixed_time(moment)


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def type_number(page: Page, number: str) -> None:
    """On the keys of the screen, with a finger."""
    for digit in number:
        tap(page, digit)


def said(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-said]")).to_have_text(words)


def queue(page: Page, words: str) -> None:
    expect(page.locator("[data-queue]")).to_have_text(words)


def test_the_network_is_pulled_and_the_browser_killed_and_nothing_is_lost(
    hall: Hall, town: Town, switch_on: SwitchOn, tmp_path: Path, moment: time_machine.Traveller
) -> None:
    moment.move_to(NOW)
    context, page = switch_on()
    page.goto(hall.home)
    type_number(page, hall.code())
    tap(page, "配对")
    expect(page.get_by_role("heading", name="你好，要办什么？")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-kept", "1")
    context.close()  # in the evening

    context, page = switch_on()  # in the morning it is the station's still
    at(page, NOW)
    page.goto(hall.home)
    expect(page.locator("html")).to_have_attribute("data-kept", "1")
    context.set_offline(True)
    page.get_by_role("link", name="签到签退").click()
    page.wait_for_url("**/presence/")
    page.keyboard.type(hall.card)  # a scanner types what it reads
    page.keyboard.press("Enter")
    said(page, re.compile("记下了：10:00 签到。现在没有网，有网以后会自动传上去，不会丢"))
    page.keyboard.type(hall.card)
    page.keyboard.press("Enter")
    said(page, "刚刚记过了，不用再来一次")
    type_number(page, hall.knows.number)
    tap(page, "确定")
    said(page, re.compile("记下了：10:00 签到"))
    queue(page, "还有 2 条在等着上传")
    tap(page, "结束，回到首页")
    page.get_by_role("link", name="我要求助").click()
    page.wait_for_url("**/help/")
    page.get_by_text("要站里打给你，先留个手机号").click()
    type_number(page, "13800138000")
    tap(page, "家里有事要帮忙")
    said(page, re.compile("现在没有网"))
    queue(page, "还有 3 条在等着上传")
    kill(tmp_path / "disk")

    context, page = switch_on(network=False)  # the power is back, the network is not
    at(page, NOW + 2 * HOUR)
    page.goto(hall.home)
    queue(page, "还有 3 条在等着上传")
    page.get_by_role("link", name="打印证明").click()
    expect(page.get_by_role("heading", name="现在没有网")).to_be_visible()
    page.get_by_role("link", name="签到签退").click()
    page.wait_for_url("**/presence/")
    tap(page, "我走了，签退")
    page.keyboard.type(hall.card)
    page.keyboard.press("Enter")
    queue(page, "还有 4 条在等着上传")
    kill(tmp_path / "disk")
    assert not Scan.objects.exists() and not HelpCall.objects.exists()

    moment.move_to(NOW + 3 * HOUR)
    context, page = switch_on()
    at(page, NOW + 3 * HOUR)
    page.goto(hall.home)
    queue(page, "都传上去了")
    page.reload()
    queue(page, "都传上去了")
    stays = {each.volunteer_id: each for each in Attendance.objects.filter(activity=hall.activity)}
    carried, known = stays.pop(hall.carries.pk), stays.pop(hall.knows.pk)
    assert not stays and (Scan.objects.count(), KioskReceipt.objects.count()) == (3, 4)
    assert (carried.in_at, carried.out_at, carried.proofs) == (NOW, NOW + 2 * HOUR, [ProofKind.STATION_SCAN])
    assert (known.in_at, known.out_at) == (NOW, None)
    call = HelpCall.objects.get()
    assert (call.kind, call.phone_tail, call.at) == (HelpKind.HOME, "8000", NOW)

    form = HoursForm(hall.carries.pk, None)
    confirm_hours(
        by=registry.standing_of(town.leader), activity=hall.activity, entries=[form], at=NOW + 5 * HOUR
    )
    assert [each.minutes for each in HoursEntry.objects.filter(volunteer=hall.carries)] == [120]


LEFT = """async () => {
  const parts = [document.documentElement.outerHTML, document.title, JSON.stringify(history.state),
    JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie];
  for (const name of await caches.keys())
    for (const asked of await (await caches.open(name)).keys())
      if (!/\\.(css|js|svg)$/.test(asked.url)) parts.push(asked.url, await (await caches.match(asked)).text());
  const done = (asked) => new Promise((told) => { asked.onsuccess = () => told(asked.result); });
  for (const { name } of await indexedDB.databases()) {
    const opened = await done(indexedDB.open(name));
    const rows = await done(opened.transaction("queue").objectStore("queue").getAll());
    parts.push(...rows.map((row) => JSON.stringify(row) + new TextDecoder().decode(row.sealed)));
    opened.close();
  }
  return parts.join("\\n");
}"""


def test_somebody_walks_away_and_leaves_nothing(
    hall: Hall, switch_on: SwitchOn, moment: time_machine.Traveller
) -> None:
    moment.move_to(NOW)
    context, page = switch_on()
    page.goto(hall.home)
    type_number(page, hall.code())
    tap(page, "配对")
    expect(page.locator("html")).to_have_attribute("data-kept", "1")
    assert hall.carries.account is not None
    phone = secret.open_sealed(hall.carries.account.phone_sealed, context=secret.ACCOUNT_PHONE)

    at(page, NOW)
    page.get_by_role("link", name="我的时长").click()
    type_number(page, phone)
    tap(page, "下一步：收验证码")
    expect(page.get_by_role("heading", name="看一下手机短信")).to_be_visible()
    registry.make_code(phone, CodePurpose.SIGN_IN, code="135790", at=NOW + MINUTE / 2)
    moment.move_to(NOW + MINUTE / 2)
    type_number(page, "135790")
    tap(page, "确定")
    expect(page.get_by_role("heading", name="李明霞，你的时长")).to_be_visible()
    assert any(each["name"] == "rv_kiosk_who" for each in context.cookies())

    expect(page.locator("[data-left]")).to_contain_text("90")  # it counts from the moment its script runs
    at(page, NOW + 91 * MINUTE / 60 + MINUTE)
    page.wait_for_url(hall.home)
    expect(page.get_by_role("heading", name="你好，要办什么？")).to_be_visible()
    assert not any(each["name"] == "rv_kiosk_who" for each in context.cookies())
    for _back in range(4):
        left = page.evaluate(LEFT)
        assert "李明霞" not in left and phone not in left and hall.carries.number not in left
        with contextlib.suppress(Exception):
            page.go_back(timeout=3_000)
        expect(page.locator("html")).to_have_attribute("data-kiosk", "open")
        expect(page.get_by_role("heading", name="你好，要办什么？")).to_be_visible()


@pytest.mark.parametrize("screen", ["desktop"])
def test_who_has_no_place_here_is_told_what_to_do_next(
    arrive: Arrive, hall: Hall, moment: time_machine.Traveller
) -> None:
    moment.move_to(NOW)
    guest, comes = arrive(), registry.make_volunteer(name="赵新来")
    page = guest.page
    token = pair_kiosk(station=hall.station, code=hall.code(), at=NOW)
    page.context.add_cookies([{"name": "rv_kiosk", "value": token, "url": hall.home}])
    guest.go(f"/kiosk/{hall.station.pk}/presence/")
    expect(page.get_by_role("link", name="现在报名")).to_be_hidden()
    for _again in range(2):  # who was refused may try again
        page.keyboard.type(comes.number)
        page.keyboard.press("Enter")
        said(page, re.compile("没有记上：这里没有你报名的活动，或者编号不对"))
    assert_large(guest)
    tap(page, "叫站里的人来")
    said(page, re.compile("已经告诉站里了"))
    assert HelpCall.objects.get().kind == HelpKind.CHECK_IN
    page.keyboard.type(comes.number)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="现在报名").click()
    page.wait_for_url("**/activities/")
    service.make_signup(post=hall.activity.posts.get(), volunteer=comes)
    guest.go(f"/kiosk/{hall.station.pk}/presence/")
    page.keyboard.type(comes.number)
    page.keyboard.press("Enter")
    said(page, "签到好了。走的时候再来刷一次签退")
    guest.look()


LINES = """() => [...document.querySelectorAll("main p, main li, main label, main h1")]
    .filter(node => node.checkVisibility() && node.textContent.trim())
    .filter(node => parseFloat(getComputedStyle(node).lineHeight) < 1.3 * parseFloat(getComputedStyle(node).fontSize) - 0.1)
    .map(node => node.outerHTML.slice(0, 120))"""


def test_every_screen_is_large_clear_and_open_to_all(arrive: Arrive, hall: Hall, screen: str) -> None:
    """Domain 8.6: text of 18 px and more, a title of 30, lines of 1.3, targets of 60, contrast by axe (4.5:1, 3:1 large)."""
    guest = arrive()
    path = f"/kiosk/{hall.station.pk}/"
    guest.go(path)  # not paired yet
    assert_large(guest)
    token = pair_kiosk(station=hall.station, code=hall.code(), at=NOW)
    guest.page.context.add_cookies([{"name": "rv_kiosk", "value": token, "url": hall.home}])
    person = hall.carries
    service.make_entry(volunteer=person, body=hall.activity.body)
    tall = {"width": 1080, "height": 1920}
    if screen == "desktop":
        guest.page.set_viewport_size(tall)  # type: ignore[arg-type]
        guest.width = tall["width"]

    def look(page: str) -> None:
        guest.go(path + page)
        assert_large(guest)
        assert (
            float(guest.page.locator("h1").evaluate("node => parseFloat(getComputedStyle(node).fontSize)"))
            >= 30
        )
        assert not (tight := guest.page.evaluate(LINES)), "\n".join(tight)

    for page in (
        "",
        "presence/",
        "help/",
        "activities/",
        f"activities/{hall.activity.pk}/",
        "offline/",
        "who/",
    ):
        look(page)
    assert person.account is not None
    phone = secret.open_sealed(person.account.phone_sealed, context=secret.ACCOUNT_PHONE)
    guest.go(f"{path}who/?next={path}papers/")
    guest.page.get_by_role("textbox", name="刷志愿者卡，或者输入手机号、12 位编号", exact=True).fill(phone)
    guest.press("下一步：收验证码")
    assert_large(guest)
    registry.make_code(phone, CodePurpose.SIGN_IN, code="135790", at=NOW + MINUTE)
    guest.page.get_by_role("textbox", name="六位数字", exact=True).fill("135790")
    guest.press("确定")
    for page in ("hours/", "papers/", "register/"):
        look(page)
    guest.page.get_by_role("textbox", name="本人手机号", exact=True).fill("13912345678")
    guest.press("给本人发验证码")
    assert_large(guest)
    guest.page.get_by_text("未满 18 岁，要监护人同意").click()
    assert_large(guest)
    guest.look()


def test_a_machine_without_a_voice_says_so(arrive: Arrive, hall: Hall) -> None:
    guest = arrive()
    guest.page.add_init_script("speechSynthesis.getVoices = () => [];")
    guest.go(f"/kiosk/{hall.station.pk}/activities/")
    tap(guest.page, "读给我听")
    expect(guest.page.locator("[data-read-said]")).to_have_text("这台机器没有语音，请站里的工作人员念给你听")
    guest.look()


SPEAKS = """window.heard = [];
speechSynthesis.getVoices = () => [{ lang: "zh-CN", name: "小燕" }];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
speechSynthesis.speak = (said) => { window.heard.push(said.text); };"""


@pytest.mark.parametrize("screen", ["desktop"])
def test_a_machine_with_a_voice_reads_the_page_once(arrive: Arrive, hall: Hall) -> None:
    guest = arrive()
    guest.page.add_init_script(SPEAKS)
    guest.go(f"/kiosk/{hall.station.pk}/activities/")
    tap(guest.page, "读给我听")
    expect(guest.page.get_by_role("button", name="停止朗读")).to_be_visible()
    assert guest.page.evaluate("window.heard") == ["现在能做什么"]  # and so on, when this is said
    tap(guest.page, "停止朗读")
    expect(guest.page.get_by_role("button", name="读给我听")).to_be_visible()

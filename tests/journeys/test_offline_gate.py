"""A gate without a network: four hours on two phones come home as exactly what one phone with a network had written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from redvest.registry.choices import Role
from redvest.registry.models import Account, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.role import standing_of
from redvest.service.actions.attendance import ScanForm, my_code, record_scans
from redvest.service.choices import Direction
from redvest.service.models import Activity, Attendance, Scan
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town, session_of
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)
PEOPLE = 50
IN, OUT = Direction.IN, Direction.OUT


@dataclass(frozen=True)
class Seen:
    """One check of the plan: which person, by which phone (or both), which way, when, by code or from the list."""

    person: int
    phones: tuple[int, ...]
    way: Direction
    at: datetime
    by_code: bool


def plan() -> Iterator[Seen]:
    """A hundred checks over four hours, every second one seen by both phones a little apart: 150 and more scans.

    People come, a few leave and come back, ways in are on one phone and ways out on the other.
    """
    for n in range(PEOPLE):
        phones = (0, 1) if n % 2 else (n // 2 % 2,)
        yield Seen(n, phones, IN, NOW + n * MINUTE + timedelta(seconds=n % 40), n % 3 != 0)
        other = (0, 1) if n % 2 else (1 - n // 2 % 2,)
        yield Seen(n, other, OUT, NOW + (130 + 2 * n) * MINUTE + timedelta(seconds=7), n % 4 != 0)
    for n in range(0, PEOPLE, 3):
        yield Seen(n, (n % 2, 1 - n % 2), OUT, NOW + (60 + n) * MINUTE, True)
        yield Seen(n, (n % 2,), IN, NOW + (62 + n) * MINUTE + timedelta(seconds=30), False)


@dataclass(frozen=True)
class Gate:
    """An activity with its people in order."""

    activity: Activity
    people: list[Volunteer]

    @property
    def address(self) -> str:
        return f"/desk/activities/{self.activity.pk}/offline/"

    def stays(self) -> list[tuple[Any, ...]]:
        """Every stay by the person's place in the list."""
        order = {person.pk: n for n, person in enumerate(self.people)}
        rows = Attendance.objects.filter(activity=self.activity)
        return sorted((order[each.volunteer_id], each.in_at, each.out_at, each.proofs) for each in rows)

    def scans(self) -> list[tuple[Any, ...]]:
        order = {person.pk: n for n, person in enumerate(self.people)}
        rows = Scan.objects.filter(activity=self.activity)
        return sorted((order[each.volunteer_id], each.at, each.direction, each.proof) for each in rows)


def make_gate(town: Town, people: int, *, starts_at: datetime = NOW, title: str = "迎春义诊") -> Gate:
    activity = service.make_activity(
        body=town.body, leader=town.leader, title=title, starts_at=starts_at, hours=4
    )
    post = service.make_post(activity=activity, title="引导员", places=people)
    found = [registry.make_volunteer(name=f"李明霞{chr(0x4E00 + n)}") for n in range(people)]
    for person in found:
        service.make_signup(post=post, volunteer=person)
    return Gate(activity, found)


def sit_down(arrive: Arrive, account: Account, gate: Gate, at: datetime = NOW) -> Visitor:
    """A phone with the gate's page open and kept, its clock standing at ``at``."""
    phone = arrive(account)
    phone.page.on("dialog", lambda dialog: dialog.accept())
    phone.page.clock.set_fixed_time(at)
    phone.go(gate.address)
    expect(phone.page.get_by_text("已经装好，没网也能打开")).to_be_attached()
    return phone


def lose_network(phone: Visitor) -> None:
    phone.page.context.set_offline(True)
    expect(phone.page.get_by_text("没有网，照常签到")).to_be_visible()


def find_network(phone: Visitor) -> None:
    phone.page.context.set_offline(False)
    phone.forgive_no_network()


DO = """([way, code, id]) => {
  document.querySelector(`[data-way="${way}"]`).click();
  const form = document.querySelector("[data-typed]");
  if (!code) { document.querySelector(`[data-tick="${id}"]`).click(); return; }
  form.elements.code.value = code;
  form.requestSubmit();
}"""


def queue_says(page: Page, words: str) -> None:
    page.wait_for_function("words => document.querySelector('[data-queue]').textContent === words", arg=words)


def code_of(person: Volunteer, at: datetime) -> str:
    return my_code(by=registry.volunteer_standing(person), at=at).text


def check(phone: Visitor, person: Volunteer, way: Direction, at: datetime, *, by_code: bool) -> None:
    """One person passes: their code before the camera, or a tick on the list."""
    phone.page.clock.set_fixed_time(at)
    phone.page.evaluate(DO, [way.value, code_of(person, at) if by_code else "", str(person.pk)])


def scans_of_phone(number: int) -> list[Seen]:
    return sorted((seen for seen in plan() if number in seen.phones), key=lambda seen: seen.at)


def seen_at(seen: Seen, phone: int) -> datetime:
    """The second phone looks nine seconds later."""
    return seen.at + timedelta(seconds=9 * phone)


def record_online(gate: Gate, leader: Account) -> None:
    """The same scans over a network, one after the other as they happened."""
    by: Standing = standing_of(leader, NOW.date())
    moments = sorted(
        (seen_at(seen, phone), phone, seen.person, seen) for seen in plan() for phone in seen.phones
    )
    for at, phone, n, seen in moments:
        person = gate.people[n]
        scan = ScanForm(
            nonce=f"online-{phone}-{at.timestamp()}-{n}", direction=seen.way, at=at, device=f"phone-{phone}",
            code=code_of(person, at) if seen.by_code else "", volunteer_id=None if seen.by_code else person.pk,
        )  # fmt: skip
        assert record_scans(by=by, activity=gate.activity, scans=[scan], at=at)[0].outcome in (
            "accepted",
            "repeated",
        )


@pytest.mark.parametrize("screen", ["phone"])
def test_four_hours_on_two_phones_come_home_as_the_online_result(
    arrive: Arrive, town: Town, moment: time_machine.Traveller
) -> None:
    gate, online = make_gate(town, PEOPLE), make_gate(town, PEOPLE, title="同样的活动，有网")
    moment.move_to(NOW)
    phones = [sit_down(arrive, town.leader, gate) for _ in range(2)]
    total = 0
    for number, phone in enumerate(phones):
        lose_network(phone)
        mine = scans_of_phone(number)
        for n, seen in enumerate(mine, start=1):
            check(phone, gate.people[seen.person], seen.way, seen_at(seen, number), by_code=seen.by_code)
            queue_says(phone.page, f"还有 {n} 条没传上去")
            if number == 0 and n == len(mine) // 2:
                # The phone is put down, the page is thrown away, and opened again without a network.
                phone.page.reload()
                queue_says(phone.page, f"还有 {n} 条没传上去")
        total += len(mine)
    assert total >= 200
    assert not Scan.objects.exists()

    moment.move_to(NOW + 240 * MINUTE)
    for phone in reversed(phones):  # the phone that saw more of the ways out comes first
        phone.page.clock.set_fixed_time(NOW + 240 * MINUTE)
        find_network(phone)
        expect(phone.page.get_by_text("有网，记一条传一条")).to_be_visible()
        expect(phone.page.locator("[data-sent]")).to_contain_text("上次上传")
        expect(phone.page.locator("[data-queue]")).not_to_have_text("正在上传……")
    again(phones[1])
    for phone in phones:
        queue_says(phone.page, "都传上去了")

    record_online(online, town.leader)
    assert len(gate.stays()) == PEOPLE + len(range(0, PEOPLE, 3))
    assert gate.stays() == online.stays()
    # One rotating code seen by both phones is one scan, with a network and without.
    assert gate.scans() == online.scans()


def again(phone: Visitor) -> None:
    """Ways out that came before their ways in are tried once more."""
    button = phone.page.get_by_role("button", name="现在上传")
    if button.is_enabled():
        button.click()


def test_the_page_at_a_gate(arrive: Arrive, town: Town, screen: str) -> None:
    """What the leader sees and hears; the page is examined in each of its states."""
    gate = make_gate(town, 6, starts_at=NOW - 30 * MINUTE)
    phone = arrive(town.leader)
    phone.page.clock.set_fixed_time(NOW)
    phone.go(f"/desk/activities/{gate.activity.pk}/gate/")
    phone.open("没网也能签：装到手机上")
    page, main = phone.page, phone.main
    expect(page.get_by_text("已经装好，没网也能打开")).to_be_attached()
    expect(main.get_by_text("名单取于")).to_be_visible()
    lose_network(phone)

    main.get_by_placeholder("姓名、拼音或手机尾号").fill("lmx")
    expect(main.locator("[data-list] > li")).to_have_count(6)
    main.get_by_placeholder("姓名、拼音或手机尾号").fill(gate.people[2].phone_tail)
    main.get_by_role("button", name=f"签到：{gate.people[2].name}").click()
    said = main.locator("[data-said]")
    expect(said).to_have_text(f"{gate.people[2].name} 签到，记下了")
    main.get_by_role("button", name=f"签到：{gate.people[2].name}").click()
    expect(said).to_have_text(f"{gate.people[2].name} 刚刚记过了，不用再扫")
    expect(main.locator('[data-count="here"]')).to_have_text("1")

    typed = main.get_by_label("或者输入志愿者编号")
    typed.fill("你好")
    typed.press("Enter")
    expect(said).to_contain_text("这不是志愿者的码")
    typed.fill(gate.people[3].number)
    typed.press("Enter")
    expect(said).to_contain_text("联网后核对")
    typed.fill("360500000000")
    typed.press("Enter")
    main.get_by_role("button", name="签退", exact=True).click()
    main.get_by_placeholder("姓名、拼音或手机尾号").fill("没有这个人")
    expect(main.get_by_text("名单里没有找到“没有这个人”")).to_be_visible()
    queue_says(page, "还有 3 条没传上去")
    phone.forgive_no_network()
    phone.look()

    find_network(phone)
    queue_says(page, "都传上去了")
    expect(main.get_by_text("没收下的，要你看一看")).to_be_visible()
    expect(main.locator("[data-refused] > li")).to_have_count(1)
    expect(main.locator("[data-refused]")).to_contain_text("名单里没有这个人")
    main.get_by_placeholder("姓名、拼音或手机尾号").fill("")
    expect(main.locator('[data-count="here"]')).to_have_text("2")
    phone.look()
    assert Attendance.objects.filter(activity=gate.activity, out_at=None).count() == 2


@pytest.mark.parametrize("screen", ["phone"])
def test_an_answer_that_gets_lost_loses_nothing(
    arrive: Arrive, town: Town, moment: time_machine.Traveller
) -> None:
    """The house has written the scans, the phone never hears of it and is switched off; then it asks again."""
    gate = make_gate(town, 3)
    moment.move_to(NOW)
    phone = sit_down(arrive, town.leader, gate)
    lose_network(phone)
    for n, person in enumerate(gate.people, start=1):
        check(phone, person, IN, NOW + n * MINUTE, by_code=n == 2)
        queue_says(phone.page, f"还有 {n} 条没传上去")
    moment.move_to(NOW + 5 * MINUTE)
    phone.page.clock.set_fixed_time(NOW + 5 * MINUTE)
    cut(phone)
    phone.page.context.set_offline(False)
    expect(phone.page.get_by_text("没传成，过一会儿自动再试，记录都在")).to_be_visible()
    assert Scan.objects.count() == 3
    queue_says(phone.page, "还有 3 条没传上去")

    phone.page.context.unroute("**/offline/scans/")
    phone.page.reload()
    queue_says(phone.page, "都传上去了")
    assert [stay[1] for stay in gate.stays()] == [NOW + n * MINUTE for n in (1, 2, 3)]
    assert Scan.objects.count() == 3
    phone.faults[:] = [fault for fault in phone.faults if "ERR_FAILED" not in fault]
    phone.forgive_no_network()


def cut(phone: Visitor) -> None:
    """What is sent arrives, and no answer comes back."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.page.context.route("**/offline/scans/", lose)


@pytest.mark.parametrize("screen", ["phone"])
def test_the_queue_waits_for_its_owner(arrive: Arrive, town: Town, moment: time_machine.Traveller) -> None:
    """The session ends on the way; another leader signs in on the same phone and sends nothing of the first one's."""
    second = registry.make_account(name="李副队")
    registry.make_grant(account=second, role=Role.ACTIVITY_LEADER, body=town.body)
    gate = make_gate(town, 2)
    moment.move_to(NOW)
    phone = sit_down(arrive, town.leader, gate)
    lose_network(phone)
    check(phone, gate.people[0], IN, NOW + MINUTE, by_code=False)
    queue_says(phone.page, "还有 1 条没传上去")
    Session.objects.all().delete()
    find_network(phone)
    expect(phone.page.get_by_text("请重新登录，记录都在这部手机里")).to_be_visible()
    expect(phone.page.get_by_role("link", name="重新登录")).to_be_visible()
    phone.page.reload()  # without a session the page that holds a queue still opens
    queue_says(phone.page, "还有 1 条没传上去")

    with phone.refused(403):  # a try of the old page that falls between the two sessions
        be(phone, second)
        phone.page.reload()
        expect(phone.page.get_by_text("这部手机上还有 陈小梅 记的 1 条没传上去")).to_be_visible()
    queue_says(phone.page, "还没有记录")
    assert not Scan.objects.exists()

    be(phone, town.leader)
    phone.page.reload()
    queue_says(phone.page, "都传上去了")
    assert Scan.objects.get().account_id == town.leader.pk


def be(phone: Visitor, account: Account) -> None:
    phone.page.context.add_cookies([{"name": "sessionid", "value": session_of(account), "url": phone.home}])


LEFT = """async () => {
  const open = indexedDB.open("redvest-gate");
  await new Promise((done) => { open.onsuccess = done; });
  const all = (name) => new Promise((done) => {
    const asked = open.result.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const left = [(await all("rosters")).flatMap((row) => row.people).length, (await all("scans")).length];
  open.result.close();
  return [...left, (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length];
}"""


@pytest.mark.parametrize("screen", ["phone"])
def test_signing_out_takes_the_list_and_leaves_the_queue(
    arrive: Arrive, town: Town, moment: time_machine.Traveller
) -> None:
    gate = make_gate(town, 3)
    moment.move_to(NOW)
    phone = sit_down(arrive, town.leader, gate)
    lose_network(phone)
    check(phone, gate.people[0], IN, NOW + MINUTE, by_code=False)
    queue_says(phone.page, "还有 1 条没传上去")
    cut_off = phone.page.context
    cut_off.route("**/offline/scans/", lambda route: route.abort())
    find_network(phone)
    expect(phone.page.get_by_text("没传成")).to_be_visible()
    assert phone.page.evaluate(LEFT) == [3, 1, 1, 1]

    phone.page.goto(phone.home + "/me/")
    phone.faults[:] = [fault for fault in phone.faults if "ERR_FAILED" not in fault]
    phone.press("退出登录")
    assert phone.page.evaluate(LEFT) == [0, 1, 0, 0]

    cut_off.unroute("**/offline/scans/")
    be(phone, town.leader)
    phone.page.goto(phone.home + gate.address)
    queue_says(phone.page, "都传上去了")
    assert Scan.objects.count() == 1


@pytest.mark.parametrize("screen", ["phone"])
def test_a_clock_that_is_off_is_said_and_marked(
    arrive: Arrive, town: Town, moment: time_machine.Traveller
) -> None:
    gate = make_gate(town, 2)
    moment.move_to(NOW)
    phone = sit_down(arrive, town.leader, gate, at=NOW + 5 * MINUTE)
    expect(phone.page.get_by_text("这部手机的时间快了 5 分钟")).to_be_visible()
    lose_network(phone)
    phone.page.evaluate(DO, ["in", "", str(gate.people[0].pk)])
    queue_says(phone.page, "还有 1 条没传上去")
    find_network(phone)
    queue_says(phone.page, "都传上去了")

    stay = Attendance.objects.get()
    assert abs(stay.in_at - NOW) < MINUTE
    assert abs((Scan.objects.get().skew_seconds or 0) - 300) < 60

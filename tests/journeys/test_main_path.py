"""The whole way: registering, signing up, scanned in, scanned out, confirmed, certified, checked, taken back."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import expect
from pypdf import PdfReader

from redvest.service.models import Activity, HoursEntry
from tests.factories import registry, service
from tests.factories.registry import NOW, PASSWORD
from tests.journeys.camera import code_on, point_at
from tests.journeys.conftest import Arrive, Town, affirm
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "周四上午，陪独居老人买菜"


def test_from_registering_to_a_certificate_and_back(
    arrive: Arrive, town: Town, moment: time_machine.Traveller, screen: str
) -> None:
    leader = arrive(town.leader)
    if screen == "desktop":
        publish(leader, arrive(town.officer))
    else:
        going_on(town)
    newcomer = arrive()
    register(newcomer)
    sign_up(newcomer)

    moment.shift(timedelta(minutes=30))  # the real clock goes on; the house's is half an hour later
    attend(newcomer, leader, "签到")
    moment.shift(timedelta(minutes=75))
    attend(newcomer, leader, "签退")
    confirm(leader)

    see_hours(newcomer)
    number = certify(newcomer)
    verify(arrive(), number, "证明有效")
    void(leader)
    verify(arrive(), number, "证明已撤销")
    newcomer.go("/me/hours/")
    expect(newcomer.main.get_by_text("已作废", exact=True)).to_be_visible()


def going_on(town: Town) -> None:
    """An activity that began fifty minutes ago and still takes people."""
    starts = NOW - timedelta(minutes=50)
    activity = service.make_activity(
        body=town.body, leader=town.leader, title=TITLE, starts_at=starts, hours=3, signup_closes_at=NOW + 2 * service.HOUR
    )  # fmt: skip
    service.make_post(activity=activity, title="陪同员", places=5)


def publish(leader: Visitor, officer: Visitor) -> None:
    """Drafted and submitted by the leader, approved by the officer."""
    leader.go("/desk/")
    leader.open("发布活动", within=leader.main)
    form = leader.main
    form.get_by_label("标题").fill(TITLE)
    form.get_by_label("所属项目").select_option(label="＋ 新建一个项目")
    form.get_by_label("新项目的名称").fill("邻里守望进百家")
    form.get_by_label("服务类别").select_option(label="邻里守望")
    form.get_by_label("服务内容").fill("陪老人去菜场，帮着提菜。")
    form.get_by_label("开始时间").fill("2026-03-05T10:20")
    form.get_by_label("结束时间").fill("2026-03-05T11:50")
    form.get_by_role("textbox", name="集合地点").fill("百花湖社区服务站门口")
    form.get_by_label("经度").fill("114.93")
    form.get_by_label("纬度").fill("27.81")
    post = form.get_by_role("group", name="岗位 1")
    post.get_by_label("岗位名称").fill("陪同员")
    post.get_by_label("人数").fill("5")
    form.get_by_label("志愿者条件").fill("能提 5 公斤")
    form.get_by_label("可能的风险").fill("过马路、提重物")
    form.get_by_label("提供的保障").fill("保险、饮水、红马甲")
    affirm(form)
    leader.press("保存并提交审核")
    expect(leader.main.get_by_text("已经提交，等审核")).to_be_visible()

    officer.go("/desk/")
    officer.follow(officer.main.get_by_role("link", name=re.compile(TITLE)).first)
    officer.press("通过并发布")
    expect(officer.main.get_by_text("已发布").first).to_be_visible()


def register(newcomer: Visitor) -> None:
    """A phone, the code that was sent to it, a password; then the real name."""
    phone = registry.next_phone()
    newcomer.go("/")
    newcomer.open("登记成为志愿者")
    newcomer.page.get_by_label("手机号").fill(phone)
    newcomer.press("获取验证码")
    newcomer.page.get_by_label("短信验证码").fill(code_sent_to(newcomer, phone))
    newcomer.page.get_by_label("姓名").fill("李明霞")
    newcomer.page.get_by_label("设一个密码").fill(PASSWORD)
    newcomer.press("开账号")

    page = newcomer.page
    expect(page.get_by_label("姓名", exact=True)).to_have_value("李明霞")
    page.get_by_label("证件号码").fill(registry.next_id_number())
    page.get_by_label("区县").select_option(label="渝水区")
    page.get_by_label("街道或乡镇").select_option(
        label="城南街道"
    )  # comes by itself once the district is chosen
    page.get_by_label("社区或村").select_option(label="百花湖社区")
    page.get_by_role("group", name="愿意做的服务").get_by_label("邻里守望").check()
    page.get_by_label("我同意保存和使用上面这些信息").check()
    newcomer.press("登记成为志愿者")
    expect(newcomer.page.get_by_role("heading", name="李明霞")).to_be_visible()


def code_sent_to(newcomer: Visitor, phone: str) -> str:
    """Read in the demo's inbox, in another tab."""
    with newcomer.page.expect_popup() as opened:
        newcomer.page.get_by_role("link", name="演示：到这里看短信").click()
    tab = opened.value
    text = tab.get_by_role("main").get_by_role("listitem").filter(has_text=phone[-4:]).first.inner_text()
    tab.close()
    found = re.search(r"\b\d{6}\b", text)
    assert found is not None, text
    return found[0]


def sign_up(newcomer: Visitor) -> None:
    newcomer.go("/activities/")
    newcomer.page.get_by_role("searchbox", name="找活动").fill("独居老人")
    newcomer.press("找")
    newcomer.open(TITLE)
    newcomer.press("报名做陪同员")
    expect(newcomer.page.get_by_role("heading", name="报上了")).to_be_visible()


def attend(newcomer: Visitor, leader: Visitor, word: str) -> None:
    """Two proofs: the leader scans the volunteer's code, the volunteer scans the venue's."""
    key = Activity.objects.get(title=TITLE).pk
    newcomer.go("/me/code/")
    leader.go(f"/desk/activities/{key}/gate/")
    leader.open(word, within=leader.main.get_by_role("navigation", name="签到还是签退"))
    leader.page.get_by_role("button", name="打开摄像头扫码").click()
    point_at(leader.page, code_on(newcomer.page))
    scanner = leader.main.get_by_role("region", name="扫志愿者的码")
    expect(scanner.get_by_role("status")).to_have_text(f"李*霞 {word}了")

    newcomer.open("我来扫现场的码")
    newcomer.page.get_by_role("radio", name=word).check(force=True)
    newcomer.page.get_by_role("button", name="打开摄像头扫码").click()
    with newcomer.page.expect_navigation():
        point_at(newcomer.page, code_on(leader.page))
    newcomer.look()
    expect(newcomer.page.get_by_text(f"{word}好了：{TITLE}")).to_be_visible()


def confirm(leader: Visitor) -> None:
    leader.go(f"/desk/activities/{Activity.objects.get(title=TITLE).pk}/")
    leader.open("时长", within=leader.main.get_by_role("navigation", name="这场活动"))
    row = leader.main.get_by_role("row", name=re.compile("李明霞"))
    expect(row.get_by_label("分钟：李明霞")).to_have_value(re.compile(r"^7[45]$"))
    leader.press("确认选中的")
    expect(leader.page.get_by_text("1 人的时长记好了，都已核验。")).to_be_visible()
    expect(leader.main.get_by_title("双重到场证明")).to_be_visible()


def see_hours(newcomer: Visitor) -> None:
    newcomer.go("/me/hours/")
    entry = newcomer.main.get_by_role("listitem").filter(has_text=TITLE)
    expect(entry.get_by_text("A 双重到场证明")).to_be_visible()
    expect(entry.get_by_text(re.compile(r"1 小时 1[45] 分"))).to_be_visible()
    newcomer.open("开具志愿服务证明")


def certify(newcomer: Visitor) -> str:
    """Ask for the certificate, take the PDF home, return its number."""
    newcomer.press("开证明")
    expect(newcomer.page.get_by_text("证明开好了")).to_be_visible()
    with newcomer.page.expect_download() as taken:
        newcomer.page.get_by_role("link", name="下载 PDF").first.click()
    paper = Path(taken.value.path()).read_bytes()
    number = taken.value.suggested_filename.removesuffix(".pdf")
    assert paper.startswith(b"%PDF")
    assert number in PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    newcomer.page.get_by_role("link", name="核验页").first.click()
    return number


def verify(stranger: Visitor, number: str, verdict: str) -> None:
    """Anybody may look; the name is masked and nothing else of the person is there."""
    stranger.go(f"/verify/{number}")
    expect(stranger.page.get_by_role("heading", name=verdict)).to_be_visible()
    expect(stranger.main.get_by_text("李*霞", exact=True)).to_be_visible()
    expect(stranger.main.get_by_text("黎明脚步志愿队", exact=True)).to_be_visible()
    assert "李明霞" not in stranger.page.content()


def void(leader: Visitor) -> None:
    leader.go(f"/desk/entries/{HoursEntry.objects.get().pk}/")
    leader.main.get_by_text("整条作废").click()
    leader.page.get_by_label("为什么作废").fill("当天没有来")
    leader.main.get_by_role("button", name="作废", exact=True).click()
    leader.press("作废", within=leader.page.get_by_role("dialog"))
    expect(leader.page.get_by_text("用到它的证明也撤销了")).to_be_visible()

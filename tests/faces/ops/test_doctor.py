"""The doctor says plainly what is there, what stands in, and what is missing, and its exit code says the same."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection, connections

from redvest.core import clock
from redvest.core.models import Installation, ScheduledRun
from redvest.faces.ops import cli, doctor
from redvest.faces.ops.doctor import MISSING, OK, STAND_IN, Finding, examine
from redvest.registry.models import Delivery, Message
from tests.factories.registry import CITY, NOW, make_account

pytestmark = pytest.mark.django_db


def finding(topic: str) -> Finding:
    (found,) = [found for found in examine() if found.topic == topic]
    return found


def test_everything_is_looked_at_once() -> None:
    topics = [found.topic for found in examine()]

    assert topics == [
        "数据库",
        "数据表",
        "运行方式",
        "密钥",
        "第二重验证",
        "短信",
        "邮件",
        "微信",
        "浏览器推送",
        "通知送达",
        "实名核验",
        "电子签章",
        "工作日历",
        "网址",
        "底图",
        "磁盘",
        "定时任务",
    ]
    assert all(found.sentence.endswith("。") or found.topic == "网址" for found in examine())


def test_the_database_and_its_tables_are_well() -> None:
    assert finding("数据库").state == OK
    assert "PostgreSQL" in finding("数据库").sentence
    assert finding("数据表") == Finding("数据表", OK, "和程序一致。")


def test_a_migration_that_has_not_run_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'oversight'")

    assert finding("数据表") == Finding("数据表", MISSING, "还有没执行的变更，请运行 redvest migrate。")


def test_without_a_database_only_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    where = connections["default"].settings_dict
    monkeypatch.setitem(where, "HOST", "127.0.0.1")
    monkeypatch.setitem(where, "PORT", "1")

    with ThreadPoolExecutor(1) as fresh:  # a thread of its own has no connection yet
        found = fresh.submit(lambda: list(examine())).result()
        code = fresh.submit(cli.run, ["doctor", "--json"]).result()

    assert [(each.topic, each.state) for each in found] == [("数据库", MISSING)]
    assert found[0].sentence.startswith("连不上：")
    assert code == 1
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 1


def test_in_production_a_missing_address_is_a_fault(settings: LazySettings) -> None:
    settings.REDVEST_PRODUCTION, settings.REDVEST_BASE_URL = True, ""
    found = finding("网址")
    assert found.state == MISSING and "REDVEST_BASE_URL" in found.sentence and "不能签发" in found.sentence
    assert cli.run(["doctor", "--json"]) == 1


def test_in_production_no_vendor_of_texts_is_a_fault(settings: LazySettings) -> None:
    assert finding("短信").state == STAND_IN
    settings.REDVEST_PRODUCTION = True
    found = finding("短信")
    assert found.state == MISSING and "谁也注册不了" in found.sentence and "REDVEST_SMS" in found.sentence


def test_a_demo_is_a_stand_in(settings: LazySettings) -> None:
    settings.REDVEST_DEMO = True
    assert finding("运行方式").state == STAND_IN

    settings.REDVEST_DEMO = False
    assert finding("运行方式") == Finding("运行方式", OK, "正式模式。")


def test_a_demo_city_in_real_operation_is_a_fault(settings: LazySettings) -> None:
    settings.REDVEST_DEMO = False
    Installation.objects.create(demo=True)

    assert finding("运行方式").state == MISSING


@pytest.mark.parametrize(
    ("name", "value", "topic", "state"),
    [
        ("REDVEST_DEFAULT_SECRET", True, "密钥", STAND_IN),
        ("REDVEST_DEFAULT_SECRET", False, "密钥", OK),
        ("REDVEST_BASE_URL", "", "网址", STAND_IN),
        ("REDVEST_BASE_URL", "https://xy.example.cn", "网址", OK),
        ("REDVEST_TILES", "", "底图", STAND_IN),
        ("REDVEST_TILES", "https://t.example.cn/{z}/{x}/{y}.png", "底图", OK),
    ],
)
def test_what_is_configured_and_what_stands_in(
    settings: LazySettings, name: str, value: object, topic: str, state: str
) -> None:
    setattr(settings, name, value)

    assert finding(topic).state == state


def test_the_local_connectors_are_called_what_they_are() -> None:
    assert finding("短信").state == STAND_IN
    assert finding("实名核验").state == STAND_IN


@pytest.mark.parametrize(("least", "state"), [(0, OK), (1024**6, MISSING)])
def test_a_full_disk_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, least: int, state: str
) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", least)

    assert finding("磁盘").state == state


def ran(name: str, finished: bool, fault: str = "", hours_ago: int = 0) -> None:
    at = NOW - timedelta(hours=hours_ago)
    ScheduledRun.objects.create(name=name, due_at=at, finished_at=at if finished else None, fault=fault)


def test_what_became_of_the_notices_of_the_last_day() -> None:
    now = clock.now()
    assert finding("通知送达").sentence == "最近一天没有要往外发的通知。"
    account = make_account(name="李明霞")
    told = Message.objects.create(city=CITY, account=account, text="轮到你了", created_at=now)

    def sent(state: str, count: int, channel: str = "sms", at: datetime = now) -> None:
        for _n in range(count):
            Delivery.objects.create(
                message=told, channel=channel, target=str(uuid4()), state=state, next_at=at, changed_at=at
            )

    sent("failed", 4)
    sent("failed", 90, at=now - timedelta(days=2))
    assert finding("通知送达") == Finding("通知送达", OK, "最近一天：短信 发出 0、没送到 4、等着发 0。")
    sent("unknown", 1)
    sent("sent", 2, "email")
    assert finding("通知送达") == Finding("通知送达", MISSING, "最近一天一条也没发出去：短信。")
    sent("delivered", 3)
    sent("waiting", 1)
    said = finding("通知送达")
    assert (
        said.state == OK
        and "短信 发出 3、没送到 5、等着发 1" in said.sentence
        and "邮件 发出 2" in said.sentence
    )


def test_a_clock_that_never_ran() -> None:
    assert finding("定时任务").state == STAND_IN
    ran("fold", finished=False)
    assert finding("定时任务").state == STAND_IN


def test_the_last_run_is_told_also_when_another_job_has_not_run_yet() -> None:
    ran("fold", finished=True, hours_ago=3)
    ran("purge", finished=True)
    ran("new", finished=False)

    assert finding("定时任务") == Finding("定时任务", OK, "上次运行 03-05 10:00。")


def test_jobs_that_failed_are_named() -> None:
    ran("fold", finished=True, fault="ValueError()")
    ran("purge", finished=True)
    ran("tell", finished=True, fault="KeyError()")

    found = finding("定时任务")
    assert found.state == MISSING
    assert "fold、tell" in found.sentence and "purge" not in found.sentence


def test_the_json_holds_every_finding_and_the_exit_code_follows(
    settings: LazySettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 0)
    assert cli.run(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [set(each) for each in findings] == [{"topic", "state", "sentence"}] * len(findings)

    ran("fold", finished=True, fault="ValueError()")
    assert cli.run(["doctor", "--json"]) == 1


def test_people_read_the_same(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 0)
    cli.run(["doctor"])

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(examine()))
    assert any("密钥：" in line for line in lines)
    assert not any("[green]" in line or "[yellow]" in line for line in lines)


@pytest.mark.parametrize(
    ("topic", "set_", "words"),
    [
        ("短信", {"REDVEST_SMS": "aliyun", "REDVEST_SMS_SIGN": "新余志愿"}, "阿里云短信，签名“新余志愿”"),
        (
            "邮件",
            {"REDVEST_MAIL_HOST": "smtp.example.cn", "REDVEST_MAIL_FROM": "zy@example.cn"},
            "smtp.example.cn:465",
        ),
        ("微信", {"REDVEST_WECHAT_APPID": "wx1", "REDVEST_WECHAT_TOKEN": ""}, "只用来登录，没有设置模板"),
        ("微信", {"REDVEST_WECHAT_APPID": "wx1", "REDVEST_WECHAT_TEMPLATE": "T"}, "登录和模板消息"),
        ("浏览器推送", {"REDVEST_PUSH_CONTACT": "mailto:it@example.cn"}, "fcm.googleapis.com"),
    ],
)
def test_a_channel_that_is_connected_is_named(
    settings: LazySettings, tmp_path: Path, topic: str, set_: dict[str, str], words: str
) -> None:
    assert finding(topic).state == STAND_IN
    settings.REDVEST_DATA_DIR = tmp_path
    for name, value in set_.items():
        setattr(settings, name, value)
    found = finding(topic)
    assert found.state == OK and words in found.sentence

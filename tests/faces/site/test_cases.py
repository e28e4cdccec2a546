"""My cases and the public notice: mine alone, my word is heard, and counts under ten are hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from redvest.registry.models import Account
from redvest.service.actions.integrity_case import decide_case
from redvest.service.actions.integrity_scan import run_radar
from redvest.service.choices import CaseState, Grade
from redvest.service.models import HoursEntry, IntegrityCase
from redvest.service.queries.integrity_case import public_counts
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def case() -> IntegrityCase:
    body = registry.make_body()
    clerk = registry.make_body_admin(body)
    registry.make_officer()
    service.make_entry(
        volunteer=registry.make_volunteer(), body=body, grade=Grade.D, minutes=300, recorded_by_id=clerk.account_id,
        at=NOW - DAY,
    )  # fmt: skip
    run_radar(city=CITY, at=NOW)
    return IntegrityCase.objects.get()


def test_whom_it_concerns_reads_the_reason_and_answers(case: IntegrityCase) -> None:
    assert case.concerned is not None
    client = signed_in(case.concerned)
    with time_machine.travel(NOW, tick=False):
        assert "有时长没到场" in client.get("/me/cases/").content.decode()
        page = client.get(reverse("site:case", args=[case.pk])).content.decode()
        assert "5 小时" in page and "不是结论" in page and "刘区域" in page
        done = client.post(reverse("site:case-say", args=[case.pk]), {"text": "当天有签到表"}, follow=True)
    assert "当天有签到表" in done.content.decode()
    case.refresh_from_db()
    assert case.state == CaseState.HEARD


def test_whom_it_concerns_appeals_once_it_is_decided(case: IntegrityCase) -> None:
    officer = registry.standing_of(Account.objects.get(pk=case.officer_id))
    decide_case(by=officer, case=case, confirmed=True, reasons="查无此人", at=NOW + 8 * DAY)
    assert case.concerned is not None
    client = signed_in(case.concerned)
    with time_machine.travel(NOW + 9 * DAY, tick=False):
        page = client.get(reverse("site:case", args=[case.pk])).content.decode()
        assert "查无此人" in page and "申请复核" in page
        client.post(reverse("site:case-say", args=[case.pk]), {"text": "请看照片"})
    case.refresh_from_db()
    assert case.state == CaseState.APPEALED
    assert HoursEntry.objects.count() == 1


def test_nobody_else_finds_it_and_a_guest_is_asked_to_sign_in(case: IntegrityCase) -> None:
    url, say = reverse("site:case", args=[case.pk]), reverse("site:case-say", args=[case.pk])
    stranger = signed_in(registry.make_account())
    assert stranger.get(url).status_code == 404
    assert stranger.post(say, {"text": "我来说"}).status_code == 404
    assert "没有要你说明的事" in stranger.get("/me/cases/").content.decode()
    assert Client().get(url)["Location"].startswith("/login/")
    assert not case.events.filter(step="answered").exists()


def test_the_public_notice_hides_small_counts(case: IntegrityCase) -> None:
    for turn in range(12):
        IntegrityCase.objects.create(
            city=CITY, region_path=f"{CITY}/", at_path=f"{CITY}/", rule="device", subject_kind="device",
            subject_key=f"phone-{turn}", severity="low", reason="一台设备", innocent="公用", evidence_until=NOW,
            opened_at=NOW,
        )  # fmt: skip
    counts = public_counts(CITY)
    assert counts["absence"] == {"raised": None, "confirmed": 0, "dismissed": 0}
    assert counts["device"]["raised"] == 12
    page = Client().get("/integrity/").content.decode()
    assert "不到 10" in page and "12" in page and "一台设备多人签到" in page

"""Correcting and voiding an entry: the ledger only grows, reasons are needed, nobody mends their own."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.actions.report import report_error
from redvest.service.choices import EntryKind, Grade
from redvest.service.models import Activity, HoursEntry
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(place: Place, over: Activity) -> HoursEntry:
    volunteer = registry.make_volunteer(name="李明霞")
    return service.make_entry(volunteer=volunteer, body=place.body, activity=over, grade=Grade.A, minutes=120)


def url(name: str, key: UUID) -> str:
    return reverse(f"desk:{name}", args=[key])


def test_the_page_shows_what_the_entry_rests_on(as_leader: Client, entry: HoursEntry) -> None:
    page = said(as_leader.get(url("entry", entry.pk)))
    for words in (
        "李明霞",
        "2 小时",
        "A 双重到场证明",
        "领队扫码、现场码",
        "黎明脚步志愿队",
        "更正时长",
        "整条作废",
    ):
        assert words in page


def test_voiding_adds_a_negative_entry(as_leader: Client, entry: HoursEntry) -> None:
    response = as_leader.post(url("entry-void", entry.pk), {"reason": "记错了人"}, follow=True)

    void = HoursEntry.objects.get(voids=entry)
    assert (void.kind, void.minutes, void.reason) == (EntryKind.VOID, -120, "记错了人")
    page = said(response)
    assert "已作废" in page
    assert "更正时长" not in page
    assert url("entry", void.pk) in page


def test_correcting_adds_a_void_and_a_new_entry(as_leader: Client, entry: HoursEntry) -> None:
    response = as_leader.post(
        url("entry-correct", entry.pk), {"minutes": "90", "reason": "早走了半小时"}, follow=True
    )

    new = HoursEntry.objects.get(kind=EntryKind.CORRECTION)
    assert (new.minutes, new.grade) == (90, "A")
    assert sum(HoursEntry.objects.values_list("minutes", flat=True)) == 90
    assert response.redirect_chain[-1][0] == url("entry", new.pk)


REFUSED = [
    ({"minutes": "90", "reason": " "}, "请写明原因"),
    ({"minutes": "0", "reason": "记错"}, "至少 1 分钟"),
    ({"minutes": "一百", "reason": "记错"}, "小时和分钟都填整数"),
    ({"minutes": "", "reason": "记错"}, "小时和分钟都填整数"),
]


@pytest.mark.parametrize(("sent", "sentence"), REFUSED)
def test_what_cannot_be_is_said_and_nothing_is_added(
    as_leader: Client, entry: HoursEntry, sent: dict[str, str], sentence: str
) -> None:
    response = as_leader.post(url("entry-correct", entry.pk), sent, follow=True)
    assert sentence in said(response)
    assert HoursEntry.objects.count() == 1


def test_voiding_needs_a_reason_and_happens_once(as_leader: Client, entry: HoursEntry) -> None:
    assert "请写明原因" in said(as_leader.post(url("entry-void", entry.pk), {"reason": ""}, follow=True))
    assert HoursEntry.objects.count() == 1

    as_leader.post(url("entry-void", entry.pk), {"reason": "记错了人"})
    again = as_leader.post(url("entry-void", entry.pk), {"reason": "再来一次"}, follow=True)
    assert "已经作废" in said(again)
    assert HoursEntry.objects.count() == 2


def test_a_void_offers_nothing_to_mend(as_leader: Client, entry: HoursEntry) -> None:
    as_leader.post(url("entry-void", entry.pk), {"reason": "记错了人"})
    void = HoursEntry.objects.get(voids=entry)
    page = said(as_leader.get(url("entry", void.pk)))
    assert "作废记录" in page
    assert "更正时长" not in page
    assert url("entry", entry.pk) in page


def test_nobody_mends_their_own_hours(place: Place, over: Activity, as_leader: Client) -> None:
    leader = registry.make_volunteer(account=place.leader, name="陈小梅")
    own = service.make_entry(volunteer=leader, body=place.body, activity=over)

    page = said(as_leader.get(url("entry", own.pk)))
    assert "要由别人来更正" in page
    assert "整条作废" not in page

    as_leader.post(url("entry-void", own.pk), {"reason": "不要了"})
    assert HoursEntry.objects.count() == 1


def test_the_officer_of_the_place_mends_and_one_of_elsewhere_does_not(
    place: Place, entry: HoursEntry, as_officer: Client, sign_in: SignIn
) -> None:
    far = sign_in(place.far_officer)
    assert far.post(url("entry-void", entry.pk), {"reason": "记错了人"}).status_code == 404
    assert HoursEntry.objects.count() == 1

    as_officer.post(url("entry-void", entry.pk), {"reason": "核查发现没有到场"})
    assert HoursEntry.objects.count() == 2


def test_an_open_report_is_shown_before_voiding(as_leader: Client, entry: HoursEntry) -> None:
    own = registry.volunteer_standing(entry.volunteer)
    report = report_error(by=own, entry=entry, text="那天我没去", wanted_minutes=None, at=registry.NOW)

    page = said(as_leader.get(url("entry", entry.pk)))

    assert "那天我没去" in page
    assert url("report", report.pk) in page
    assert "先去答复" in page


def test_a_void_in_the_history_has_no_grade_and_a_true_minus(as_leader: Client, entry: HoursEntry) -> None:
    page = said(as_leader.post(url("entry-void", entry.pk), {"reason": "记错了人"}, follow=True))
    assert "−2 小时" in page
    assert page.count('class="g gA"') == 2  # the entry itself, and its line in the history

"""Back-fills and transfers at the desk: asked for by a leader, decided by an officer, papers read by few."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from redvest.faces.desk.forms.record import BackfillFields
from redvest.service.actions.backfill import answer_backfill
from redvest.service.choices import RequestState
from redvest.service.models import BackfillRequest, EvidenceFile, HoursEntry, TransferRequest
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.evidence import pdf, png
from tests.factories.registry import NOW
from tests.service.actions.test_backfill import asked
from tests.service.actions.test_transfer import asked as asked_transfer

pytestmark = pytest.mark.django_db
NEW = "/desk/backfills/new/"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def person() -> Any:
    return registry.make_volunteer(name="李明霞")


def typed(person: Any, **changes: Any) -> dict[str, Any]:
    return {
        "title": "清理河道", "starts_at": "2026-03-01T09:00", "ends_at": "2026-03-01T11:00", "place_name": "抱石公园",
        "content": "沿河捡垃圾", "people": f"{person.number} 120", "reason": "没有信号",
        "papers": SimpleUploadedFile("签到表.png", png(), "image/png"), **changes,
    }  # fmt: skip


def test_from_the_form_to_the_ledger(
    place: Place, person: Any, as_leader: Client, as_officer: Client
) -> None:
    response = as_leader.post(NEW, typed(person), follow=True)
    request = BackfillRequest.objects.get()
    page = said(response)
    assert "等区域工作人员审批" in page and "还没回话" in page
    answer_backfill(by=registry.volunteer_standing(person), line=request.lines.get(), agrees=True, at=NOW)

    assert "1 份补录或转入等审批" in said(as_officer.get("/desk/"))
    page = said(as_officer.get(reverse("desk:backfill", args=[request.pk])))
    assert "批准入账" in page and "签到表.png" in page and "李*霞" in page.replace("＊", "*")

    decide = reverse("desk:backfill-decide", args=[request.pk])
    after = said(as_officer.post(decide, {"decision": "approve"}, follow=True))

    entry = HoursEntry.objects.get()
    assert (entry.grade, entry.mark, entry.minutes) == ("C", "backfill", 120)
    assert "批准了" in after and "批准入账" not in after
    entry_page = said(as_officer.get(reverse("desk:entry", args=[entry.pk])))
    assert "补录" in entry_page and "这条时长的来历" in entry_page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"papers": ""}, "请附上至少一份材料"),
        ({"papers": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")}, "不是照片或 PDF"),
        ({"people": "李明霞 两小时"}, "第 1 行看不懂"),
        ({"people": "360500000000 60"}, "没有这个编号"),
        ({"people": ""}, "请填写参加的人"),
        ({"starts_at": "2026-01-01T09:00", "ends_at": "2026-01-01T11:00"}, "不能再补录"),
        ({"ends_at": "2026-03-09T11:00"}, "还没结束的活动不能补录"),
        ({"reason": ""}, "请写明为什么当时没有用平台"),
    ],
)
def test_a_fault_is_told_and_nothing_is_kept(
    person: Any, as_leader: Client, changes: dict[str, Any], sentence: str
) -> None:
    response = as_leader.post(NEW, typed(person, **changes))
    assert response.status_code == 422
    assert sentence in said(response)
    assert not BackfillRequest.objects.exists()
    assert not EvidenceFile.objects.exists()


def test_an_officer_asks_for_nobody(place: Place, person: Any, as_officer: Client) -> None:
    assert "补录由组织的领队申请" in said(as_officer.get(NEW))
    response = as_officer.post(f"{NEW}?body={place.body.pk}", typed(person))
    assert response.status_code == 403
    assert not BackfillRequest.objects.exists()


def test_an_officer_refuses_with_a_reason(
    place: Place, person: Any, as_leader: Client, as_officer: Client
) -> None:
    request = asked(place.body, person, by=registry.standing_of(place.leader))
    decide = reverse("desk:backfill-decide", args=[request.pk])
    assert "请写明原因" in said(as_officer.post(decide, {"decision": "refuse"}, follow=True))
    as_officer.post(decide, {"decision": "refuse", "note": "看不出是那天"})
    request.refresh_from_db()
    assert request.state == RequestState.REFUSED
    assert "看不出是那天" in said(as_leader.get(reverse("desk:backfill", args=[request.pk])))
    assert not HoursEntry.objects.exists()


def test_who_asked_does_not_decide(place: Place, person: Any, as_leader: Client) -> None:
    request = asked(place.body, person, by=registry.standing_of(place.leader))
    assert "批准入账" not in said(as_leader.get(reverse("desk:backfill", args=[request.pk])))
    response = as_leader.post(reverse("desk:backfill-decide", args=[request.pk]), {"decision": "approve"})
    assert response.status_code == 403
    assert not HoursEntry.objects.exists()


def test_the_paper_is_a_download_for_few(
    place: Place, person: Any, sign_in: SignIn, as_officer: Client
) -> None:
    asked(place.body, person, by=registry.standing_of(place.leader))
    file = EvidenceFile.objects.get()
    url = reverse("desk:evidence", args=[file.pk])
    for account in (place.admin, place.officer, place.centre):
        response = sign_in(account).get(url)
        assert response.status_code == 200
        assert response.content == png()
        assert response["Content-Type"] == "image/png"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
    for account in (place.leader, place.stranger, place.far_officer):
        assert sign_in(account).get(url).status_code == 404
    assert Client().get(f"/files/{file.key}").status_code == 404


def test_hours_of_another_system_are_taken_in_or_refused(
    place: Place, person: Any, as_officer: Client, as_leader: Client
) -> None:
    request = asked_transfer(person, place.body)
    assert "JX-2025-00017" in said(as_officer.get("/desk/transfers/"))
    assert "JX-2025-00017" not in said(as_leader.get("/desk/transfers/"))
    decide = reverse("desk:transfer-decide", args=[request.pk])
    assert as_leader.post(decide, {"decision": "accept"}).status_code == 404

    assert "请写明原因" in said(as_officer.post(decide, {"decision": "refuse"}, follow=True))
    as_officer.post(decide, {"decision": "accept"})

    assert TransferRequest.objects.get().state == RequestState.ACCEPTED
    assert (HoursEntry.objects.get().mark, HoursEntry.objects.get().grade) == ("transfer", "D")
    assert pdf()  # the paper stays what it was
    assert EvidenceFile.objects.get().size == len(pdf())


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_the_same(
    place: Place, as_officer: Client, django_assert_num_queries: Any, count: int
) -> None:
    for turn in range(count):
        asked(place.body, registry.make_volunteer(), by=registry.standing_of(place.leader))
        asked_transfer(registry.make_volunteer(), place.body, receipt=f"JX-{turn}")
    with django_assert_num_queries(5):
        as_officer.get("/desk/backfills/")
    with django_assert_num_queries(6):
        as_officer.get("/desk/transfers/")


@pytest.mark.parametrize(
    ("long", "minutes"),
    [("2小时", 120), ("2.5小时", 150), ("2 小时", 120), ("120", 120), ("120分钟", 120), ("45分", 45)],
)
def test_numbers_are_read_as_printed_and_time_as_spoken(long: str, minutes: int) -> None:
    form = BackfillFields({"people": f"3605 6906 8461 {long}\n\n360569068462，{long}"})
    form.is_valid()
    assert form.cleaned_data["people"] == [("360569068461", minutes), ("360569068462", minutes)]


@pytest.mark.parametrize(
    "line", ["3605 6906 8461", "3605 6906 846 2小时", "360569068461 1.33小时", "360569068461 很久"]
)
def test_what_cannot_be_read_is_shown_how_to_write(line: str) -> None:
    form = BackfillFields({"people": line})
    assert "请写成“3605 6906 8461 2小时”" in form.errors["people"][0]


def test_after_an_error_the_papers_are_asked_for_again(place: Place, person: Any, as_leader: Client) -> None:
    page = said(as_leader.post(NEW, typed(person, reason="")))
    assert "附件要重新选一次" in page
    assert not BackfillRequest.objects.exists()

"""Ledgers (台账) at the desk: choosing a unit, looking it over, taking it home, and the long ones from the background."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine
from redvest.faces.desk import ledgers
from redvest.oversight.actions.unit_ledger import make_ledger
from redvest.oversight.choices import LedgerForm
from redvest.oversight.models import LedgerFile
from redvest.registry.choices import Role
from redvest.registry.models import Grant, SharingLine, Station
from redvest.service.models import HoursEntry
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry, service
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


def served(place: Place, times: int = 1) -> list[HoursEntry]:
    return [
        service.make_entry(volunteer=registry.make_volunteer(name="李明霞"), body=place.body)
        for _ in range(times)
    ]


def address(place: Place, name: str = "ledger") -> str:
    return reverse(f"desk:{name}", args=["body", place.body.pk])


def station(place: Place) -> Station:
    return Station.objects.create(
        id=uuid7(), city=registry.CITY, region=place.tree.baihua, name="百花湖社区志愿服务站",
        address="抱石大道 1 号", lon=114.9, lat=27.8, opened_on=TODAY,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["region", "station", "body"])
@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    place: Place, as_officer: Client, kind: str, more: int
) -> None:
    for turn in range(more):
        registry.make_body(name=f"第{turn}队", region=place.tree.yushui)
        station(place)
    with CaptureQueriesContext(
        connection,
    ) as spent:
        page = as_officer.get(reverse("desk:ledgers"), {"kind": kind})
    assert page.status_code == 200
    assert len(spent) == 6


def test_everybody_finds_their_own_units_and_no_others(place: Place, sign_in: SignIn) -> None:
    mine = station(place)
    keeper = registry.make_account(name="何守站")
    Grant.objects.create(
        account=keeper, role=Role.STATION_KEEPER, station=mine, starts_on=TODAY, given_at=NOW
    )
    list_of = reverse("desk:ledgers")
    assert "渝水区" in sign_in(place.officer).get(list_of).content.decode()
    assert "站前社区" in sign_in(place.officer).get(list_of, {"q": "站前"}).content.decode()
    assert "百花湖社区" not in sign_in(place.officer).get(list_of, {"q": "站前"}).content.decode()
    far = sign_in(place.far_officer).get(list_of).content.decode()
    assert "分宜县" in far and "渝水区" not in far
    assert "黎明脚步" in sign_in(place.leader).get(list_of).content.decode()
    assert "百花湖社区志愿服务站" in sign_in(keeper).get(list_of).content.decode()

    page = sign_in(keeper).get(reverse("desk:ledger", args=["station", mine.pk]))
    assert page.status_code == 200
    assert sign_in(place.leader).get(reverse("desk:ledger", args=["station", mine.pk])).status_code == 404
    assert sign_in(keeper).get(reverse("desk:ledger", args=["region", "360502001001"])).status_code == 404


def test_the_page_tells_the_totals_and_the_first_rows(place: Place, as_officer: Client) -> None:
    served(place, 2)
    page = as_officer.get(address(place), YEAR).content.decode()
    assert "陪独居老人买菜" in page and "李明霞" in page
    assert "<b>4</b><span>服务小时</span>" in page
    assert (
        "这段时间还没有记录"
        in as_officer.get(address(place), {"from": "2020-01-01", "to": "2020-02-01"}).content.decode()
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"from": "gestern"}, "日期没看懂"), ({"from": "2026-02-01", "to": "2026-01-01"}, "不能晚于"),
     ({"from": "1990-01-01", "to": "2026-01-01"}, "十年")],
)  # fmt: skip
def test_a_period_that_cannot_be_is_a_sentence(
    place: Place, as_officer: Client, asked: dict[str, str], said: str
) -> None:
    page = as_officer.get(address(place), asked)
    assert page.status_code == 422 and said in page.content.decode()
    answer = as_officer.post(address(place, "ledger-file"), {**asked, "form": "xlsx"}, follow=True)
    assert said in answer.content.decode()
    assert not AuditLine.objects.filter(verb__startswith="export_ledger").exists()


def test_a_short_one_comes_at_once_with_hidden_names(place: Place, as_leader: Client) -> None:
    served(place)
    answer = as_leader.post(address(place, "ledger-file"), {**YEAR, "form": "xlsx"})
    assert answer["Content-Type"] == ledgers.KINDS[LedgerForm.XLSX]
    assert answer["Content-Disposition"].endswith("20260101-20261231.xlsx")
    people = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("人员").to_python()
    assert [row[2] for row in people if row[0] == 1.0] == ["李*霞"]
    pdf = as_leader.post(address(place, "ledger-file"), {**YEAR, "form": "pdf"})
    assert pdf.content.startswith(b"%PDF-")
    assert AuditLine.objects.filter(verb="export_ledger").count() == 2


def test_whole_names_want_a_reason(place: Place, as_officer: Client) -> None:
    served(place)
    to = address(place, "ledger-file")
    refused = as_officer.post(to, {**YEAR, "form": "xlsx", "whole": "on", "reason": "看"}, follow=True)
    assert (
        refused.status_code == 422 and not AuditLine.objects.filter(verb__startswith="export_ledger").exists()
    )
    given = as_officer.post(to, {**YEAR, "form": "xlsx", "whole": "on", "reason": "年终检查要用"})
    people = CalamineWorkbook.from_filelike(io.BytesIO(given.content)).get_sheet_by_name("人员").to_python()
    assert [row[2] for row in people if row[0] == 1.0] == ["李明霞"]
    line = SharingLine.objects.get()
    assert (line.people, line.region_path, line.recipient) == (1, place.body.region_path, place.officer.name)
    assert "姓名写全" in line.purpose and "年终检查要用" in line.purpose
    assert as_officer.post(to, {**YEAR, "form": "doc"}).status_code == 404


def test_a_long_one_is_made_in_the_background(
    place: Place,
    as_officer: Client,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.REDVEST_DATA_DIR = tmp_path
    served(place, 3)
    monkeypatch.setattr(ledgers, "AT_ONCE", dict.fromkeys(LedgerForm, 2))

    answer = as_officer.post(address(place, "ledger-file"), {**YEAR, "form": "xlsx"}, follow=True)

    asked = LedgerFile.objects.get()
    assert answer.redirect_chain[0][0] == reverse("desk:ledger-made", args=[asked.pk])
    assert "进行中" in answer.content.decode()
    download = reverse("desk:ledger-download", args=[asked.pk])
    assert as_officer.get(download).status_code == 404
    make_ledger(file_id=asked.pk, at=NOW)
    assert "做好了" in as_officer.get(reverse("desk:ledger-progress", args=[asked.pk])).content.decode()
    got = as_officer.get(download)
    assert got.status_code == 200 and b"".join(got)[:2] == b"PK"  # type: ignore[attr-defined]
    for name in ("ledger-made", "ledger-progress", "ledger-download"):  # nobody but who asked for it
        assert sign_in(place.centre).get(reverse(f"desk:{name}", args=[asked.pk])).status_code == 404

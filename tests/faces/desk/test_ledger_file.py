"""A ledger to take home: at once with hidden names, whole names for a reason, a long one in the background."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from redvest.core.models import AuditLine
from redvest.faces.desk import ledger_file
from redvest.oversight.actions.unit_ledger import make_ledger
from redvest.oversight.choices import LedgerForm
from redvest.oversight.models import LedgerFile
from redvest.registry.models import SharingLine
from tests.faces.desk.conftest import Place, SignIn
from tests.faces.desk.test_ledgers import YEAR, address, served
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def test_a_short_one_comes_at_once_with_hidden_names(place: Place, as_leader: Client) -> None:
    served(place)
    answer = as_leader.post(address(place, "ledger-file"), {**YEAR, "form": "xlsx"})
    assert answer["Content-Type"] == ledger_file.KINDS[LedgerForm.XLSX]
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
    monkeypatch.setattr(ledger_file, "AT_ONCE", dict.fromkeys(LedgerForm, 2))

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

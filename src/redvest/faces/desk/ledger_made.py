"""A ledger that is made in the background: how far it is, and the finished file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.faces.desk.frame import show
from redvest.faces.desk.ledger_file import KINDS, attachment
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.oversight import policy
from redvest.oversight.actions.unit_ledger_file import Wanted
from redvest.oversight.choices import LedgerForm
from redvest.oversight.models import LedgerFile
from redvest.oversight.queries.ledger_file import path_of
from redvest.oversight.rules.unit_ledger import LedgerUnitUnknown
from redvest.registry.policy import Standing


@never_cache
@require_safe
@staff
def ledger_made(request: HouseRequest, key: UUID) -> HttpResponse:
    """How far a long ledger is."""
    return show(request, "desk/ledger_made.html", _progress(request.standing, key), on="ledgers")


@never_cache
@require_safe
@staff
def ledger_progress(request: HouseRequest, key: UUID) -> HttpResponse:
    """The moving part of that page alone, for the script that asks every two seconds."""
    return render(request, "desk/_ledger_progress.html", _progress(request.standing, key))


def _progress(by: Standing, key: UUID) -> dict[str, Any]:
    asked = policy.ledger_file_for(by, key)
    done, total = min(asked.rows_done, asked.rows_total), max(1, asked.rows_total)
    return {
        "file": asked,
        "unit": policy.unit_for(by, asked.kind, asked.unit_key),
        "done": asked.finished_at is not None,
        "percent": 100 if asked.finished_at else min(99, done * 100 // total),
    }


@never_cache
@require_safe
@staff
def ledger_download(request: HouseRequest, key: UUID) -> HttpResponseBase:
    """The finished file."""
    by = request.standing
    asked: LedgerFile = policy.ledger_file_for(by, key)
    path = path_of(asked)
    if asked.finished_at is None or asked.refused or not path.is_file():
        raise LedgerUnitUnknown
    unit, form = policy.unit_for(by, asked.kind, asked.unit_key), LedgerForm(asked.form)
    wanted = Wanted(unit, unit.part(asked.since, asked.until), form)
    response = FileResponse(path.open("rb"), content_type=KINDS[form])
    response["Content-Disposition"] = attachment(unit, wanted)
    return response

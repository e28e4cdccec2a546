"""A unit's ledger to take home: at once when it is short, else made in the background."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.ledger_page import AT_ONCE, asked_period, show_ledger
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.oversight import policy
from redvest.oversight.actions.unit_ledger import ask_ledger, export_ledger
from redvest.oversight.actions.unit_ledger_file import Wanted
from redvest.oversight.choices import LedgerForm
from redvest.oversight.queries import unit_ledger as read
from redvest.oversight.rules.unit_ledger import LedgerUnitUnknown, Totals, Unit, file_name
from redvest.registry.policy import Standing

KINDS = {
    LedgerForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    LedgerForm.PDF: "application/pdf",
}


@require_POST
@staff
def ledger_file(request: HouseRequest, kind: str, key: str) -> HttpResponseBase:
    """The file itself when it is short; else it is put in line, and its page tells how far it is."""
    by, at = request.standing, clock.now()
    unit = policy.unit_for(by, kind, key)
    since, until, fault = asked_period(request.POST)
    form = request.POST.get("form", "")
    reason = request.POST.get("reason", "")[:200]
    try:
        part = unit.part(since, until)
        if fault or form not in LedgerForm.values:
            raise LedgerUnitUnknown
        wanted = Wanted(unit, part, LedgerForm(form), request.POST.get("whole") == "on")
        if _short(wanted, read.totals_of(part)):
            return _answer(by, wanted, reason)
        asked = ask_ledger(by=by, wanted=wanted, reason=reason, at=at)
    except DomainError as refused:
        if refused.status in (401, 403, 404) and not fault:
            raise
        return show_ledger(request, unit, request.POST, "" if fault else refused.message)
    return redirect("desk:ledger-made", key=asked.pk)


def _short(wanted: Wanted, totals: Totals) -> bool:
    return totals.lines <= AT_ONCE[wanted.form]


def _answer(by: Standing, wanted: Wanted, reason: str) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"ledger.{wanted.form}")
        export_ledger(by=by, wanted=wanted, path=path, reason=reason, at=clock.now())
        data = path.read_bytes()
    response = HttpResponse(data, content_type=KINDS[wanted.form])
    response["Content-Disposition"] = attachment(wanted.unit, wanted)
    return response


def attachment(unit: Unit, wanted: Wanted) -> str:
    return f"attachment; filename*=utf-8''{quote(file_name(unit, wanted.part))}.{wanted.form}"

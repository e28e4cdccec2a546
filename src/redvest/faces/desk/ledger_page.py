"""One unit's ledger over a period: the totals, the first rows, and the ways to take it home."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.oversight import policy
from redvest.oversight.choices import LedgerForm
from redvest.oversight.queries import unit_ledger as read
from redvest.oversight.queries.station_book import book_of
from redvest.oversight.rules.unit_ledger import FROM_IMPORT, Unit, hours_of, shown_name, span_words
from redvest.oversight.rules.unit_ledger_sheets import station_rows
from redvest.service.rules.measure import Slice

SHOWN = 20
AT_ONCE = {LedgerForm.XLSX: 5_000, LedgerForm.PDF: 800}  # longer ones are made in the background
EARLIEST, LATEST = 1980, 2100  # years that a ledger can be about


@never_cache
@require_safe
@staff
def ledger(request: HouseRequest, kind: str, key: str) -> HttpResponse:
    """One unit's ledger over a period: the totals, the first activities and people, and the ways to take it home."""
    return show_ledger(request, policy.unit_for(request.standing, kind, key), request.GET)


def show_ledger(request: HouseRequest, unit: Unit, asked: QueryDict, refused: str = "") -> HttpResponse:
    """The page with what was asked for kept in its fields; a period that cannot be has no figures of another one."""
    since, until, fault = asked_period(asked)
    part = None
    try:
        part = None if fault else unit.part(since, until)
    except DomainError as wrong:
        fault = wrong.message
    names = policy.may_see_names(request.standing, unit)
    context: dict[str, Any] = {
        "unit": unit,
        "kind": unit.kind.label,
        "since": asked.get("from") or since.isoformat(),
        "until": asked.get("to") or until.isoformat(),
        "fault": fault,
        "refused": refused,
        "whole": asked.get("whole") == "on",
        "reason": asked.get("reason", "")[:200],
        "may_see_names": policy.may_export_names(request.standing, unit),
        "shown": SHOWN,
    }
    if part is not None:
        book = book_of(unit, part, clock.now())
        context |= _figures(part, names) | {"book": station_rows(book) if book else []}
        context["has_records"] = bool(context["totals"].entries or (book and book.lines))
    status = 422 if fault or refused else 200
    return show(request, "desk/ledger.html", context, on="ledgers", status=status)


def _figures(part: Slice, names: bool) -> dict[str, Any]:
    return {
        "totals": (totals := read.totals_of(part)),
        "hours": hours_of(totals.minutes),
        "grades": [(grade, hours_of(minutes)) for grade, minutes in totals.minutes_by_grade.items()],
        "activities": [
            {
                "line": line, "when": span_words(line.starts_at, line.ends_at),
                "hours": hours_of(sum(line.minutes.values())), "imported": line.source == FROM_IMPORT,
            }
            for line in read.activity_lines(part, SHOWN)
        ],
        "people": [
            {"line": line, "name": shown_name(line.name, names), "hours": hours_of(sum(line.minutes.values()))}
            for line in read.person_lines(part, SHOWN)
        ],
        "long": totals.lines > AT_ONCE[LedgerForm.XLSX],
    }  # fmt: skip


def asked_period(asked: Any) -> tuple[date, date, str]:
    """From the address or the form; this year where nothing is said or it cannot be read."""
    first, today = _this_year()
    try:
        since = date.fromisoformat(asked.get("from", "") or first.isoformat())
        until = date.fromisoformat(asked.get("to", "") or today.isoformat())
    except ValueError:
        return first, today, _("日期没看懂，请写成 2026-01-31 这样。")
    if not EARLIEST <= since.year <= until.year <= LATEST:
        return (
            first,
            today,
            _("日期不对：从 %(from)d 年到 %(to)d 年，开始不晚于结束。") % {"from": EARLIEST, "to": LATEST},
        )
    return since, until, ""


def _this_year() -> tuple[date, date]:
    today = clock.day_of(clock.now())
    return today.replace(month=1, day=1), today

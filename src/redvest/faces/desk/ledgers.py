"""Ledgers (台账): choose a unit and a period, look over the totals and the first rows, take it home as Excel or PDF."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.core.search import query_terms
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import Pager, asked_text, paged
from redvest.oversight import policy
from redvest.oversight.actions.unit_ledger import ask_ledger, export_ledger
from redvest.oversight.actions.unit_ledger_file import Wanted
from redvest.oversight.choices import LedgerForm, UnitKind
from redvest.oversight.models import LedgerFile
from redvest.oversight.queries import unit as units
from redvest.oversight.queries import unit_ledger as read
from redvest.oversight.queries.ledger_file import path_of
from redvest.oversight.queries.station_book import book_of
from redvest.oversight.rules.unit_ledger import (
    FROM_IMPORT,
    LedgerUnitUnknown,
    Totals,
    Unit,
    file_name,
    hours_of,
    shown_name,
    span_words,
)
from redvest.oversight.rules.unit_ledger_sheets import station_rows
from redvest.registry.models import Body, Region, Station
from redvest.registry.policy import Standing
from redvest.service.rules.measure import Slice

SHOWN = 20
AT_ONCE = {LedgerForm.XLSX: 5_000, LedgerForm.PDF: 800}  # longer ones are made in the background
KINDS = {
    LedgerForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    LedgerForm.PDF: "application/pdf",
}


@never_cache
@require_safe
@staff
def ledgers(request: HouseRequest) -> HttpResponse:
    """The units whose ledgers this person may read: places, stations, organisations."""
    by, asked = request.standing, asked_text(request)
    kind = asked_text(request, "kind")
    kind = kind if kind in UnitKind.values else _first_kind(by)
    rows, pager = _units(request, by, UnitKind(kind), asked)
    context = {"rows": rows, "pager": pager, "asked": asked, "kind": kind, "kinds": UnitKind.choices}
    return show(request, "desk/ledgers.html", context, on="ledgers")


def _first_kind(by: Standing) -> str:
    if policy.ledger_paths(by):
        return UnitKind.REGION
    return UnitKind.BODY if by.bodies() else UnitKind.STATION


def _units(
    request: HouseRequest, by: Standing, kind: UnitKind, asked: str
) -> tuple[list[dict[str, str]], Pager]:
    paths, terms = policy.ledger_paths(by), query_terms(asked)
    if kind == UnitKind.REGION:
        places = Region.objects.filter(_under(paths, "path"), city=by.city)
        if asked:
            places = places.filter(Q(name__contains=asked) | Q(pk__startswith=asked))
        found, pager = paged(request, places, keys=("path", "code"))
        return [_row(units.unit_of_region(each), str(each.get_level_display())) for each in found], pager
    if kind == UnitKind.STATION:
        mine = _under(paths, "region__path") | Q(pk__in=by.stations())
        stations = Station.objects.filter(mine, city=by.city).select_related("region")
        kept, pager = paged(request, _searched(stations, terms), keys=("name", "id"))
        return [_row(units.unit_of_station(each), each.region.name) for each in kept], pager
    mine = _under(paths, "region_path") | Q(pk__in=by.bodies())
    bodies = Body.objects.filter(mine, city=by.city).select_related("region")
    run, pager = paged(request, _searched(bodies, terms), keys=("name", "id"))
    return [_row(units.unit_of_body(each), each.region.name) for each in run], pager


def _searched(rows: QuerySet[Any], terms: list[str]) -> QuerySet[Any]:
    return rows.filter(search__contains=terms) if terms else rows


def _under(paths: tuple[str, ...], field: str) -> Q:
    where = Q(pk__in=[])
    for path in paths:
        where |= Q(**{f"{field}__startswith": path})
    return where


def _row(unit: Unit, note: str) -> dict[str, str]:
    return {"kind": str(unit.kind), "key": unit.key, "name": unit.name, "code": unit.code, "note": note}


@never_cache
@require_safe
@staff
def ledger(request: HouseRequest, kind: str, key: str) -> HttpResponse:
    """One unit's ledger over a period: the totals, the first activities and people, and the ways to take it home."""
    return _page(request, policy.unit_for(request.standing, kind, key), request.GET)


def _page(request: HouseRequest, unit: Unit, asked: QueryDict, refused: str = "") -> HttpResponse:
    """The page with what was asked for kept in its fields; a period that cannot be has no figures of another one."""
    since, until, fault = _period(asked)
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


def _period(asked: Any) -> tuple[date, date, str]:
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


EARLIEST, LATEST = 1980, 2100  # years that a ledger can be about


def _this_year() -> tuple[date, date]:
    today = clock.day_of(clock.now())
    return today.replace(month=1, day=1), today


@require_POST
@staff
def ledger_file(request: HouseRequest, kind: str, key: str) -> HttpResponseBase:
    """The file itself when it is short; else it is put in line, and its page tells how far it is."""
    by, at = request.standing, clock.now()
    unit = policy.unit_for(by, kind, key)
    since, until, fault = _period(request.POST)
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
        return _page(request, unit, request.POST, "" if fault else refused.message)
    return redirect("desk:ledger-made", key=asked.pk)


def _short(wanted: Wanted, totals: Totals) -> bool:
    return totals.lines <= AT_ONCE[wanted.form]


def _answer(by: Standing, wanted: Wanted, reason: str) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"ledger.{wanted.form}")
        export_ledger(by=by, wanted=wanted, path=path, reason=reason, at=clock.now())
        data = path.read_bytes()
    response = HttpResponse(data, content_type=KINDS[wanted.form])
    response["Content-Disposition"] = _attachment(wanted.unit, wanted)
    return response


def _attachment(unit: Unit, wanted: Wanted) -> str:
    return f"attachment; filename*=utf-8''{quote(file_name(unit, wanted.part))}.{wanted.form}"


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
    response["Content-Disposition"] = _attachment(unit, wanted)
    return response

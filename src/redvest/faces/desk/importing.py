"""Importing people, bodies, stations or projects from a sheet: upload, see what would happen, import, take the bad rows back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.upload import (
    BODIES,
    MEMBERS,
    OF_PEOPLE,
    PROJECTS,
    STATIONS,
    VOLUNTEERS,
    UploadFields,
)
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import bodies_within, body_within, require_gives_roles
from redvest.faces.desk.uploads import Upload, UploadGone, discard, find, keep
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.actions.import_bodies import import_bodies
from redvest.registry.actions.import_members import import_members
from redvest.registry.actions.import_report import ImportReport
from redvest.registry.actions.import_stations import import_stations
from redvest.registry.actions.import_volunteers import import_volunteers
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.registry.policy import Standing, require_member
from redvest.service.actions.import_projects import import_projects

MOST_BODIES = 300


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def upload(request: HouseRequest) -> HttpResponse:
    """Send a sheet in; it is checked, and nothing is written yet."""
    by, at = request.standing, clock.now()
    require_gives_roles(by)
    form = UploadFields(request.POST or None, request.FILES or None, **_choices(by))
    if request.method == "POST" and form.is_valid():
        kept = keep(require_member(by), form.cleaned_data["sheet"], at)
        body, on_file = _body(by, form.cleaned_data["body"]), form.cleaned_data["consent_on_file"]
        what = form.cleaned_data["what"] or VOLUNTEERS
        try:
            report = _report(by, kept, what, body, on_file=on_file, dry_run=True)
        except DomainError as fault:
            discard(kept)
            if fault.status in (401, 403):
                raise
            form.add_error(
                "consent_on_file" if fault.code == "consent-column-missing" else "sheet", fault.message
            )
        else:
            name = form.cleaned_data["sheet"].name
            kept.note(
                body=str(body.pk) if body else "", on_file=on_file, name=name, what=what, **_facts(report)
            )
            return redirect("desk:import-check", key=kept.key)
    return show(request, "desk/import.html", {"form": form}, on="import", status=422 if form.errors else 200)


_ACTS: dict[str, Callable[..., ImportReport]] = {
    VOLUNTEERS: import_volunteers,
    MEMBERS: import_members,
    PROJECTS: import_projects,
    BODIES: import_bodies,
    STATIONS: import_stations,
}


def _report(
    by: Standing, kept: Upload, what: str, body: Body | None, *, on_file: bool, **how: bool
) -> ImportReport:
    """Each import with what it takes: people with their consents, projects and people of one organisation."""
    taken: dict[str, Any] = {"body": body} if what in OF_PEOPLE | {PROJECTS} else {}
    if what in OF_PEOPLE:
        taken["consent_on_file"] = on_file
    return _ACTS[what](by=by, path=kept.sheet, at=clock.now(), bad_file=kept.bad, **taken, **how)


def _choices(by: Standing) -> dict[str, Any]:
    """The bodies whose members somebody may add: those they run, and those of the places that they govern."""
    rows = bodies_within(by).filter(state=BodyState.ACTIVE).order_by("name")
    if not by.regions():
        rows = rows.filter(pk__in=by.headed())
    bodies = [(str(key), name) for key, name in rows.values_list("id", "name")[:MOST_BODIES]]
    return {"bodies": bodies, "whole_place": bool(by.regions())}


def _body(by: Standing, key: str) -> Body | None:
    return body_within(by, UUID(key)) if key else None


def _facts(report: ImportReport) -> dict[str, Any]:
    return {
        "rows": report.rows, "bad": report.bad, "blank": report.blank, "duplicates": report.duplicates,
        "good": report.rows - report.bad, "ignored": list(report.ignored), "all_known": report.all_known,
        "reasons": [list(reason) for reason in report.reasons],
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def check(request: HouseRequest, key: UUID) -> HttpResponse:
    """What was found in the sheet; a POST imports it, all rows or the good ones."""
    by = request.standing
    require_gives_roles(by)
    kept = find(require_member(by), key)
    if request.method == "POST":
        return _import(request, kept)
    context = {"upload": kept, "facts": kept.facts, "people": kept.facts["what"] in OF_PEOPLE}
    return show(request, "desk/import_check.html", context, on="import")


def _import(request: HouseRequest, kept: Upload) -> HttpResponse:
    by, facts = request.standing, kept.facts
    try:
        report = _report(
            by, kept, facts["what"], _body(by, facts["body"]), on_file=facts["on_file"],
            partial=request.POST.get("which") == "good",
        )  # fmt: skip
    except DomainError as fault:
        if fault.status in (401, 403, 404):
            raise
        messages.error(request, fault.message)
        return redirect("desk:import-check", key=kept.key)
    kept.note(**{**facts, **_facts(report), "imported": report.imported})
    if report.imported:
        # The rows that came back stay until tomorrow; the sheet itself has done its work.
        kept.sheet.unlink(missing_ok=True)
        messages.success(request, _said(facts["what"]) % {"n": report.imported})
    else:
        messages.error(request, _("有行不对，所以一行也没有导入。改好再传，或者只导入没有问题的行。"))
    return redirect("desk:import-check", key=kept.key)


def _said(what: str) -> str:
    return {
        VOLUNTEERS: _("导入了 %(n)d 人。他们用证件号码和姓名就能认领自己的记录。"),
        MEMBERS: _("%(n)d 人加入了组织。"),
        PROJECTS: _("导入了 %(n)d 个项目。"),
        BODIES: _("导入了 %(n)d 个组织。请再把负责人的角色给他们。"),
        STATIONS: _("导入了 %(n)d 个服务站。"),
    }[what]


@never_cache
@require_safe
@staff
def bad_rows(request: HouseRequest, key: UUID) -> FileResponse:
    """The rows that could not be imported, each with its reason."""
    require_gives_roles(request.standing)
    kept = find(require_member(request.standing), key)
    if not kept.bad.is_file():
        raise UploadGone
    return FileResponse(kept.bad.open("rb"), as_attachment=True, filename=_("有问题的行.xlsx"))
